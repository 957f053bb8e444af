"""The answer to a query, from the index: sets that meet, no query to the database."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice

import numpy as np
from pyroaring import BitMap

from directory import dates
from directory.search.arrays import Numbers, meeting, numbers, united
from directory.search.asked import Question
from directory.search.build import EPOCH, MICROSECOND
from directory.search.index import Index
from directory.search.query import RANGES, Answer, FacetValue, Query, Range
from directory.search.ranking import Found
from directory.search.snapshot import Snapshot, current

LINKED = ("country", "service", "area", "modality", "phase")
STRETCH = 1_000


def run(query: Query, snapshot: Snapshot | None = None) -> Answer:
    """How many match, the ids of the page in order, and the counts of the facets asked for."""
    snapshot = snapshot or current()
    found = find(query, snapshot.index)
    parts = narrowed(query, snapshot, found)
    members = meeting(parts.values())
    count = len(members)
    counting = Counting(snapshot, parts, members)
    facets = {name: counting.values(name, query.chosen(name)) for name in sorted(query.facets)}
    return Answer(
        count=count,
        ids=() if query.past_end(count) else page(query, snapshot.index, members, found),
        facets=facets,
        ranges=counting.extents() if facets else {},
        mended=found.mended if found else (),
        left_out=found.left_out if found else (),
    )


def count_each(queries: Iterable[Query], snapshot: Snapshot) -> list[int]:
    """How many companies each query finds."""
    return [
        len(meeting(narrowed(query, snapshot, find(query, snapshot.index)).values()))
        for query in queries
    ]


def find(query: Query, index: Index) -> Found | None:
    """The companies that the words find; None where nothing is searched for."""
    if not query.q:
        return None
    return Found(Question(index, query.q, exact=query.exact == "true"))


def narrowed(query: Query, snapshot: Snapshot, found: Found | None) -> dict[str, BitMap]:
    """What each parameter leaves, by facet or figure; "all" what none of these sets aside."""
    index, vocabulary = snapshot.index, snapshot.vocabulary
    day = index.on(dates.today())
    whole = [index.members] if found is None else [found.members]
    parts = {}
    for name in LINKED:
        values = index.values[name]
        if wanted := getattr(query, name):
            parts[name] = having_any(values, wanted)
        whole += [values.get(value, BitMap()) for value in getattr(query, f"{name}_all", ())]
    if query.region:
        codes = frozenset[str]().union(*map(vocabulary.countries_in, query.region))
        parts["region"] = having_any(index.values["country"], codes)
    for name in ("hq", "kind"):
        if wanted := getattr(query, name):
            parts[name] = having_any(index.values[name], wanted)
    parts["membership"] = having_any(day.membership, query.membership)
    parts["merged"] = having_any(index.values["merged"], query.merged)
    if query.verified:
        parts["verified"] = day.verified[query.verified]
    for name in RANGES:
        lowest, highest = getattr(query, f"{name}_min"), getattr(query, f"{name}_max")
        if lowest is not None or highest is not None:
            parts[name] = index.within(name, lowest, highest)
    if query.updated_since:
        since = (query.updated_since - EPOCH) // MICROSECOND
        whole.append(index.within("updated", since, None))
    return {"all": meeting(whole), **parts}


def having_any(values: Mapping[str, BitMap], wanted: Iterable[str]) -> BitMap:
    """Who has any of these values."""
    return united(values[value] for value in wanted if value in values)


class Counting:
    """Counts the values of facets among what matches, each facet's own choice set aside."""

    def __init__(self, snapshot: Snapshot, parts: Mapping[str, BitMap], members: BitMap) -> None:
        self.index, self.vocabulary = snapshot.index, snapshot.vocabulary
        self.day = self.index.on(dates.today())
        self.parts, self.members = parts, members
        self._lists: dict[str, Numbers] = {}

    def aside(self, name: str) -> BitMap:
        """What matches when one facet's or figure's own choice is set aside."""
        if name not in self.parts:
            return self.members
        return meeting(part for key, part in self.parts.items() if key != name)

    def listed(self, name: str) -> Numbers:
        """The same as numbers; what no choice is set aside for is listed once."""
        key = name if name in self.parts else ""
        if key not in self._lists:
            self._lists[key] = numbers(self.aside(name))
        return self._lists[key]

    @cached_property
    def _counted(self) -> Numbers:
        """The counts of all values where no choice is set aside."""
        return self.index.bits.count(self.listed(""))

    def counts(self, facet: str) -> list[int]:
        """How many would match with each value of a facet chosen alone, in the order of labels."""
        bits = self.index.bits
        if facet in bits.rows:
            rows, alone = bits.rows[facet], facet in self.parts
            counted = bits.count(self.listed(facet), rows) if alone else self._counted[rows]
            found: list[int] = counted.tolist()
            return found
        sets = getattr(self.day, facet, None) or self.index.values[facet]
        count = self.aside(facet).intersection_cardinality
        return [count(sets[v]) if v in sets else 0 for v in self.vocabulary.by_label[facet]]

    def values(self, facet: str, chosen: frozenset[str]) -> tuple[FacetValue, ...]:
        """The values of a facet with their counts, also those that are chosen and nobody has.

        Sorted by count, then label.
        """
        values, labels = self.vocabulary.by_label[facet], self.vocabulary.of(facet)
        counts = self.counts(facet)
        by_count = np.argsort(-np.array(counts), kind="stable")  # equals stay by their label
        shown = [at for at in by_count.tolist() if counts[at] or values[at] in chosen]
        return tuple(
            [
                {
                    "value": (value := values[at]),
                    "label": labels[value],
                    "count": counts[at],
                    "selected": value in chosen,
                }
                for at in shown
            ]
        )

    def extents(self) -> dict[str, Range]:
        """The extent of each figure among what matches, the figure's own bounds set aside."""
        return {name: Range(*self.index.extent(name, self.listed(name))) for name in RANGES}


def page(query: Query, index: Index, members: BitMap, found: Found | None) -> tuple[int, ...]:
    """The ids of the page asked for, in order."""
    end = query.page * query.page_size
    if query.order == "relevance" and found is not None:
        ordered = found.in_order(members)[:end]
    else:
        ordered = first_of(index, query.order, members, end)
    return tuple(ordered[end - query.page_size :].tolist())


def first_of(index: Index, ordering: str, members: BitMap, end: int) -> Numbers:
    """The first of these members in an order.

    By walking along the whole order, or by sorting these alone, whichever takes fewer steps.
    """
    steps = min(end, len(members)) * len(index.members) / max(len(members), 1)
    if steps < len(members):
        walk = (member for member in along(index.order(ordering)) if member in members)
        return np.fromiter(islice(walk, end), dtype=np.int64)
    own = numbers(members)
    return own[np.lexsort(index.sort_keys(ordering, own))[:end]]


def along(order: Numbers) -> Iterator[int]:
    """The members of an order one by one, without turning all of it into a list."""
    for start in range(0, len(order), STRETCH):
        yield from order[start : start + STRETCH].tolist()
