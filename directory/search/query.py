"""The query and the answer of a search: frozen values that never touch the database."""

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
    """The fields of a query that the table of facets and ranges doesn't declare."""

    q: str = ""
    exact: str = ""
    updated_since: datetime.datetime | None = None
    ordering: str = ""
    page: int = 1
    page_size: int = SEARCH_PAGE_SIZE
    facets: frozenset[str] = NO_VALUES

    @property
    def order(self) -> str:
        """The requested order; relevance means the name if the query has no text."""
        if self.ordering in {"", "relevance"}:
            return "relevance" if self.q else "name"
        return self.ordering

    def past_end(self, count: int) -> bool:
        """Return whether a result of `count` companies lacks this page; page 1 always exists."""
        return self.page > 1 and (self.page - 1) * self.page_size >= count

    def chosen(self, facet: str) -> frozenset[str]:
        """Return the chosen values of a facet, as its counts name them."""
        value = getattr(self, facet)
        if isinstance(value, str):
            return frozenset({value} - {""})
        return frozenset(value)

    def selected(self, facet: str) -> frozenset[str]:
        """Return the chosen values of a facet and those that its `_all` parameter requires."""
        return self.chosen(facet) | getattr(self, f"{facet}_all", NO_VALUES)


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
        """A stand-in for type checkers, which can't read the fields that come from the table."""

        def __init__(self, **values: Any) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

else:
    DOCSTRING = """A search of the directory, with the parameters of docs/search.md as fields.

    Sets hold the values of parameters that repeat; an empty set doesn't filter. Facets with a
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
    """A value of a facet, and the number of companies that match if it alone is chosen.

    It is selected if the query has it, in the parameter of the facet or in its `_all`.
    """

    value: str
    label: str
    count: int
    selected: bool


class FigureRange(NamedTuple):
    """The least and greatest figure among the matches, and how many of them report one."""

    min: int | None
    max: int | None
    stated: int


@dataclass(frozen=True)
class Answer:
    """The number of matches, the ids of the page in order, and the requested facets and ranges.

    `corrected` holds the words that match only with a typo or another spacing: (query word, word
    found). `left_out` holds the words that some matches lack, if no company has all words.
    `question` is the `QueryText` of the query, from which rows explain their match, and `counter`
    the `FacetCounter`, from which `unreported` is counted.
    """

    count: int
    ids: tuple[int, ...]
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    ranges: Mapping[str, FigureRange] = field(default_factory=dict)
    corrected: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    question: Any = field(default=None, compare=False, repr=False)
    counter: Any = field(default=None, compare=False, repr=False)

    @property
    def unreported(self) -> dict[str, tuple[int, int]]:
        """The numbers of companies that match without a facet or figure of the query, by its name.

        (Those that report a value of it, those that don't.) Counted when it is asked for, because
        only the search page shows it.
        """
        found: dict[str, tuple[int, int]] = self.counter.count_unreported()
        return found

    def counted(self, facet: str) -> dict[str, int]:
        """Return the number of companies that each value of a facet would find, by value."""
        return {item["value"]: item["count"] for item in self.facets[facet]}
