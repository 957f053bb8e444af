"""The answer to a query, from the index: sets that meet, no query to the database."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import numpy as np
from pyroaring import BitMap

from directory import dates
from directory.search.facet_counts import FacetCounter
from directory.search.facets import FACETS, RANGE_NAMES
from directory.search.index import EPOCH, MICROSECOND, Index
from directory.search.matching import QueryText
from directory.search.query import Answer, Query
from directory.search.ranking import TextMatches
from directory.search.sets import Numbers, intersect_sets, make_array, unite_sets
from directory.search.snapshot import Snapshot, fetch_snapshot

WALK_CHUNK_SIZE = 1_000


def run_query(query: Query, snapshot: Snapshot | None = None) -> Answer:
    """How many match, the ids of the page in order, and the counts of the facets asked for."""
    snapshot = snapshot or fetch_snapshot()
    found = match_text(query, snapshot.index)
    parts = filter_sets(query, snapshot, found)
    members = intersect_sets(parts.values())
    count = len(members)
    counting = FacetCounter(query, snapshot, parts)
    facets = {name: counting.values(name, query.chosen(name)) for name in sorted(query.facets)}
    return Answer(
        count=count,
        ids=() if query.past_end(count) else select_page(query, snapshot.index, members, found),
        facets=facets,
        ranges=counting.extents() if facets else {},
        mended=found.mended if found else (),
        left_out=found.left_out if found else (),
        question=found.question if found else None,
    )


def count_matches(queries: Iterable[Query], snapshot: Snapshot) -> list[int]:
    """How many companies each query finds."""
    return [
        len(
            intersect_sets(filter_sets(query, snapshot, match_text(query, snapshot.index)).values())
        )
        for query in queries
    ]


def match_text(query: Query, index: Index) -> TextMatches | None:
    """The companies that the words find; None where nothing is searched for."""
    if not query.q:
        return None
    return TextMatches(QueryText(index, query.q, exact=query.exact == "true"))


def filter_sets(query: Query, snapshot: Snapshot, found: TextMatches | None) -> dict[str, BitMap]:
    """What each parameter leaves, by facet or figure; "all" what none of these sets aside."""
    index = snapshot.index
    day = index.on(dates.today())
    whole = [index.members] if found is None else [found.members]
    parts = {}
    for facet in FACETS:
        values = index.facet_on(day, facet.name)
        if chosen := query.chosen(facet.name):
            parts[facet.name] = unite_values(values, chosen)
        if facet.all_label:
            every = getattr(query, f"{facet.name}_all")
            whole += [values.get(value, BitMap()) for value in every]
    for name in RANGE_NAMES:
        lowest, highest = getattr(query, f"{name}_min"), getattr(query, f"{name}_max")
        if lowest is not None or highest is not None:
            parts[name] = index.within(name, lowest, highest)
    if query.updated_since:
        since = (query.updated_since - EPOCH) // MICROSECOND
        whole.append(index.within("updated", since, None))
    return {"all": intersect_sets(whole), **parts}


def unite_values(values: Mapping[str, BitMap], wanted: Iterable[str]) -> BitMap:
    """Who has any of these values."""
    return unite_sets(values[value] for value in wanted if value in values)


def select_page(
    query: Query, index: Index, members: BitMap, found: TextMatches | None
) -> tuple[int, ...]:
    """The ids of the page asked for, in order."""
    end = query.page * query.page_size
    if query.order == "relevance" and found is not None:
        ordered = found.in_order(members, end)
    else:
        ordered = select_first_members(index, query.order, members, end)
    return tuple(ordered[end - query.page_size :].tolist())


def select_first_members(index: Index, ordering: str, members: BitMap, end: int) -> Numbers:
    """The first of these members in an order.

    By walking along the whole order, or by sorting these alone, whichever takes fewer steps.
    """
    steps = min(end, len(members)) * len(index.members) / max(len(members), 1)
    if steps < len(members):
        walk = (member for member in walk_order(index.order(ordering)) if member in members)
        return np.fromiter(islice(walk, end), dtype=np.int64)
    own = make_array(members)
    return own[np.lexsort(index.sort_keys(ordering, own))[:end]]


def walk_order(order: Numbers) -> Iterator[int]:
    """The members of an order one by one, without turning all of it into a list."""
    for start in range(0, len(order), WALK_CHUNK_SIZE):
        yield from order[start : start + WALK_CHUNK_SIZE].tolist()
