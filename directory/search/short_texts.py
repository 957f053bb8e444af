"""The short texts of members (names; cities and parents' names), indexed by their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.search.sets import Numbers, expand_slices, make_bitmap, sort_distinct, unite_sets

MIN_GONE_TEXTS = 1_000
COMMON_WORD_COUNT = 200


@dataclass(frozen=True)
class ShortTexts:
    """Texts as sequences of word numbers. Immutable; `changed` makes a new object.

    Text `e` belongs to member `member[e]` (0 if it was removed), has the field weight `weight[e]`,
    and consists of `words[start[e]:start[e + 1]]`, in order. The texts that have word `w` are
    `texts_by_word[first[w]:first[w + 1]]`. `_common_members` caches the members of common words.
    """

    member: Numbers
    weight: Numbers
    start: Numbers
    words: Numbers
    first: Numbers
    texts_by_word: Numbers
    _common_members: dict[int, BitMap] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls, texts: Sequence[tuple[int, int]], words: Numbers, lengths: Numbers, size: int
    ) -> "ShortTexts":
        """Return texts given as (member, weight); `words` are theirs, concatenated."""
        columns = np.array(texts, dtype=np.int32).reshape(-1, 2)
        start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return cls._sorted(columns[:, 0].copy(), columns[:, 1].copy(), start, words, size)

    @classmethod
    def _sorted(
        cls, member: Numbers, weight: Numbers, start: Numbers, words: Numbers, size: int
    ) -> "ShortTexts":
        owner = np.repeat(np.arange(len(member), dtype=np.int32), np.diff(start))
        by_word = np.argsort(words, kind="stable")
        first = np.searchsorted(words[by_word], np.arange(size + 1))
        return cls(member, weight, start, words, first, owner[by_word])

    @cached_property
    def by_member(self) -> tuple[Numbers, Numbers]:
        """The texts in the order of their members, and the position of each member's first."""
        counts = np.bincount(self.member)
        begin = np.concatenate([[0], np.cumsum(counts)])
        return np.argsort(self.member, kind="stable"), begin  # almost sorted, so fast

    def places_of(self, members: Numbers) -> Numbers:
        """Return the texts of these members, ascending for each member, member by member."""
        places, begin = self.by_member
        members = members[members < len(begin) - 1]
        return places[expand_slices(begin[members], begin[members + 1])]

    def words_of(self, member: int) -> set[int]:
        """Return the words of a member's texts."""
        places = np.flatnonzero(self.member == member)
        return set(self.words[expand_slices(self.start[places], self.start[places + 1])].tolist())

    def with_words(self, words: Numbers) -> tuple[Numbers, Numbers]:
        """Return the texts with each of these words, in turn, and their number for each word."""
        starts, stops = self.first[words], self.first[words + 1]
        return self.texts_by_word[expand_slices(starts, stops)], stops - starts

    def members_with(self, words: Numbers) -> BitMap:
        """Return the members with a text that has any of these words."""
        counts = self.first[words + 1] - self.first[words]
        if not counts.any():
            return BitMap()
        common = words[counts > COMMON_WORD_COUNT].tolist()
        for word in common:
            if word not in self._common_members:
                self._common_members[word] = make_bitmap(
                    self.member[self.with_words(np.array([word]))[0]]
                )
        rare = self.with_words(words[counts <= COMMON_WORD_COUNT])[0]
        members = unite_sets(
            [make_bitmap(self.member[rare]), *(self._common_members[word] for word in common)]
        )
        members.discard(0)
        return members

    def places_with(self, words: Iterable[int]) -> Numbers:
        """Return the texts that have any of these words, ascending, without removed ones."""
        marked = np.zeros(len(self.member), dtype=bool)
        marked[self.with_words(np.array(list(words), dtype=np.int64))[0]] = True
        places = np.flatnonzero(marked)
        return places[self.member[places] > 0]

    def has_any(self, words: Iterable[int]) -> bool:
        """Return whether any text has one of these words; removed texts may count too."""
        wanted = np.array(list(words), dtype=np.int64)
        return bool((self.first[wanted + 1] > self.first[wanted]).any())

    def has_phrase(self, run: list[int]) -> bool:
        """Return whether these words are adjacent, in this order, in any text."""
        places = self._with_rarest(run)
        return len(self._runs(run, self.start[places], self.start[places + 1])) > 0

    def beside(self, word: int, step: int) -> Numbers:
        """Return the words `step` positions after this word in any text, each once."""
        places = self._with_rarest([word])
        starts, stops = self.start[places], self.start[places + 1]
        owner = np.repeat(np.arange(len(places)), stops - starts)
        spots = expand_slices(starts, stops)
        at = np.flatnonzero(self.words[spots] == word)
        neighbors = spots[at] + step
        inside = (neighbors >= starts[owner[at]]) & (neighbors < stops[owner[at]])
        return sort_distinct(self.words[neighbors[inside]])

    def places_equal_to(self, run: list[int]) -> Numbers:
        """Return the texts that consist of exactly these words in this order."""
        places = self._with_rarest(run)
        places = places[self.start[places + 1] - self.start[places] == len(run)]
        starts = self._runs(run, self.start[places], self.start[places + 1])
        return np.searchsorted(self.start, starts)

    def _with_rarest(self, run: list[int]) -> Numbers:
        rarest = min(run, key=lambda word: self.first[word + 1] - self.first[word])
        places = self.with_words(np.array([rarest]))[0]
        return places[self.member[places] > 0]

    def _runs(self, run: list[int], starts: Numbers, stops: Numbers) -> Numbers:
        """Return the positions in `words` where this run begins, within these slices."""
        begins = sort_distinct(expand_slices(starts, np.maximum(starts, stops - len(run) + 1)))
        for step, word in enumerate(run):
            begins = begins[self.words[begins + step] == word]
        return begins

    def changed(
        self, gone: Iterable[int], texts: list[tuple[int, int, list[int]]], size: int
    ) -> "ShortTexts":
        """Return a copy without the texts of the members `gone`, with these texts added.

        Each is (member, weight, words). Once many texts are removed, the copy is compacted.
        """
        member = self.member.copy()
        for old in gone:
            member[member == old] = 0
        count = len(member)
        added = np.fromiter((w for *_, ws in texts for w in ws), dtype=np.int32)
        lengths = np.array([len(ws) for *_, ws in texts], dtype=np.int64)
        owner = np.repeat(np.arange(count, count + len(texts), dtype=np.int32), lengths)
        first = np.concatenate(
            [self.first, np.full(size + 1 - len(self.first), self.first[-1], dtype=np.int64)]
        )
        by_word = np.argsort(added, kind="stable")
        texts_by_word = np.insert(self.texts_by_word, first[added[by_word] + 1], owner[by_word])
        first[1:] += np.cumsum(np.bincount(added, minlength=size))
        made = replace(
            self,
            member=np.concatenate([member, np.array([m for m, *_ in texts], dtype=np.int32)]),
            weight=np.concatenate([self.weight, np.array([w for _, w, _ in texts], np.int32)]),
            start=np.concatenate([self.start, self.start[-1] + np.cumsum(lengths)]),
            words=np.concatenate([self.words, added]),
            first=first,
            texts_by_word=texts_by_word,
            _common_members={},
        )
        removed = int((made.member == 0).sum())
        return made.compact(size) if removed > max(MIN_GONE_TEXTS, len(member) // 4) else made

    def compact(self, size: int) -> "ShortTexts":
        """Return a copy without the removed texts."""
        kept = np.flatnonzero(self.member)
        starts, stops = self.start[kept], self.start[kept + 1]
        start = np.concatenate([[0], np.cumsum(stops - starts)]).astype(np.int64)
        words = self.words[expand_slices(starts, stops)]
        return self._sorted(self.member[kept], self.weight[kept], start, words, size)

    def totals(self, weights: Numbers) -> Numbers:
        """Return the total weight of the words of each text."""
        owner = np.repeat(np.arange(len(self.member)), np.diff(self.start))
        return np.bincount(owner, weights[self.words], minlength=len(self.member))
