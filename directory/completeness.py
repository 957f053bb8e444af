"""How complete a profile is: a score, and what to add next, the most useful first.

It counts what is said, not how good it is; how old that is stands in `freshness`. Nothing of it
is shown in public, and nothing depends on it: an association favours nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from directory.models import headline

Document = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """Something that a profile should say: its field, the section of the edit form, and why."""

    field: str
    label: str
    section: str
    points: int
    why: str


@dataclass(frozen=True)
class Completeness:
    """`percent` from 0 to 100, and the parts that are missing, the most useful first."""

    percent: int
    missing: tuple[Part, ...]

    @property
    def next(self) -> Part | None:
        """What to add next."""
        return self.missing[0] if self.missing else None


FOUND_BY = "sponsors search by it"
PARTS = (  # in the order of the edit form; points weigh what sponsors search and compare by
    Part("legal_name", "Legal name", "identity", 2, "it is the name that contracts carry"),
    Part("headquarters", "Headquarters", "identity", 6, FOUND_BY),
    Part("founded", "Year of founding", "identity", 3, FOUND_BY),
    Part("countries", "Countries", "countries", 16, FOUND_BY),
    Part("services", "Services", "services", 16, FOUND_BY),
    Part("areas", "Therapeutic areas", "services", 10, FOUND_BY),
    Part("phases", "Phases", "services", 6, FOUND_BY),
    Part("modalities", "Kinds of product", "services", 5, FOUND_BY),
    Part("trial_counts", "Trials worked on", "figures", 10, "sponsors compare by it"),
    Part("employees", "Employees", "figures", 6, "sponsors compare by it"),
    Part("website", "Website", "identity", 4, "it is where a reader goes next"),
    Part("logo", "Logo", "links", 2, "readers recognise a company by it"),
    Part("summary", "Summary", "text", 8, "it is the line under the name in every list"),
    Part("description", "Description", "text", 6, "it says what no list of services can"),
)


def score(document: Document) -> Completeness:
    """The completeness of a canonical document; what does not apply to a company does not count."""
    parts = [part for part in PARTS if APPLIES.get(part.field, always)(document)]
    missing = [part for part in parts if not SAID.get(part.field, said(part.field))(document)]
    total, lacking = (sum(part.points for part in found) for found in (parts, missing))
    in_order = sorted(missing, key=lambda part: -part.points)
    return Completeness((total - lacking) * 100 // total, tuple(in_order))


def always(_document: Document) -> bool:
    """A part that every profile should have."""
    return True


def said(field: str) -> Callable[[Document], bool]:
    """A check that a document says something in this field."""
    return lambda document: bool(document[field])


def says_headquarters(document: Document) -> bool:
    """Whether the country is there: a city alone is not found."""
    return bool(document["headquarters"]["country"])


def says_trials(document: Document) -> bool:
    """Whether there is a count that stands for all of the company's trials."""
    return headline(document["trial_counts"]) is not None


SAID = {"headquarters": says_headquarters, "trial_counts": says_trials}
APPLIES = {"trial_counts": lambda document: document["reports_trials"]}
