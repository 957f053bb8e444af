"""The answer to a query, from the index: sets that meet, no query to the database."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import numpy as np
from pyroaring import BitMap

from directory import dates
from directory.search.arrays import Numbers, meeting, numbers, united
from directory.search.asked import Question
from directory.search.counting import Counting
from directory.search.index import EPOCH, MICROSECOND, Index
from directory.search.query import RANGES, Answer, Query
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
    counting = Counting(query, snapshot, parts)
    facets = {name: counting.values(name, query.chosen(name)) for name in sorted(query.facets)}
    return Answer(
        count=count,
        ids=() if query.past_end(count) else page(query, snapshot.index, members, found),
        facets=facets,
        ranges=counting.extents() if facets else {},
        mended=found.mended if found else (),
        left_out=found.left_out if found else (),
        question=found.question if found else None,
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


def page(query: Query, index: Index, members: BitMap, found: Found | None) -> tuple[int, ...]:
    """The ids of the page asked for, in order."""
    end = query.page * query.page_size
    if query.order == "relevance" and found is not None:
        ordered = found.in_order(members, end)
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
