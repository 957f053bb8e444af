"""The words of a query, each with the words of the directory that it matches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.search.index import Index
from directory.search.lexicon import LITTLE_WORDS, MAX_MENDED_LENGTH, Lexicon
from directory.search.sets import Numbers, unite_sets
from directory.text import split_words as words_of

WHOLE_FACTOR, BEGINNING_FACTOR, ONE_SLIP_FACTOR, TWO_SLIPS_FACTOR, BEGINNING_SLIP_FACTOR = (
    1.0,
    0.9,
    0.8,
    0.7,
    0.6,
)
MAX_RESPACED_WORDS, MAX_JOINED_WORDS = 12, 5  # words
WordMatches = dict[int, float]
RespacedText = tuple[str, str, list[str]]  # what was typed, what is meant, all the words


@dataclass(frozen=True)
class QueryWord:
    """One word of a query: what it weighs, and what it matches, by number of word.

    In names a word may match more than in other fields.
    """

    word: str
    number: int | None
    weight: float
    in_names: WordMatches
    elsewhere: WordMatches

    @property
    def little(self) -> bool:
        """Whether it need not match."""
        return self.word in LITTLE_WORDS

    @property
    def is_slip(self) -> bool:
        """Whether it matches words of names by a slip alone."""
        return max(self.in_names.values(), default=WHOLE_FACTOR) < BEGINNING_FACTOR


class QueryText:
    """The words of a query, held against an index."""

    def __init__(self, index: Index, text: str, *, exact: bool = False) -> None:
        self.index, self.exact = index, exact
        self._read: dict[tuple[str, bool, bool], tuple[QueryWord, dict[float, BitMap]]] = {}
        self.respaced: tuple[tuple[str, str], ...] = ()
        typed = words_of(text)
        others = [] if exact else list(list_respacings(index.lexicon, typed))
        self.spellings = [typed, *(words for *_, words in others)]
        self.read(typed)
        if (
            exact
            or not typed
            or self.answered(BEGINNING_FACTOR)
            or self.read_first_answered(others, BEGINNING_FACTOR)
        ):
            return
        self.read(typed)
        if self.answered() or self.read_first_answered(others):
            return
        if self.read_first_answered(list_respacings_with_slips(index.lexicon, typed)):
            return
        self.read(typed, slips=True)
        if self.answered():
            return
        last_is_had = any(self._read_word(typed[-1], slips=True)[1].values())
        self.read(typed, slips=True, unfinished=True)
        if last_is_had and not self.answered():
            self.read(typed, slips=True)

    def read(self, words: list[str], *, slips: bool = False, unfinished: bool = False) -> None:
        """Take these words for what is asked: each with the members that match it, by how well."""
        for name in ("weight", "matching_all"):
            self.__dict__.pop(name, None)
        found = [
            self._read_word(word, slips=slips, unfinished=unfinished and word == words[-1])
            for word in dict.fromkeys(words)
        ]
        self.asked = [asked for asked, _ in found]
        self.bearers = [bearers for _, bearers in found]

    def _read_word(
        self, word: str, *, slips: bool = False, unfinished: bool = False
    ) -> tuple[QueryWord, dict[float, BitMap]]:
        """A word read so, and the members that match it; each is worked out once."""
        key = word, slips, unfinished
        if key not in self._read:
            lexicon = self.index.lexicon
            asked = match_word(lexicon, word, exact=self.exact, slips=slips, unfinished=unfinished)
            same = self._read.get((word, False, False))
            found = same[1] if same and same[0] == asked else members_with(self.index, asked)
            self._read[key] = asked, found
        return self._read[key]

    def read_first_answered(self, others: Iterable[RespacedText], least: float = 0.0) -> bool:
        """Read the first of these texts that somebody answers, if there is one."""
        for before, after, words in others:
            self.read(words)
            if self.answered(least):
                self.respaced = ((before, after),)
                return True
        return False

    def answered(self, least: float = 0.0) -> bool:
        """Whether a company that is not merged matches every word, each at least so well."""
        if not self.matching_all & self.index.unmerged:
            return False
        sets = [
            unite_sets(
                members for factor, members in self.bearers[place].items() if factor >= least
            )
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
        sets = [unite_sets(self.bearers[place].values()) for place in self.needed]
        sets.sort(key=len)
        return BitMap.intersection(*sets) if sets else BitMap()


def list_respacings(lexicon: Lexicon, words: list[str]) -> Iterator[RespacedText]:
    """The texts with one space fewer or more that may be meant.

    Words side by side may together be a word of a name ("bio clinica", "i q v i a"). A word that
    nobody has may be two that stand side by side in a name, or letters that do ("ppd" for
    "P.P.D."). From the left, shorter runs first; only in texts of a dozen words.
    """
    for place, word in enumerate(words if len(words) <= MAX_RESPACED_WORDS else []):
        for stop in range(place + 2, min(place + MAX_JOINED_WORDS, len(words)) + 1):
            joined = "".join(words[place:stop])
            if is_in_a_name(lexicon, [joined]):
                yield replace_words(words, place, stop, [joined])
        for parts in [*split_word(word), list(word)] if lexicon.number(word) is None else ():
            if is_in_a_name(lexicon, parts):
                yield replace_words(words, place, place + 1, parts)


def list_respacings_with_slips(lexicon: Lexicon, words: list[str]) -> list[RespacedText]:
    """The same for two words, with a slip besides ("pharma nett", "signnathealth"); two last.

    And words divided that somebody has: "silvermaple estates" may be Silver Maple Estates, though
    another company is called Silvermaple.
    """
    found = []
    for place in range(len(words) if len(words) <= MAX_RESPACED_WORDS else 0):
        for slips, parts in find_joined_words(lexicon, words[place : place + 2]):
            found.append((slips, replace_words(words, place, place + 2, parts)))
        for slips, parts in find_split_words(lexicon, words[place]):
            found.append((slips, replace_words(words, place, place + 1, parts)))
    return [text for _, text in sorted(found, key=lambda slips_and_text: slips_and_text[0])]


def find_joined_words(lexicon: Lexicon, words: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The words of names that these two nearly are together: (slips, words)."""
    near = lexicon.near("".join(words)) if len(words) > 1 else {}
    for slips, word in sort_nearest_words(lexicon, near):
        if is_in_a_name(lexicon, [word]):
            yield slips, [word]


def find_split_words(lexicon: Lexicon, word: str) -> Iterator[tuple[int, list[str]]]:
    """The words, side by side in a name, that this one nearly is: (slips, words)."""
    known = lexicon.number(word) is not None
    for one, other in split_word(word):
        if known:
            if is_in_a_name(lexicon, [one, other]):
                yield 0, [one, other]
            continue
        for slips, near in sort_nearest_words(lexicon, lexicon.near_after(one, other)):
            yield slips, [one, near]
        for slips, near in sort_nearest_words(lexicon, lexicon.near_before(other, one)):
            yield slips, [near, other]


def split_word(word: str) -> list[list[str]]:
    """A word as two, in every way."""
    if len(word) > MAX_MENDED_LENGTH:
        return []
    return [[word[:n], word[n:]] for n in range(1, len(word))]


def replace_words(words: list[str], place: int, stop: int, instead: list[str]) -> RespacedText:
    """These words instead of those from a place to before another."""
    typed = " ".join(words[place:stop])
    return typed, " ".join(instead), [*words[:place], *instead, *words[stop:]]


def sort_nearest_words(lexicon: Lexicon, near: dict[int, int]) -> list[tuple[int, str]]:
    """These words of so many slips, the nearest first: (slips, word)."""
    return sorted((slips, lexicon.words[number]) for number, slips in near.items())


def is_in_a_name(lexicon: Lexicon, words: list[str]) -> bool:
    """Whether these words stand side by side in the name of a company."""
    asked = [lexicon.number(word) for word in words]
    known = [number for number in asked if number is not None]
    return len(known) == len(words) and lexicon.names.has_phrase(known)


def match_word(
    lexicon: Lexicon, word: str, *, exact: bool, slips: bool = False, unfinished: bool = False
) -> QueryWord:
    """A word with what it matches: whole, as a beginning, with a slip (DESIGN section 4, "Text").

    In names it is always tried as a beginning. In other fields only if it is no word of the
    directory or the vocabulary. A slip is tried if it is no such word, in fields other than names
    only if nothing begins with it either ("pare" finds Parexel, not all that take "part"); with
    `slips`, for every word outside the vocabulary. With `unfinished` a word that nobody has is also
    tried as the beginning of one with a slip: somebody may be typing it ("ergmo").
    """
    number = lexicon.number(word)
    whole = {} if number is None else {number: WHOLE_FACTOR}
    names, elsewhere = dict(whole), dict(whole)
    if not exact:
        beginning = lexicon.beginning(word).tolist()
        names |= dict.fromkeys(beginning, BEGINNING_FACTOR)
        if number is None:
            elsewhere |= dict.fromkeys(beginning, BEGINNING_FACTOR)
        if number is None or (slips and number not in lexicon.terms.with_word):
            near = {
                other: ONE_SLIP_FACTOR if count == 1 else TWO_SLIPS_FACTOR
                for other, count in lexicon.near(word).items()
                if other not in names
            }
            names |= near
            if not beginning or slips:
                elsewhere |= {other: near[other] for other in near if other not in elsewhere}
        if unfinished and number is None:
            near = dict.fromkeys(lexicon.beginning_with_slip(word).tolist(), BEGINNING_SLIP_FACTOR)
            names, elsewhere = near | names, near | elsewhere
    return QueryWord(word, number, lexicon.weight(word), names, elsewhere)


def group_by_factor(matches: WordMatches) -> Iterable[tuple[float, Numbers]]:
    """The words matched, grouped by how well, the worst first."""
    factors: dict[float, list[int]] = {}
    for number, factor in matches.items():
        factors.setdefault(factor, []).append(number)
    for factor in sorted(factors):
        yield factor, np.array(factors[factor], dtype=np.int64)


def members_with(index: Index, asked: QueryWord) -> dict[float, BitMap]:
    """The members that match a word anywhere, by how well."""
    lexicon, found = index.lexicon, {}
    for factor, words in group_by_factor(asked.in_names):
        found[factor] = lexicon.names.members_with(words)
    for factor, words in group_by_factor(asked.elsewhere):
        members = found.setdefault(factor, BitMap())
        members |= lexicon.places.members_with(words)
        members |= lexicon.summaries.members_with(words)
        members |= lexicon.descriptions.members_with(words)
        members |= find_members_with_values(index, words)
    return found


def find_members_with_values(index: Index, words: Numbers) -> BitMap:
    """The members that have a value of which a text has any of these words."""
    terms = index.lexicon.terms
    places = {place for word in words.tolist() for place in terms.with_word.get(word, ())}
    values = {terms.texts[place][:2] for place in places}
    having = (index.values[facet].get(value) for facet, value in values)
    return unite_sets(members for members in having if members)
