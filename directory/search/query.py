"""What is asked, and what is answered: plain frozen values without a database behind them."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, make_dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from directory.search.facets import FACETS, RANGES

SEARCH_PAGE_SIZE = 20
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


@dataclass(frozen=True)
class BaseQuery:
    """The part of a query that has no facets."""

    q: str = ""
    exact: str = ""
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


def list_facet_fields() -> Iterator[tuple[str, Any, Any]]:
    """Yield the dataclass fields of a query for facets and ranges: (name, type, default)."""
    for facet in FACETS:
        for name in facet.parameters:
            if facet.is_single:
                yield name, str, field(default="")
            else:
                default = facet.default if name == facet.name else NO_VALUES
                yield name, frozenset[str], field(default=default)
    for figure in RANGES:
        yield from ((name, int | None, field(default=None)) for name in figure.parameters)


if TYPE_CHECKING:

    class Query(BaseQuery):
        """A type checker can't read the fields that come from the table."""

        def __init__(self, **values: Any) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

else:
    DOCSTRING = """One question to the directory, by the parameters of docs/search.md.

    Sets hold the values of parameters that repeat; an empty one is not asked for. Facets with a
    default, such as `membership`, begin with it.
    """
    Query = make_dataclass(
        "Query",
        list_facet_fields(),
        bases=(BaseQuery,),
        namespace={"__doc__": DOCSTRING, "__module__": __name__},
        frozen=True,
    )


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
