"""Who has each value, as rows of bits: all values are counted in one go.

Counting by the bitmaps of the values takes a call of Python for each of them: ten times as long
at 10,000 members.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from pyroaring import BitMap

from directory.search.arrays import Numbers, numbers

WORD = 64
AT_ONCE = 64  # rows: what is worked on stays in the processor's cache
LOOKUP = 4  # looking a member up takes as long as so many words
ONE = np.uint64(1)
EVERY = slice(None)


def words_for(size: int) -> int:
    """How many words hold bits for the numbers below `size`."""
    return -(-size // WORD)


def packed(members: Numbers, words: int) -> Numbers:
    """A set of numbers as bits."""
    bits = np.zeros(words * WORD, dtype=bool)
    bits[members] = True
    return np.packbits(bits, bitorder="little").view(np.uint64)


@dataclass(frozen=True)
class Bits:
    """A row of bits by member for each value of some facets; never changed."""

    values: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, slice]
    table: Numbers

    @classmethod
    def of(
        cls,
        known: Mapping[str, Iterable[str]],
        having: Mapping[str, Mapping[str, BitMap]],
        size: int,
    ) -> "Bits":
        """The rows of all values that are known, in their order, for members below `size`."""
        values = {facet: tuple(found) for facet, found in known.items()}
        words, rows = words_for(size), {}
        table: list[Numbers] = []
        for facet, found in values.items():
            rows[facet] = slice(len(table), len(table) + len(found))
            none = BitMap()
            table += [packed(numbers(having[facet].get(value, none)), words) for value in found]
        return cls(values, rows, np.array(table, dtype=np.uint64).reshape(len(table), words))

    @property
    def words(self) -> int:
        """The words of a row."""
        return int(self.table.shape[1])

    def count(self, members: Numbers, rows: slice = EVERY) -> Numbers:
        """How many of these members have each value, in the order of the rows.

        By looking each member up, or by all words of a row, whichever are fewer.
        """
        table = self.table[rows]
        if len(members) < self.words // LOOKUP:
            word, bit = np.divmod(members.astype(np.int64), WORD)
            found = table[:, word] >> bit.astype(np.uint64) & ONE
            return found.sum(axis=1, dtype=np.int64)
        bits, counts = packed(members, self.words), np.empty(len(table), dtype=np.int64)
        for start in range(0, len(table), AT_ONCE):
            both = table[start : start + AT_ONCE] & bits
            counts[start : start + AT_ONCE] = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
        return counts

    def changed(
        self, having: Mapping[str, Mapping[str, BitMap]], members: Iterable[int], size: int
    ) -> "Bits":
        """With what these members have now."""
        more = words_for(size) - self.words
        table = np.pad(self.table, ((0, 0), (0, more))) if more > 0 else self.table.copy()
        for member in members:
            word, bit = divmod(member, WORD)
            if word >= table.shape[1]:
                continue
            column = np.zeros(len(table), dtype=bool)
            for facet, found in self.values.items():
                sets = having[facet]
                column[self.rows[facet]] = [member in sets.get(value, ()) for value in found]
            mask = np.uint64(1 << bit)
            table[:, word] = np.where(column, table[:, word] | mask, table[:, word] & ~mask)
        return Bits(self.values, self.rows, table)
