"""Who has each value, as rows of bits, and by member: all values are counted in one go.

Counting by the bitmaps of the values takes a call of Python for each of them: ten times as long
at 10,000 members.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.search.arrays import Numbers, grown, numbers, slices

WORD = 64
AT_ONCE = 64  # rows: what is worked on stays in the processor's cache
LOOKUP = 4  # going through a value of a member takes as long as so many words
MOST_STALE = 1 / 4
EVERY = slice(None)


def words_for(size: int) -> int:
    """How many words hold bits for the numbers below `size`."""
    return -(-size // WORD)


def packed(members: Numbers, words: int) -> Numbers:
    """A set of numbers as bits."""
    bits = np.zeros(words * WORD, dtype=bool)
    bits[members] = True
    return np.packbits(bits, bitorder="little").view(np.uint64)


def unpacked(bits: Numbers) -> Numbers:
    """A set of numbers, from its bits."""
    return np.flatnonzero(np.unpackbits(bits.view(np.uint8), bitorder="little"))


@dataclass(frozen=True)
class ByMember:
    """The rows that each member has, one member's after the other's; never changed.

    Those of member `m` are `rows[start[m]:stop[m]]`. What nobody's are any more stays until the
    next whole build of it.
    """

    start: Numbers
    stop: Numbers
    rows: Numbers

    @classmethod
    def of(cls, sets: list[Numbers], size: int) -> "ByMember":
        """From the members of each row."""
        lengths = np.zeros(size, dtype=np.int64)
        for members in sets:  # of which each stands once in a row
            lengths[members] += 1
        stop = np.cumsum(lengths)
        start = stop - lengths
        free = start.copy()
        rows = np.empty(int(lengths.sum()), dtype=np.int16)
        for row, members in enumerate(sets):
            rows[free[members]] = row
            free[members] += 1
        return cls(start, stop, rows)

    def of_member(self, member: int) -> Numbers:
        """The rows of one member."""
        return self.rows[self.start[member] : self.stop[member]]

    def count(self, members: Numbers, size: int) -> Numbers:
        """How many of these members have each of so many rows."""
        found = self.rows[slices(self.start[members], self.stop[members])]
        return np.bincount(found, minlength=size)

    def changed(self, now: Mapping[int, Numbers], table: Numbers) -> "ByMember":
        """With these rows for these members; `table` says the same of all members, as bits."""
        size = table.shape[1] * WORD
        start, stop = grown(self.start, size), grown(self.stop, size)
        end = len(self.rows)
        for member, rows in now.items():
            start[member], end = end, end + len(rows)
            stop[member] = end
        if end > len(self.rows) and (stop - start).sum() < end * (1 - MOST_STALE):
            return ByMember.of([unpacked(row) for row in table], size)
        return ByMember(start, stop, np.concatenate([self.rows, *now.values()]))


@dataclass(frozen=True)
class Bits:
    """A row of bits by member for each value of some facets; never changed.

    `row_of` says by (facet, value) which row is its own, `rows` which are those of a facet.
    """

    row_of: Mapping[tuple[str, str], int]
    rows: Mapping[str, slice]
    table: Numbers
    by_member: ByMember

    @classmethod
    def of(
        cls,
        known: Mapping[str, Iterable[str]],
        having: Mapping[str, Mapping[str, BitMap]],
        size: int,
    ) -> "Bits":
        """The rows of all values that are known, in their order, for members below `size`."""
        words, rows, none = words_for(size), {}, BitMap()
        row_of: dict[tuple[str, str], int] = {}
        sets: list[Numbers] = []
        for facet, found in known.items():
            start = len(sets)
            for value in found:
                row_of[facet, value] = len(sets)
                sets.append(numbers(having[facet].get(value, none)))
            rows[facet] = slice(start, len(sets))
        table = np.empty((len(sets), words), dtype=np.uint64)
        for row, members in enumerate(sets):
            table[row] = packed(members, words)
        return cls(row_of, rows, table, ByMember.of(sets, words * WORD))

    @property
    def words(self) -> int:
        """The words of a row."""
        return int(self.table.shape[1])

    def count(self, members: Numbers, rows: slice = EVERY) -> Numbers:
        """How many of these members have each value, in the order of the rows.

        By going through what each member has, or through all words of the rows, whichever is less.
        """
        table = self.table[rows]
        average = len(self.by_member.rows) / len(self.by_member.start)
        if len(members) * average * LOOKUP < table.size:
            return self.by_member.count(members, len(self.table))[rows]
        bits, counts = packed(members, self.words), np.empty(len(table), dtype=np.int64)
        for start in range(0, len(table), AT_ONCE):
            both = table[start : start + AT_ONCE] & bits
            counts[start : start + AT_ONCE] = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
        return counts

    def values_of(self, member: int) -> set[tuple[str, str]]:
        """The values that a member has, each with its facet."""
        if member >= len(self.by_member.start):
            return set()
        return {self._values[row] for row in self.by_member.of_member(member).tolist()}

    @cached_property
    def _values(self) -> list[tuple[str, str]]:
        return list(self.row_of)

    def changed(self, now: Mapping[int, Iterable[tuple[str, str]]], size: int) -> "Bits":
        """With these values, each with its facet, for these members; others are passed over."""
        more = words_for(size) - self.words
        table = np.pad(self.table, ((0, 0), (0, more))) if more > 0 else self.table.copy()
        by_member = {}
        for member, values in now.items():
            rows = sorted(self.row_of[pair] for pair in values if pair in self.row_of)
            word, bit = divmod(member, WORD)
            if word < table.shape[1]:  # else it is none that is, or ever was, shown
                mask = np.uint64(1 << bit)
                table[:, word] &= ~mask
                table[rows, word] |= mask
                by_member[member] = np.array(rows, dtype=np.int16)
        return Bits(self.row_of, self.rows, table, self.by_member.changed(by_member, table))
