"""The answer to a query, by intersecting sets of the index, without a database query."""

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
# The name of each facet, and of its `_all` parameter, or "".
FACET_PARAMETERS = [(facet.name, facet.all_label and f"{facet.name}_all") for facet in FACETS]


def run_query(query: Query, snapshot: Snapshot | None = None) -> Answer:
    """Return the number of matches, the ids of the page in order, and the requested facets."""
    snapshot = snapshot or fetch_snapshot()
    text_matches = match_text(query, snapshot.index)
    parts = filter_sets(query, snapshot, text_matches)
    members = intersect_sets(parts.values())
    count = len(members)
    counting = FacetCounter(query, snapshot, parts)
    facets = {name: counting.values(name, query.selected(name)) for name in sorted(query.facets)}
    return Answer(
        count=count,
        ids=()
        if query.past_end(count)
        else select_page(query, snapshot.index, members, text_matches),
        facets=facets,
        ranges=counting.extents() if facets else {},
        corrected=text_matches.corrected if text_matches else (),
        left_out=text_matches.left_out if text_matches else (),
        question=text_matches.question if text_matches else None,
        counter=counting,
    )


def count_matches(queries: Iterable[Query], snapshot: Snapshot) -> list[int]:
    """Return the number of companies that each query finds."""
    return [
        len(
            intersect_sets(filter_sets(query, snapshot, match_text(query, snapshot.index)).values())
        )
        for query in queries
    ]


def match_text(query: Query, index: Index) -> TextMatches | None:
    """Return the companies that match the words, or None if the query has no text."""
    if not query.q:
        return None
    return TextMatches(QueryText(index, query.q, exact=query.exact == "true"))


def filter_sets(
    query: Query, snapshot: Snapshot, text_matches: TextMatches | None
) -> dict[str, BitMap]:
    """Return the members that match each facet or figure of the query, by its name.

    `all` holds the members that match the text and `updated_since`. It and the `_all` parameters,
    which have their own names, are set aside by no count.
    """
    index = snapshot.index
    day = index.on(dates.today())
    shared = [index.members] if text_matches is None else [text_matches.members]
    parts = {}
    for name, all_name in FACET_PARAMETERS:
        if chosen := query.chosen(name):
            parts[name] = unite_values(index.facet_on(day, name), chosen)
        if all_name and (required := getattr(query, all_name)):
            values = index.facet_on(day, name)
            having = [values.get(value, BitMap()) for value in required]
            parts[all_name] = intersect_sets(having)
    for name in RANGE_NAMES:
        lowest, highest = getattr(query, f"{name}_min"), getattr(query, f"{name}_max")
        if lowest is not None or highest is not None:
            parts[name] = index.within(name, lowest, highest)
    if query.updated_since:
        since = (query.updated_since - EPOCH) // MICROSECOND
        shared.append(index.within("updated", since, None))
    return {"all": intersect_sets(shared), **parts}


def unite_values(values: Mapping[str, BitMap], wanted: Iterable[str]) -> BitMap:
    """Return the members that have any of these values."""
    return unite_sets(values[value] for value in wanted if value in values)


def select_page(
    query: Query, index: Index, members: BitMap, text_matches: TextMatches | None
) -> tuple[int, ...]:
    """Return the ids of the requested page, in order."""
    end = query.page * query.page_size
    if query.order == "relevance" and text_matches is not None:
        ordered = text_matches.in_order(members, end)
    else:
        ordered = select_first_members(index, query.order, members, end)
    return tuple(ordered[end - query.page_size :].tolist())


def select_first_members(index: Index, ordering: str, members: BitMap, end: int) -> Numbers:
    """Return the first `end` of these members in an order.

    Either walk along the order of all members or sort only these, whichever takes fewer steps.
    """
    steps = min(end, len(members)) * len(index.members) / max(len(members), 1)
    if steps < len(members):
        walk = (member for member in walk_order(index.order(ordering)) if member in members)
        return np.fromiter(islice(walk, end), dtype=np.int64)
    own = make_array(members)
    return own[np.lexsort(index.sort_keys(ordering, own))[:end]]


def walk_order(order: Numbers) -> Iterator[int]:
    """Yield the members of an order one by one, converting one chunk at a time."""
    for start in range(0, len(order), WALK_CHUNK_SIZE):
        yield from order[start : start + WALK_CHUNK_SIZE].tolist()
