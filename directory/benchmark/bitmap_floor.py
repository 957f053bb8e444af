"""The floor: the meetings of raw bitmaps that a query cannot do without, and nothing else."""

from directory import search
from directory.benchmark.agreement import COMPARED_FACETS
from directory.search.engine import filter_sets, match_text


def prepare_sets(query):
    """The sets of a query, found beforehand: what each parameter leaves, and every value's."""
    snapshot = search.fetch_snapshot()
    parts = list(filter_sets(query, snapshot, match_text(query, snapshot.index)).values())
    values = [
        members for name in COMPARED_FACETS for members in snapshot.index.values[name].values()
    ]
    return parts, values


def intersect_prepared_sets(sets):
    """The members found, and how many have each value."""
    parts, values = sets
    members = parts[0].intersection(*parts[1:])
    counted = members.intersection_cardinality
    return len(members), [counted(value) for value in values]
