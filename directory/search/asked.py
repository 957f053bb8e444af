"""The words of a query, each with the words of the directory that it matches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.search.arrays import Numbers, united
from directory.search.index import Index
from directory.search.lexicon import LITTLE, Lexicon
from directory.text import words as words_of

WHOLE, BEGINNING, ONE_SLIP, TWO_SLIPS = 1.0, 0.9, 0.8, 0.7
LONGEST_TEXT, LONGEST_RUN = 12, 5  # words
LONGEST_DIVIDED = 40  # letters
Matches = dict[int, float]


@dataclass(frozen=True)
class Asked:
    """One word of a query: what it weighs, and what it matches, by number of word.

    In names a word may match more than in other fields. `known` says whether a company or the
    vocabulary has it.
    """

    word: str
    number: int | None
    weight: float
    in_names: Matches
    elsewhere: Matches

    @property
    def little(self) -> bool:
        """Whether it need not match."""
        return self.word in LITTLE

    @property
    def slipped(self) -> list[int]:
        """The words it matches by a slip alone, the nearest first; none if it matches otherwise."""
        if any(factor >= BEGINNING for factor in self.in_names.values()):
            return []
        return sorted(self.in_names, key=lambda number: -self.in_names[number])


class Question:
    """The words of a query, held against an index."""

    def __init__(self, index: Index, text: str, *, exact: bool = False) -> None:
        self.index, self.exact = index, exact
        self._read: dict[tuple[str, bool], tuple[Asked, dict[float, BitMap]]] = {}
        self.respaced: tuple[tuple[str, str], ...] = ()
        typed = words_of(text)
        others = [] if exact else list(respaced(index.lexicon, typed))
        self.spellings = [typed, *(words for *_, words in others)]
        self.read(typed)
        if exact or not typed or self.answered(BEGINNING):
            return
        for before, after, words in others:
            self.read(words)
            if self.answered(BEGINNING):
                self.respaced = ((before, after),)
                return
        self.read(typed)
        if not self.answered():
            self.read(typed, slips=True)

    def read(self, words: list[str], *, slips: bool = False) -> None:
        """Take these words for what is asked: each with the members that match it, by how well."""
        for name in ("weight", "matching_all"):
            self.__dict__.pop(name, None)
        unique = dict.fromkeys(words)
        for word in unique:
            if (word, slips) not in self._read:
                asked = ask(self.index.lexicon, word, exact=self.exact, slips=slips)
                same = self._read.get((word, False))
                found = same[1] if same and same[0] == asked else bearers(self.index, asked)
                self._read[word, slips] = asked, found
        self.in_order = words
        self.asked = [self._read[word, slips][0] for word in unique]
        self.bearers = [self._read[word, slips][1] for word in unique]

    def answered(self, least: float = 0.0) -> bool:
        """Whether a company that is not merged matches every word, each at least so well."""
        if not self.matching_all & self.index.unmerged:
            return False
        sets = [
            united(members for factor, members in self.bearers[place].items() if factor >= least)
            for place in self.needed
        ]
        return bool(BitMap.intersection(self.index.unmerged, *sets))

    @cached_property
    def weight(self) -> float:
        """What all the words weigh; without words, 1: nothing is covered."""
        return sum(asked.weight for asked in self.asked) or 1.0

    @property
    def needed(self) -> list[int]:
        """The places of the words that must match: little ones only where there are no others."""
        found = [place for place, asked in enumerate(self.asked) if not asked.little]
        return found or list(range(len(self.asked)))

    @cached_property
    def matching_all(self) -> BitMap:
        """The companies that match every word, merged ones too."""
        sets = [united(self.bearers[place].values()) for place in self.needed]
        sets.sort(key=len)
        return BitMap.intersection(*sets) if sets else BitMap()


def respaced(lexicon: Lexicon, words: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    """The texts with one space fewer or more that may be meant: what was, what is, all the words.

    Words side by side may together be a word of a name ("bio clinica", "i q v i a"). A word that
    nobody has may be two that stand side by side in a name, or letters that do ("ppd" for
    "P.P.D."). From the left, shorter runs first; only in texts of a dozen words.
    """
    if len(words) > LONGEST_TEXT:
        return
    for place, word in enumerate(words):
        for stop in range(place + 2, min(place + LONGEST_RUN, len(words)) + 1):
            joined = "".join(words[place:stop])
            if in_a_name(lexicon, [joined]):
                typed = " ".join(words[place:stop])
                yield typed, joined, [*words[:place], joined, *words[stop:]]
        if lexicon.number(word) is not None or len(word) > LONGEST_DIVIDED:
            continue
        for parts in [*([word[:n], word[n:]] for n in range(1, len(word))), list(word)]:
            if in_a_name(lexicon, parts):
                yield word, " ".join(parts), [*words[:place], *parts, *words[place + 1 :]]


def in_a_name(lexicon: Lexicon, words: list[str]) -> bool:
    """Whether these words stand side by side in the name of a company."""
    asked = [lexicon.number(word) for word in words]
    known = [number for number in asked if number is not None]
    return len(known) == len(words) and lexicon.names.has_run(known)


def ask(lexicon: Lexicon, word: str, *, exact: bool, slips: bool = False) -> Asked:
    """A word with what it matches: whole, as a beginning, with a slip (DESIGN section 4, "Text").

    In names it is always tried as a beginning. In other fields only if it is no word of the
    directory or the vocabulary. A slip is tried if it is no such word, in fields other than names
    only if nothing begins with it either ("pare" finds Parexel, not all that take "part"); with
    `slips`, for every word outside the vocabulary.
    """
    number = lexicon.number(word)
    whole = {} if number is None else {number: WHOLE}
    names, elsewhere = dict(whole), dict(whole)
    if not exact:
        beginning = lexicon.beginning(word).tolist()
        names |= dict.fromkeys(beginning, BEGINNING)
        if number is None:
            elsewhere |= dict.fromkeys(beginning, BEGINNING)
        if number is None or (slips and number not in lexicon.terms.with_word):
            near = {
                other: ONE_SLIP if count == 1 else TWO_SLIPS
                for other, count in lexicon.near(word).items()
                if other not in names
            }
            names |= near
            if not beginning or slips:
                elsewhere |= {other: near[other] for other in near if other not in elsewhere}
    return Asked(word, number, lexicon.weight(word), names, elsewhere)


def by_factor(matches: Matches) -> Iterable[tuple[float, Numbers]]:
    """The words matched, grouped by how well, the worst first."""
    factors: dict[float, list[int]] = {}
    for number, factor in matches.items():
        factors.setdefault(factor, []).append(number)
    for factor in sorted(factors):
        yield factor, np.array(factors[factor], dtype=np.int64)


def bearers(index: Index, asked: Asked) -> dict[float, BitMap]:
    """The members that match a word anywhere, by how well."""
    lexicon, found = index.lexicon, {}
    for factor, words in by_factor(asked.in_names):
        found[factor] = lexicon.names.members_with(words)
    for factor, words in by_factor(asked.elsewhere):
        members = found.setdefault(factor, BitMap())
        members |= lexicon.places.members_with(words)
        members |= lexicon.summaries.members_with(words)
        members |= lexicon.descriptions.members_with(words)
        members |= having_values(index, words)
    return found


def having_values(index: Index, words: Numbers) -> BitMap:
    """The members that have a value of which a text has any of these words."""
    terms = index.lexicon.terms
    places = {place for word in words.tolist() for place in terms.with_word.get(word, ())}
    values = {terms.texts[place][:2] for place in places}
    having = (index.values[facet].get(value) for facet, value in values)
    return united(members for members in having if members)
