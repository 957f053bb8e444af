"""The floor: the bare bitmap intersections that a query can't do without."""

from directory import search
from directory.benchmark.agreement import COMPARED_FACETS
from directory.search.engine import filter_sets, match_text


def prepare_sets(query):
    """Return the sets of a query: the matches of each parameter, and the members of each value."""
    snapshot = search.fetch_snapshot()
    parts = list(filter_sets(query, snapshot, match_text(query, snapshot.index)).values())
    values = [
        members for name in COMPARED_FACETS for members in snapshot.index.values[name].values()
    ]
    return parts, values


def intersect_prepared_sets(sets):
    """Return the number of matches, and of the matches with each value."""
    parts, values = sets
    members = parts[0].intersection(*parts[1:])
    counted = members.intersection_cardinality
    return len(members), [counted(value) for value in values]
