"""The words of a query, each with the words of the directory that it matches."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.search.arrays import Numbers, united
from directory.search.index import Index
from directory.search.lexicon import LITTLE, Lexicon
from directory.text import words as words_of

WHOLE, BEGINNING, ONE_SLIP, TWO_SLIPS = 1.0, 0.9, 0.8, 0.7
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
        self.words = list(dict.fromkeys(words_of(text)))
        self.in_order = words_of(text)
        self.asked = [ask(index.lexicon, word, exact=exact) for word in self.words]
        if not exact and self.asked and not self.matching_all & index.unmerged:
            again = [ask(index.lexicon, word, exact=exact, slips=True) for word in self.words]
            if again != self.asked:
                self.asked = again
                self.__dict__.pop("matching_all", None)
                self.__dict__.pop("bearers", None)

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
    def bearers(self) -> list[dict[float, BitMap]]:
        """For each word the members that match it, by how well; one may stand under several."""
        return [bearers(self.index, asked) for asked in self.asked]

    @cached_property
    def matching_all(self) -> BitMap:
        """The companies that match every word, merged ones too."""
        sets = [united(self.bearers[place].values()) for place in self.needed]
        sets.sort(key=len)
        return BitMap.intersection(*sets) if sets else BitMap()


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
