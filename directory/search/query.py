"""What is asked, and what is answered: plain frozen values without a database behind them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypedDict

SEARCH_PAGE_SIZE = 20
FACET_NAMES = (
    "kind",
    "country",
    "region",
    "hq",
    "service",
    "area",
    "modality",
    "phase",
    "membership",
    "merged",
    "verified",
)
RANGE_FIGURES = ("trials", "founded", "employees")
ORDERINGS = (
    "relevance",
    "name",
    "-name",
    "trials",
    "-trials",
    "countries",
    "-countries",
    "updated",
    "-updated",
    "founded",
    "-founded",
)
NO_VALUES: frozenset[str] = frozenset()
DEFAULT_MEMBERSHIP = frozenset({"current", "unconfirmed"})
DEFAULT_MERGED = frozenset({"false"})


@dataclass(frozen=True)
class Query:
    """One question to the directory, by the parameters of the search (DESIGN section 4).

    Sets hold the values of parameters that repeat; empty: not asked for. `membership` and
    `merged` begin with what is shown by default.
    """

    q: str = ""
    exact: str = ""
    country: frozenset[str] = NO_VALUES
    country_all: frozenset[str] = NO_VALUES
    region: frozenset[str] = NO_VALUES
    hq: frozenset[str] = NO_VALUES
    service: frozenset[str] = NO_VALUES
    service_all: frozenset[str] = NO_VALUES
    area: frozenset[str] = NO_VALUES
    area_all: frozenset[str] = NO_VALUES
    modality: frozenset[str] = NO_VALUES
    kind: frozenset[str] = NO_VALUES
    phase: frozenset[str] = NO_VALUES
    phase_all: frozenset[str] = NO_VALUES
    membership: frozenset[str] = DEFAULT_MEMBERSHIP
    merged: frozenset[str] = DEFAULT_MERGED
    verified: str = ""
    trials_min: int | None = None
    trials_max: int | None = None
    founded_min: int | None = None
    founded_max: int | None = None
    employees_min: int | None = None
    employees_max: int | None = None
    updated_since: datetime.datetime | None = None
    ordering: str = ""
    page: int = 1
    page_size: int = SEARCH_PAGE_SIZE
    facets: frozenset[str] = NO_VALUES

    @property
    def order(self) -> str:
        """The order asked for; relevance means the name where nothing is searched for."""
        if self.ordering in {"", "relevance"}:
            return "relevance" if self.q else "name"
        return self.ordering

    def past_end(self, count: int) -> bool:
        """Whether a result of so many companies lacks the page asked for; the first is always."""
        return self.page > 1 and (self.page - 1) * self.page_size >= count

    def chosen(self, facet: str) -> frozenset[str]:
        """The values of a facet that are chosen, as they stand in its counts."""
        value = getattr(self, facet)
        if isinstance(value, str):
            return frozenset({value} - {""})
        return frozenset(value)


class FacetValue(TypedDict):
    """A value of a facet, and how many companies choosing it alone would find."""

    value: str
    label: str
    count: int
    selected: bool


class FigureRange(NamedTuple):
    """The extent of a figure among the companies found, and how many of them state it."""

    min: int | None
    max: int | None
    stated: int


@dataclass(frozen=True)
class Answer:
    """How many match, the ids of the page in order, and the facets and ranges asked for.

    `mended` are words that were found by a slip alone, as typed and as found; `left_out` words
    that some of the companies lack, where no company has all of them; `question` is the text as
    it was read, by which a row explains itself.
    """

    count: int
    ids: tuple[int, ...]
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    ranges: Mapping[str, FigureRange] = field(default_factory=dict)
    mended: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    question: Any = field(default=None, compare=False, repr=False)

    def counted(self, facet: str) -> dict[str, int]:
        """How many companies each value of a facet would find, by value."""
        return {found["value"]: found["count"] for found in self.facets[facet]}
