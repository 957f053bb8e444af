"""Operations on numpy arrays and roaring bitmaps."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Numbers: TypeAlias = NDArray[Any]
NO_NUMBERS = np.empty(0, dtype=np.uint32)


def make_bitmap(members: Numbers) -> BitMap:
    """Return the set of these numbers, which may repeat."""
    return BitMap(np.ascontiguousarray(members, dtype=np.uint32))


def make_array(members: BitMap) -> Numbers:
    """Return the numbers of a set, ascending."""
    return np.frombuffer(members.to_array(), dtype=np.uint32) if members else NO_NUMBERS


def unite_sets(sets: Iterable[BitMap]) -> BitMap:
    """Return the union of these sets as a new set; an empty one if there are no sets."""
    united = list(sets)
    return BitMap.union(*united) if united else BitMap()


def intersect_sets(sets: Iterable[BitMap]) -> BitMap:
    """Return the intersection of these sets. There must be at least one."""
    smallest_first = sorted(sets, key=len)
    return BitMap.intersection(*smallest_first)


def sort_distinct(numbers: Numbers) -> Numbers:
    """Return these numbers, ascending, each once. The array passed in is sorted in place.

    `numpy.unique` hashes the numbers first, which takes six times as long.
    """
    numbers.sort()
    return numbers[np.diff(numbers, prepend=numbers[:1] - 1) > 0]


def expand_slices(starts: Numbers, stops: Numbers) -> Numbers:
    """Return the positions from each start to before its stop, one slice after the other."""
    lengths = stops - starts
    ends = np.cumsum(lengths)
    if not len(ends):
        return np.empty(0, dtype=np.int64)
    first = np.repeat(starts - (ends - lengths), lengths)
    return first + np.arange(ends[-1])


def grow_column(column: Numbers, size: int, empty: int = 0) -> Numbers:
    """Return a copy of a column with at least this size; new positions hold `empty`."""
    if size <= len(column):
        return column.copy()
    more = np.full(size - len(column), empty, dtype=column.dtype)
    return np.concatenate([column, more])
