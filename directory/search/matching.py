"""The words of a query, each with the words of the directory that it matches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.search.index import Index
from directory.search.lexicon import LOW_WEIGHT_WORDS, MAX_CORRECTED_LENGTH, Lexicon
from directory.search.sets import Numbers, unite_sets
from directory.text import split_words

WHOLE_FACTOR, BEGINNING_FACTOR, ONE_TYPO_FACTOR, TWO_TYPOS_FACTOR, BEGINNING_TYPO_FACTOR = (
    1.0,
    0.9,
    0.8,
    0.7,
    0.6,
)
MAX_RESPACED_WORDS, MAX_JOINED_WORDS = 12, 5  # words
WordMatches = dict[int, float]
RespacedText = tuple[str, str, list[str]]  # (part of the query, its replacement, all words)


@dataclass(frozen=True)
class QueryWord:
    """A query word: its weight, and the factor of each word it matches, by number.

    A query word may match more words in names than elsewhere. `number` is None if no company and
    no vocabulary has the word.
    """

    word: str
    number: int | None
    weight: float
    in_names: WordMatches
    elsewhere: WordMatches

    @property
    def is_low_weight(self) -> bool:
        """Whether it is a low-weight word, which doesn't have to match."""
        return self.word in LOW_WEIGHT_WORDS

    @property
    def is_typo(self) -> bool:
        """Whether it matches words of names only with a typo."""
        return max(self.in_names.values(), default=WHOLE_FACTOR) < BEGINNING_FACTOR


class QueryText:
    """The words of a query, matched against an index.

    `words` are the query words of the reading that was chosen. `members_by_factor` holds, for each
    of them, the members that match it by factor.
    """

    def __init__(self, index: Index, text: str, *, exact: bool = False) -> None:
        self.index, self.exact = index, exact
        self._read: dict[tuple[str, bool, bool], tuple[QueryWord, dict[float, BitMap]]] = {}
        self.respaced: tuple[tuple[str, str], ...] = ()
        typed = split_words(text)
        others = [] if exact else list(list_respacings(index.lexicon, typed))
        self.spellings = [typed, *(words for *_, words in others)]
        self.read(typed)
        if (
            exact
            or not typed
            or self.has_match(BEGINNING_FACTOR)
            or self.read_first_with_match(others, BEGINNING_FACTOR)
        ):
            return
        self.read(typed)
        if self.has_match() or self.read_first_with_match(others):
            return
        if self.read_first_with_match(list_respacings_with_typos(index.lexicon, typed)):
            return
        self.read(typed, typos=True)
        if self.has_match():
            return
        last_is_had = any(self._read_word(typed[-1], typos=True)[1].values())
        self.read(typed, typos=True, unfinished=True)
        if last_is_had and not self.has_match():
            self.read(typed, typos=True)

    def read(self, words: list[str], *, typos: bool = False, unfinished: bool = False) -> None:
        """Make these the words of the query, each with the members that match it by factor."""
        for name in ("weight", "matching_all"):
            self.__dict__.pop(name, None)
        matched = [
            self._read_word(word, typos=typos, unfinished=unfinished and word == words[-1])
            for word in dict.fromkeys(words)
        ]
        self.words = [word for word, _ in matched]
        self.members_by_factor = [members for _, members in matched]

    def _read_word(
        self, word: str, *, typos: bool = False, unfinished: bool = False
    ) -> tuple[QueryWord, dict[float, BitMap]]:
        """Return a query word matched so, and its members by factor; computed once per word."""
        key = word, typos, unfinished
        if key not in self._read:
            lexicon = self.index.lexicon
            matched = match_word(
                lexicon, word, exact=self.exact, typos=typos, unfinished=unfinished
            )
            plain = self._read.get((word, False, False))
            if plain and plain[0] == matched:
                members = plain[1]
            else:
                members = members_with(self.index, matched)
            self._read[key] = matched, members
        return self._read[key]

    def read_first_with_match(self, others: Iterable[RespacedText], least: float = 0.0) -> bool:
        """Read the first of these texts that a company matches; return whether there is one."""
        for before, after, words in others:
            self.read(words)
            if self.has_match(least):
                self.respaced = ((before, after),)
                return True
        return False

    def has_match(self, least: float = 0.0) -> bool:
        """Return whether an unmerged company matches every word with at least this factor."""
        if not self.matching_all & self.index.unmerged:
            return False
        sets = [
            unite_sets(
                members
                for factor, members in self.members_by_factor[place].items()
                if factor >= least
            )
            for place in self.needed
        ]
        return bool(BitMap.intersection(self.index.unmerged, *sets))

    @cached_property
    def weight(self) -> float:
        """The total weight of the words; 1 if there are none, so that it can divide."""
        return sum(word.weight for word in self.words) or 1.0

    @property
    def needed(self) -> list[int]:
        """The positions of the words that must match: low-weight ones only if all of them are."""
        places = [place for place, word in enumerate(self.words) if not word.is_low_weight]
        return places or list(range(len(self.words)))

    @cached_property
    def matching_all(self) -> BitMap:
        """The companies that match every word, merged ones included."""
        sets = [unite_sets(self.members_by_factor[place].values()) for place in self.needed]
        sets.sort(key=len)
        return BitMap.intersection(*sets) if sets else BitMap()


def list_respacings(lexicon: Lexicon, words: list[str]) -> Iterator[RespacedText]:
    """Yield the texts with one space fewer or more that names contain.

    Adjacent words may form one word of a name ("bio clinica", "i q v i a"). A word that no company
    has may be two adjacent words of a name, or its adjacent letters ("ppd" for "P.P.D."). From the
    left, shorter runs first; only for texts of at most twelve words.
    """
    for place, word in enumerate(words if len(words) <= MAX_RESPACED_WORDS else []):
        for stop in range(place + 2, min(place + MAX_JOINED_WORDS, len(words)) + 1):
            joined = "".join(words[place:stop])
            if is_in_a_name(lexicon, [joined]):
                yield replace_words(words, place, stop, [joined])
        for parts in [*split_word(word), list(word)] if lexicon.number(word) is None else ():
            if is_in_a_name(lexicon, parts):
                yield replace_words(words, place, place + 1, parts)


def list_respacings_with_typos(lexicon: Lexicon, words: list[str]) -> list[RespacedText]:
    """Return the texts with one space fewer or more and typos, fewest typos first.

    Two words may form one ("pharma nett"), or one word two ("signnathealth"). Words that a company
    has are split too, without typos: "silvermaple estates" may be Silver Maple Estates, even if
    another company is called Silvermaple.
    """
    candidates = []
    for place in range(len(words) if len(words) <= MAX_RESPACED_WORDS else 0):
        for typos, parts in find_joined_words(lexicon, words[place : place + 2]):
            candidates.append((typos, replace_words(words, place, place + 2, parts)))
        for typos, parts in find_split_words(lexicon, words[place]):
            candidates.append((typos, replace_words(words, place, place + 1, parts)))
    return [text for _, text in sorted(candidates, key=lambda typos_and_text: typos_and_text[0])]


def find_joined_words(lexicon: Lexicon, words: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the words of names that these two resemble when joined: (typos, words)."""
    near = lexicon.near("".join(words)) if len(words) > 1 else {}
    for typos, word in sort_nearest_words(lexicon, near):
        if is_in_a_name(lexicon, [word]):
            yield typos, [word]


def find_split_words(lexicon: Lexicon, word: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the adjacent words of names that this word resembles when split: (typos, words)."""
    known = lexicon.number(word) is not None
    for head, tail in split_word(word):
        if known:
            if is_in_a_name(lexicon, [head, tail]):
                yield 0, [head, tail]
            continue
        for typos, near in sort_nearest_words(lexicon, lexicon.near_after(head, tail)):
            yield typos, [head, near]
        for typos, near in sort_nearest_words(lexicon, lexicon.near_before(tail, head)):
            yield typos, [near, tail]


def split_word(word: str) -> list[list[str]]:
    """Return every way to split a word in two; none if the word is too long."""
    if len(word) > MAX_CORRECTED_LENGTH:
        return []
    return [[word[:n], word[n:]] for n in range(1, len(word))]


def replace_words(words: list[str], place: int, stop: int, instead: list[str]) -> RespacedText:
    """Return the words with those from `place` to before `stop` replaced by others."""
    replaced = " ".join(words[place:stop])
    return replaced, " ".join(instead), [*words[:place], *instead, *words[stop:]]


def sort_nearest_words(lexicon: Lexicon, near: dict[int, int]) -> list[tuple[int, str]]:
    """Return words with their numbers of typos as (typos, word), fewest typos first."""
    return sorted((typos, lexicon.words[number]) for number, typos in near.items())


def is_in_a_name(lexicon: Lexicon, words: list[str]) -> bool:
    """Return whether these words are adjacent, in this order, in the name of a company."""
    numbers = [lexicon.number(word) for word in words]
    known = [number for number in numbers if number is not None]
    return len(known) == len(words) and lexicon.names.has_phrase(known)


def match_word(
    lexicon: Lexicon, word: str, *, exact: bool, typos: bool = False, unfinished: bool = False
) -> QueryWord:
    """Return a query word with the words it matches: whole, as a beginning, or with a typo.

    In names, it always matches as a beginning. In other fields, only if it isn't itself a word of
    the directory or the vocabulary. Typos are tried only for such unknown words, and outside names
    only if no word begins with it ("pare" finds Parexel, not every "part"). With `typos`, they are
    tried for every word outside the vocabulary. With `unfinished`, an unknown word also matches as
    a beginning with a typo, because the visitor may still be typing ("ergmo"). docs/search.md,
    "What text finds", has the rules.
    """
    number = lexicon.number(word)
    whole = {} if number is None else {number: WHOLE_FACTOR}
    names, elsewhere = dict(whole), dict(whole)
    if not exact:
        beginning = lexicon.beginning(word).tolist()
        names |= dict.fromkeys(beginning, BEGINNING_FACTOR)
        if number is None:
            elsewhere |= dict.fromkeys(beginning, BEGINNING_FACTOR)
        if number is None or (typos and number not in lexicon.terms.with_word):
            near = {
                candidate: ONE_TYPO_FACTOR if count == 1 else TWO_TYPOS_FACTOR
                for candidate, count in lexicon.near(word).items()
                if candidate not in names
            }
            names |= near
            if not beginning or typos:
                elsewhere |= {
                    candidate: near[candidate] for candidate in near if candidate not in elsewhere
                }
        if unfinished and number is None:
            near = dict.fromkeys(lexicon.beginning_with_typo(word).tolist(), BEGINNING_TYPO_FACTOR)
            names, elsewhere = near | names, near | elsewhere
    return QueryWord(word, number, lexicon.weight(word), names, elsewhere)


def group_by_factor(matches: WordMatches) -> Iterable[tuple[float, Numbers]]:
    """Yield the matched words grouped by factor, lowest factor first."""
    factors: dict[float, list[int]] = {}
    for number, factor in matches.items():
        factors.setdefault(factor, []).append(number)
    for factor in sorted(factors):
        yield factor, np.array(factors[factor], dtype=np.int64)


def members_with(index: Index, word: QueryWord) -> dict[float, BitMap]:
    """Return the members that match a query word in any field, by factor."""
    lexicon, members_by_factor = index.lexicon, {}
    for factor, words in group_by_factor(word.in_names):
        members_by_factor[factor] = lexicon.names.members_with(words)
    for factor, words in group_by_factor(word.elsewhere):
        members = members_by_factor.setdefault(factor, BitMap())
        members |= lexicon.places.members_with(words)
        members |= lexicon.summaries.members_with(words)
        members |= lexicon.descriptions.members_with(words)
        members |= find_members_with_values(index, words)
    return members_by_factor


def find_members_with_values(index: Index, words: Numbers) -> BitMap:
    """Return the members that have a value whose label or synonym has any of these words."""
    terms = index.lexicon.terms
    places = {place for word in words.tolist() for place in terms.with_word.get(word, ())}
    values = {terms.texts[place][:2] for place in places}
    sets = (index.values[facet].get(value) for facet, value in values)
    return unite_sets(members for members in sets if members)
