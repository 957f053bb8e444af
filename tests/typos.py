"""The number of slips between two words, as described in docs/search.md."""

import math


def slips_between(word, other, shortest, *, anywhere=False):
    """Return the slips between a typed word and another: 1, or 2 from 8 letters on, or inf."""
    if len(word) < shortest or not word.isalpha() or not other.isalpha():
        return math.inf
    if word[0] != other[0] and not anywhere:
        return math.inf
    slips = distance(word, other)
    return slips if slips == 1 or (slips == 2 and len(word) >= 8) else math.inf


def begins_with_slip(word, other):
    """Return True if a word of at most 40 letters is one slip from a longer word's beginning."""
    if len(word) > 40:
        return False
    beginnings = (other[:length] for length in range(1, len(other)))
    return any(slips_between(word, beginning, 4) == 1 for beginning in beginnings)


def distance(one, other):
    """Return how many letters to add, drop, change, or swap with a neighbor, none swapped twice."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
