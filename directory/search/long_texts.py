"""The long texts of members (summaries, descriptions), as sets of words without order."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from pyroaring import BitMap

from directory.search.sets import Numbers, make_bitmap, unite_sets


@dataclass(frozen=True)
class LongTexts:
    """One text per member. Immutable; `changed` makes a new object.

    `members_by_word[w]` are the members whose text has word `w`. The words of member `m`
    are `changed_words[m]` if its text changed since the last build, and otherwise
    `words[start[m]:start[m + 1]]`.
    """

    members_by_word: list[BitMap | None]
    start: Numbers
    words: Numbers
    changed_words: Mapping[int, frozenset[int]]

    @classmethod
    def of(cls, members: Numbers, words: Numbers, lengths: Numbers, size: int) -> "LongTexts":
        """Return the texts of these members, ascending; `words` are theirs, concatenated."""
        by_member = np.zeros(int(members.max(initial=0)) + 2, dtype=np.int64)
        by_member[members + 1] = lengths
        owner = np.repeat(members, lengths)
        by_word = np.argsort(words, kind="stable")
        first = np.searchsorted(words[by_word], np.arange(size + 1)).tolist()
        owner = owner[by_word]
        members_by_word = [make_bitmap(owner[a:b]) if a < b else None for a, b in pairwise(first)]
        return cls(members_by_word, np.cumsum(by_member), words, {})

    def words_of(self, member: int) -> frozenset[int]:
        """Return the words of a member's text."""
        if member in self.changed_words:
            return self.changed_words[member]
        if member + 1 >= len(self.start):
            return frozenset()
        return frozenset(self.words[self.start[member] : self.start[member + 1]].tolist())

    def members_with(self, words: Numbers) -> BitMap:
        """Return the members whose text has any of these words."""
        sets = (self.members_by_word[word] for word in words.tolist())
        return unite_sets(members for members in sets if members is not None)

    def changed(self, texts: Mapping[int, frozenset[int]], size: int) -> "LongTexts":
        """Return a copy with these words for these members; none for a removed member."""
        members_by_word = self.members_by_word + [None] * (size - len(self.members_by_word))
        copied: set[int] = set()
        for member, now in texts.items():
            before = self.words_of(member)
            for word in before ^ now:
                members = members_by_word[word]
                if word not in copied:
                    members = members_by_word[word] = (
                        BitMap() if members is None else members.copy()
                    )
                    copied.add(word)
                assert members is not None  # noqa: S101 - for mypy
                (members.add if word in now else members.discard)(member)
        return LongTexts(members_by_word, self.start, self.words, {**self.changed_words, **texts})
