"""The members with each value, held in three forms so that any number of them counts fast.

Few members are counted from each member's own values. Many are counted from rows of bits, all
rows at once. In a large directory they are counted from the bitmap of each value instead: that
takes a Python call per value but skips empty parts, and so takes three times as long at 10,000
members and half as long at 100,000.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.search.sets import Numbers, expand_slices, grow_column, make_array

BITS_PER_WORD = 64
ROWS_AT_ONCE = 64  # rows: the block stays in the processor's cache
LOOKUP_COST = 4  # words: reading one value of a member takes as long as counting these
MAX_ROW_WORDS = 1_000  # words per row: with more members, bitmaps are faster than rows
MAX_STALE_SHARE = 1 / 4
ALL_ROWS = slice(None)
MembersByValue = Mapping[str, Mapping[str, BitMap]]


def count_bit_words(size: int) -> int:
    """Return the number of 64-bit words that hold bits for the numbers below `size`."""
    return -(-size // BITS_PER_WORD)


def pack_bits(members: Numbers, words: int) -> Numbers:
    """Return a set of numbers as bits, packed into this number of 64-bit words."""
    bits = np.zeros(words * BITS_PER_WORD, dtype=bool)
    bits[members] = True
    return np.packbits(bits, bitorder="little").view(np.uint64)


def count_bits(table: Numbers, bits: Numbers) -> Numbers:
    """Return the number of these bits that are set in each row of a table."""
    counts = np.empty(len(table), dtype=np.int64)
    for start in range(0, len(table), ROWS_AT_ONCE):
        both = table[start : start + ROWS_AT_ONCE] & bits
        counts[start : start + ROWS_AT_ONCE] = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
    return counts


@dataclass(frozen=True)
class RowsByMember:
    """The rows that each member has, stored one member after the other; immutable.

    The rows of member `m` are `rows[start[m]:stop[m]]`. Rows that no longer belong to a member
    stay until more than a quarter of all are stale, then it is built from scratch.
    """

    start: Numbers
    stop: Numbers
    rows: Numbers

    @classmethod
    def of(cls, sets: list[Numbers], size: int) -> "RowsByMember":
        """Return the rows by member, from the members of each row; keys are below `size`."""
        lengths = np.zeros(size, dtype=np.int64)
        had = [(row, members) for row, members in enumerate(sets) if len(members)]
        for _, members in had:  # A member occurs at most once in a row.
            lengths[members] += 1
        stop = np.cumsum(lengths)
        start = stop - lengths
        free = start.copy()
        rows = np.empty(int(lengths.sum()), dtype=np.int16)
        for row, members in had:
            rows[free[members]] = row
            free[members] += 1
        return cls(start, stop, rows)

    def of_member(self, member: int) -> Numbers:
        """Return the rows of a member; none if the member is newer than this object."""
        if member >= len(self.start):
            return self.rows[:0]
        return self.rows[self.start[member] : self.stop[member]]

    def count(self, members: Numbers, size: int) -> Numbers:
        """Return the number of these members that have each of the first `size` rows."""
        member_rows = self.rows[expand_slices(self.start[members], self.stop[members])]
        return np.bincount(member_rows, minlength=size)

    def changed(self, now: Mapping[int, Numbers], sets: list[BitMap], size: int) -> "RowsByMember":
        """Return a copy with these rows for these members; `sets` are the members of each row."""
        start, stop = grow_column(self.start, size), grow_column(self.stop, size)
        end = len(self.rows)
        for member, rows in now.items():
            start[member], end = end, end + len(rows)
            stop[member] = end
        if end > len(self.rows) and (stop - start).sum() < end * (1 - MAX_STALE_SHARE):
            return RowsByMember.of([make_array(members) for members in sets], size)
        return RowsByMember(start, stop, np.concatenate([self.rows, *now.values()]))


@dataclass(frozen=True)
class FacetBitmaps:
    """The members that have each value of some facets; immutable.

    `row_of` maps (facet, value) to its row, `rows` a facet to the slice of its rows. `sets` are
    the rows as bitmaps, `table` the rows as bits by member, or None in a large directory.
    """

    row_of: Mapping[tuple[str, str], int]
    rows: Mapping[str, slice]
    sets: list[BitMap]
    table: Numbers | None
    by_member: RowsByMember

    @classmethod
    def of(
        cls, known: Mapping[str, Iterable[str]], members_by_value: MembersByValue, size: int
    ) -> "FacetBitmaps":
        """Return the rows of all known values, in their order, for keys below `size`."""
        row_of: dict[tuple[str, str], int] = {}
        rows = {}
        for facet, values in known.items():
            start = len(row_of)
            row_of |= {(facet, value): row for row, value in enumerate(values, start)}
            rows[facet] = slice(start, len(row_of))
        sets = [members_by_value[facet].get(value, BitMap()) for facet, value in row_of]
        words = count_bit_words(size)
        members = [make_array(of_row) for of_row in sets]
        table = None
        if words <= MAX_ROW_WORDS:
            table = np.zeros((len(sets), words), dtype=np.uint64)
            for row, row_members in enumerate(members):
                if len(row_members):
                    table[row] = pack_bits(row_members, words)
        return cls(row_of, rows, sets, table, RowsByMember.of(members, words * BITS_PER_WORD))

    @property
    def words(self) -> int:
        """The number of 64-bit words in a row."""
        return count_bit_words(len(self.by_member.start))

    def count(self, members: BitMap, rows: slice = ALL_ROWS) -> Numbers:
        """Return the number of these members that have each value, in the order of the rows.

        Count from the members' own values or from the rows, whichever takes fewer steps.
        """
        sets = self.sets[rows]
        average = len(self.by_member.rows) / len(self.by_member.start)
        if len(members) * average * LOOKUP_COST < len(sets) * min(self.words, MAX_ROW_WORDS):
            return self.by_member.count(make_array(members), len(self.sets))[rows]
        if self.table is not None:
            return count_bits(self.table[rows], pack_bits(make_array(members), self.words))
        count = members.intersection_cardinality
        return np.array([count(of_row) for of_row in sets], dtype=np.int64)

    def values_of(self, member: int) -> list[tuple[str, str]]:
        """Return the values that a member has, as (facet, value)."""
        return [self._values[row] for row in self.by_member.of_member(member).tolist()]

    @cached_property
    def _values(self) -> list[tuple[str, str]]:
        return list(self.row_of)

    def changed(
        self,
        now: Mapping[int, Iterable[tuple[str, str]]],
        members_by_value: MembersByValue,
        size: int,
    ) -> "FacetBitmaps":
        """Return a copy with these values, as (facet, value), for these members.

        Values without a row are ignored. `members_by_value` holds the members with each value
        after the change.
        """
        words = max(self.words, count_bit_words(size))
        own = {
            member: sorted(self.row_of[pair] for pair in values if pair in self.row_of)
            for member, values in now.items()
            if member < words * BITS_PER_WORD  # a larger key was never in this index
        }
        table = self.table
        if table is not None:
            table = np.pad(table, ((0, 0), (0, words - self.words)))
            for member, rows in own.items():
                word, bit = divmod(member, BITS_PER_WORD)
                mask = np.uint64(1 << bit)
                table[:, word] &= ~mask
                table[rows, word] |= mask
        numbered = {member: np.array(rows, dtype=np.int16) for member, rows in own.items()}
        sets = self.sets.copy()
        for member, rows in own.items():
            for row in {*self.by_member.of_member(member).tolist(), *rows}:
                facet, value = self._values[row]
                sets[row] = members_by_value[facet].get(value, BitMap())
        by_member = self.by_member.changed(numbered, sets, words * BITS_PER_WORD)
        return FacetBitmaps(self.row_of, self.rows, sets, table, by_member)
