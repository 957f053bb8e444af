"""The completeness of a profile: a score, and what to add next, most useful first.

It counts the fields that are filled in, not their quality; `freshness` judges their age. The score
is never public and nothing depends on it, because an association favors no one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from directory.models import choose_headline
from directory.terms import Document


@dataclass(frozen=True)
class ProfilePart:
    """A part that a profile should have: its field, its section of the edit form, and why."""

    field: str
    label: str
    section: str
    points: int
    why: str


@dataclass(frozen=True)
class Completeness:
    """The score, `percent` from 0 to 100, and the missing parts, most useful first."""

    percent: int
    missing: tuple[ProfilePart, ...]

    @property
    def next(self) -> ProfilePart | None:
        """The part to add next, or None."""
        return self.missing[0] if self.missing else None


WHY_SEARCHED = "sponsors filter by this"
COMPARED_BY = "sponsors compare companies by this"
# In the order of the edit form. Points weigh what sponsors search and compare by.
PROFILE_PARTS = (
    ProfilePart("legal_name", "Legal name", "identity", 2, "the name used in contracts"),
    ProfilePart("headquarters", "Headquarters", "identity", 6, WHY_SEARCHED),
    ProfilePart("founded", "Year founded", "identity", 3, WHY_SEARCHED),
    ProfilePart("countries", "Countries", "countries", 16, WHY_SEARCHED),
    ProfilePart("services", "Services", "services", 16, WHY_SEARCHED),
    ProfilePart("areas", "Therapeutic areas", "services", 10, WHY_SEARCHED),
    ProfilePart("phases", "Phases", "services", 6, WHY_SEARCHED),
    ProfilePart("modalities", "Modalities", "services", 5, WHY_SEARCHED),
    ProfilePart("trial_counts", "Trials worked on", "figures", 10, COMPARED_BY),
    ProfilePart("employees", "Employees", "figures", 6, COMPARED_BY),
    ProfilePart("website", "Website", "identity", 4, "where sponsors go to learn more"),
    ProfilePart("logo", "Logo", "links", 2, "helps readers recognize the company"),
    ProfilePart("summary", "Summary", "text", 8, "shown below the company’s name in lists"),
    ProfilePart("description", "Description", "text", 6, "shows what sets the company apart"),
)


def score_completeness(document: Document) -> Completeness:
    """Return the completeness of a canonical document; parts that don't apply don't count."""
    parts = [
        part for part in PROFILE_PARTS if PART_APPLIES.get(part.field, is_always_expected)(document)
    ]
    missing = [
        part
        for part in parts
        if not PART_IS_STATED.get(part.field, make_stated_check(part.field))(document)
    ]
    total, lacking = (sum(part.points for part in found) for found in (parts, missing))
    in_order = sorted(missing, key=lambda part: -part.points)
    return Completeness((total - lacking) * 100 // total, tuple(in_order))


def is_always_expected(_document: Document) -> bool:
    """Return True, for parts that every profile should have."""
    return True


def make_stated_check(field: str) -> Callable[[Document], bool]:
    """Return a predicate that tells whether a document has a value in this field."""
    return lambda document: bool(document[field])


def has_headquarters_country(document: Document) -> bool:
    """Return whether the headquarters has a country; searches can't find a city alone."""
    return bool(document["headquarters"]["country"])


def has_headline_count(document: Document) -> bool:
    """Return whether a count represents all of the company's trials."""
    return choose_headline(document["trial_counts"]) is not None


PART_IS_STATED = {"headquarters": has_headquarters_country, "trial_counts": has_headline_count}
PART_APPLIES = {"trial_counts": lambda document: document["reports_trials"]}
