"""Texts of many words, of which only matters who has a word: summaries, descriptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from pyroaring import BitMap

from directory.search.sets import Numbers, make_bitmap, unite_sets


@dataclass(frozen=True)
class LongTexts:
    """One text a member, never changed: `changed` makes another.

    `having[w]` are the members of which the text has word `w`. The words of a member's text are
    in `since` where it changed since the last build, else `words[start[m]:start[m + 1]]`.
    """

    having: list[BitMap | None]
    start: Numbers
    words: Numbers
    since: Mapping[int, frozenset[int]]

    @classmethod
    def of(cls, members: Numbers, words: Numbers, lengths: Numbers, size: int) -> "LongTexts":
        """The words of each of these members, ascending, one after the other, each word once."""
        by_member = np.zeros(int(members.max(initial=0)) + 2, dtype=np.int64)
        by_member[members + 1] = lengths
        owner = np.repeat(members, lengths)
        by_word = np.argsort(words, kind="stable")
        first = np.searchsorted(words[by_word], np.arange(size + 1)).tolist()
        owner = owner[by_word]
        having = [make_bitmap(owner[a:b]) if a < b else None for a, b in pairwise(first)]
        return cls(having, np.cumsum(by_member), words, {})

    def words_of(self, member: int) -> frozenset[int]:
        """The words of one member's text."""
        if member in self.since:
            return self.since[member]
        if member + 1 >= len(self.start):
            return frozenset()
        return frozenset(self.words[self.start[member] : self.start[member + 1]].tolist())

    def members_with(self, words: Numbers) -> BitMap:
        """The members of which the text has any of these words."""
        sets = (self.having[word] for word in words.tolist())
        return unite_sets(members for members in sets if members is not None)

    def changed(self, texts: Mapping[int, frozenset[int]], size: int) -> "LongTexts":
        """With these words for these members; none for one that is gone."""
        having = self.having + [None] * (size - len(self.having))
        own: set[int] = set()
        for member, now in texts.items():
            before = self.words_of(member)
            for word in before ^ now:
                members = having[word]
                if word not in own:
                    members = having[word] = BitMap() if members is None else members.copy()
                    own.add(word)
                assert members is not None  # noqa: S101 - for the type
                (members.add if word in now else members.discard)(member)
        return LongTexts(having, self.start, self.words, {**self.since, **texts})
