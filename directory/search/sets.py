"""Small helpers over numpy arrays and roaring bitmaps."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Numbers: TypeAlias = NDArray[Any]
NO_NUMBERS = np.empty(0, dtype=np.uint32)


def make_bitmap(members: Numbers) -> BitMap:
    """The set of these numbers, which may repeat."""
    return BitMap(np.ascontiguousarray(members, dtype=np.uint32))


def make_array(members: BitMap) -> Numbers:
    """The numbers of a set, ascending."""
    return np.frombuffer(members.to_array(), dtype=np.uint32) if members else NO_NUMBERS


def unite_sets(sets: Iterable[BitMap]) -> BitMap:
    """All that is in any of these sets, as a set of its own."""
    found = list(sets)
    return BitMap.union(*found) if found else BitMap()


def intersect_sets(sets: Iterable[BitMap]) -> BitMap:
    """What is in every one of these sets, of which there is at least one."""
    smallest_first = sorted(sets, key=len)
    return BitMap.intersection(*smallest_first)


def sort_distinct(found: Numbers) -> Numbers:
    """These numbers, ascending, each once; they are sorted where they stand.

    `numpy.unique` hashes them first, which takes six times as long.
    """
    found.sort()
    return found[np.diff(found, prepend=found[:1] - 1) > 0]


def expand_slices(starts: Numbers, stops: Numbers) -> Numbers:
    """The places from each start to its stop, one after the other."""
    lengths = stops - starts
    ends = np.cumsum(lengths)
    if not len(ends):
        return np.empty(0, dtype=np.int64)
    first = np.repeat(starts - (ends - lengths), lengths)
    return first + np.arange(ends[-1])


def grow_column(column: Numbers, size: int, empty: int = 0) -> Numbers:
    """A copy of a column that has at least this size; what is new holds `empty`."""
    if size <= len(column):
        return column.copy()
    more = np.full(size - len(column), empty, dtype=column.dtype)
    return np.concatenate([column, more])
