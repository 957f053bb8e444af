"""Short texts of members (names; cities and parents' names), by the words they are made of."""

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
    """Texts as numbers of words, never changed: `changed` makes another.

    Text `e` belongs to member `member[e]` (0: it is gone), weighs `weight[e]`, and consists of
    `words[start[e]:start[e + 1]]`, in their order. The texts that have word `w` are
    `having[first[w]:first[w + 1]]`.
    """

    member: Numbers
    weight: Numbers
    start: Numbers
    words: Numbers
    first: Numbers
    having: Numbers
    _bearers: dict[int, BitMap] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls, texts: Sequence[tuple[int, int]], words: Numbers, lengths: Numbers, size: int
    ) -> "ShortTexts":
        """Texts as (member, weight), with their words one after the other, of `size` words."""
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
        """The places in the order of their members, and where those of each member begin."""
        counts = np.bincount(self.member)
        begin = np.concatenate([[0], np.cumsum(counts)])
        return np.argsort(self.member, kind="stable"), begin  # all but in order: this is quick

    def places_of(self, members: Numbers) -> Numbers:
        """The texts of these members, ascending, member by member."""
        places, begin = self.by_member
        members = members[members < len(begin) - 1]
        return places[expand_slices(begin[members], begin[members + 1])]

    def words_of(self, member: int) -> set[int]:
        """The words of one member's texts."""
        places = np.flatnonzero(self.member == member)
        return set(self.words[expand_slices(self.start[places], self.start[places + 1])].tolist())

    def with_words(self, words: Numbers) -> tuple[Numbers, Numbers]:
        """The texts that have any of these words, and how many for each word, in their order."""
        starts, stops = self.first[words], self.first[words + 1]
        return self.having[expand_slices(starts, stops)], stops - starts

    def members_with(self, words: Numbers) -> BitMap:
        """The members of which a text has any of these words."""
        counts = self.first[words + 1] - self.first[words]
        if not counts.any():
            return BitMap()
        common = words[counts > COMMON_WORD_COUNT].tolist()
        for word in common:
            if word not in self._bearers:
                self._bearers[word] = make_bitmap(self.member[self.with_words(np.array([word]))[0]])
        rare = self.with_words(words[counts <= COMMON_WORD_COUNT])[0]
        found = unite_sets(
            [make_bitmap(self.member[rare]), *(self._bearers[word] for word in common)]
        )
        found.discard(0)
        return found

    def places_with(self, words: Iterable[int]) -> Numbers:
        """The texts that have any of these words, ascending, without those that are gone."""
        marked = np.zeros(len(self.member), dtype=bool)
        marked[self.with_words(np.array(list(words), dtype=np.int64))[0]] = True
        places = np.flatnonzero(marked)
        return places[self.member[places] > 0]

    def has_any(self, words: Iterable[int]) -> bool:
        """Whether some text has, or had, one of these words."""
        wanted = np.array(list(words), dtype=np.int64)
        return bool((self.first[wanted + 1] > self.first[wanted]).any())

    def has_phrase(self, run: list[int]) -> bool:
        """Whether these words stand side by side, in this order, in some text."""
        places = self._with_rarest(run)
        return len(self._runs(run, self.start[places], self.start[places + 1])) > 0

    def beside(self, word: int, step: int) -> Numbers:
        """The words so many steps after this one in some text, each once."""
        places = self._with_rarest([word])
        starts, stops = self.start[places], self.start[places + 1]
        owner = np.repeat(np.arange(len(places)), stops - starts)
        spots = expand_slices(starts, stops)
        at = np.flatnonzero(self.words[spots] == word)
        found = spots[at] + step
        inside = (found >= starts[owner[at]]) & (found < stops[owner[at]])
        return sort_distinct(self.words[found[inside]])

    def places_equal_to(self, run: list[int]) -> Numbers:
        """The texts that are just these words in this order."""
        places = self._with_rarest(run)
        places = places[self.start[places + 1] - self.start[places] == len(run)]
        starts = self._runs(run, self.start[places], self.start[places + 1])
        return np.searchsorted(self.start, starts)

    def _with_rarest(self, run: list[int]) -> Numbers:
        rarest = min(run, key=lambda word: self.first[word + 1] - self.first[word])
        places = self.with_words(np.array([rarest]))[0]
        return places[self.member[places] > 0]

    def _runs(self, run: list[int], starts: Numbers, stops: Numbers) -> Numbers:
        """Where among the words these stand in a row, in texts from each start to its stop."""
        found = sort_distinct(expand_slices(starts, np.maximum(starts, stops - len(run) + 1)))
        for step, word in enumerate(run):
            found = found[self.words[found + step] == word]
        return found

    def changed(
        self, gone: Iterable[int], texts: list[tuple[int, int, list[int]]], size: int
    ) -> "ShortTexts":
        """Without the texts of members that are gone, with these: (member, weight, words)."""
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
        having = np.insert(self.having, first[added[by_word] + 1], owner[by_word])
        first[1:] += np.cumsum(np.bincount(added, minlength=size))
        made = replace(
            self,
            member=np.concatenate([member, np.array([m for m, *_ in texts], dtype=np.int32)]),
            weight=np.concatenate([self.weight, np.array([w for _, w, _ in texts], np.int32)]),
            start=np.concatenate([self.start, self.start[-1] + np.cumsum(lengths)]),
            words=np.concatenate([self.words, added]),
            first=first,
            having=having,
            _bearers={},
        )
        dead = int((made.member == 0).sum())
        return made.compact(size) if dead > max(MIN_GONE_TEXTS, len(member) // 4) else made

    def compact(self, size: int) -> "ShortTexts":
        """The same without what is gone."""
        kept = np.flatnonzero(self.member)
        starts, stops = self.start[kept], self.start[kept + 1]
        start = np.concatenate([[0], np.cumsum(stops - starts)]).astype(np.int64)
        words = self.words[expand_slices(starts, stops)]
        return self._sorted(self.member[kept], self.weight[kept], start, words, size)

    def totals(self, weights: Numbers) -> Numbers:
        """What the words of each text weigh together."""
        owner = np.repeat(np.arange(len(self.member)), np.diff(self.start))
        return np.bincount(owner, weights[self.words], minlength=len(self.member))
