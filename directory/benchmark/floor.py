"""The floor: the meetings of raw bitmaps that a query cannot do without, and nothing else."""

from directory import search
from directory.search.run import find, narrowed

LISTED = ("country", "region", "hq", "service", "area", "modality", "phase", "kind")


def prepared(query):
    """The sets of a query, found beforehand: what each parameter leaves, and every value's."""
    snapshot = search.current()
    parts = list(narrowed(query, snapshot, find(query, snapshot.index)).values())
    values = [members for name in LISTED for members in snapshot.index.values[name].values()]
    return parts, values


def meet(sets):
    """The members found, and how many have each value."""
    parts, values = sets
    members = parts[0].intersection(*parts[1:])
    counted = members.intersection_cardinality
    return len(members), [counted(value) for value in values]
