"""The words of directory and vocabulary: who has them, and which are near to one typed."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.search.long_texts import LongTexts
from directory.search.sets import Numbers
from directory.search.short_texts import ShortTexts
from directory.search.vocabulary_words import VocabularyWords
from directory.text import split_words as words_of

LITTLE_WORDS = frozenset(words_of("the of and for de Inc Ltd LLC GmbH plc Corp Co SA AG BV"))
SHORTEST_BEGINNING = 2
SHORTEST_SLIP, SHORTEST_TWO_SLIPS = 4, 8
MAX_MENDED_LENGTH = 40  # letters: nobody types more without a space
SHORTEST_BESIDE = 3  # in a word typed together with its neighbour
LAST_CHARACTER = "\U0010ffff"
MAX_REMEMBERED_WORDS = 1_000
MOST_LOOKED_AT = 100  # words: to go through more takes longer than to try all letters


def count_allowed_slips(word: str, shortest: int = SHORTEST_SLIP) -> int:
    """How many slips a word may have; digits are never mistyped ones."""
    if len(word) < shortest or not word.isalpha():
        return 0
    return 2 if len(word) >= SHORTEST_TWO_SLIPS else 1


def list_slips(word: str, place: int, letters: Iterable[str]) -> Iterator[str]:
    """All that is one slip at this place away from what is typed, of these letters."""
    head, tail = word[:place], word[place:]
    yield head + tail[1:]
    if tail[1:]:
        yield head + tail[1] + tail[0] + tail[2:]
    for letter in letters:
        yield head + letter + tail[1:]
        yield head + letter + tail


@dataclass(frozen=True)
class Lexicon:
    """Every word by its number, and every text by the numbers of its words; never changed.

    `bearers[w]` counts the companies that have word `w` anywhere, `shown[w]` those of them that
    are not merged: they give a word its weight. `companies` is the number of all that are not.
    """

    numbers: Mapping[str, int]
    alphabet: list[str]
    alphabet_numbers: Numbers
    terms: VocabularyWords
    names: ShortTexts
    places: ShortTexts
    summaries: LongTexts
    descriptions: LongTexts
    bearers: Numbers
    shown: Numbers
    companies: int

    @cached_property
    def weights(self) -> Numbers:
        """What each word weighs by its rarity, a little word a tenth of it."""
        weights = self.rarity(self.shown)
        little = [self.numbers[word] for word in LITTLE_WORDS if word in self.numbers]
        weights[little] /= 10
        return weights

    @cached_property
    def spoken(self) -> Numbers:
        """Of each word whether a company or the vocabulary has it; those gone stay numbered."""
        spoken = self.bearers > 0
        spoken[list(self.terms.with_word)] = True
        return spoken

    @cached_property
    def words(self) -> list[str]:
        """Every word by its number."""
        words = [""] * len(self.numbers)
        for word, number in self.numbers.items():
            words[number] = word
        return words

    @cached_property
    def name_totals(self) -> Numbers:
        """What the words of each name weigh together."""
        return self.names.totals(self.weights)

    @cached_property
    def place_totals(self) -> Numbers:
        """What the words of each city and parent's name weigh together."""
        return self.places.totals(self.weights)

    def weight(self, word: str) -> float:
        """What a word weighs, whether somebody has it or nobody."""
        if word in self.numbers:
            return float(self.weights[self.numbers[word]])
        return float(self.rarity(0)) / (10 if word in LITTLE_WORDS else 1)

    def rarity(self, having: Any) -> Any:
        """What a word weighs that so many companies have: a number, or an array of them."""
        return np.log1p(max(self.companies, 1) / (1.0 + having))

    def number(self, word: str) -> int | None:
        """The number of a word that a company or the vocabulary has, else None."""
        number = self.numbers.get(word)
        return number if number is not None and self.spoken[number] else None

    def beginning(self, word: str) -> Numbers:
        """The numbers of the longer words that begin so."""
        if len(word) < SHORTEST_BEGINNING:
            return self.alphabet_numbers[:0]
        first, last = self.stretch(word)
        if first == last:
            return self.alphabet_numbers[:0]
        first += self.alphabet[first] == word
        found = self.alphabet_numbers[first:last]
        return found[self.spoken[found]]

    def stretch(self, beginning: str) -> tuple[int, int]:
        """Where in the alphabet the words stand that begin so: the first, and that after them."""
        first = bisect_left(self.alphabet, beginning)
        if first == len(self.alphabet) or not self.alphabet[first].startswith(beginning):
            return first, first
        return first, bisect_left(self.alphabet, beginning + LAST_CHARACTER, first)

    def beginning_with_slip(self, word: str) -> Numbers:
        """The numbers of the longer words of which a beginning is one slip away, as in `near`.

        Whole words are compared (`near`); a beginning has none to be compared with, but only a
        few slips of letters that some word goes on with, each of which costs a look into the
        alphabet. The first letter is kept.
        """
        if not count_allowed_slips(word) or len(word) > MAX_MENDED_LENGTH:
            return self.alphabet_numbers[:0]
        near: set[str] = set()
        for place in range(1, len(word)):
            letters = self._letters_after(word[:place])
            if not letters:
                break  # no word goes on from here, with a slip or without
            near.update(list_slips(word, place, filter(str.isalpha, letters)))
        found = {number for other in near for number in self.beginning(other).tolist()}
        return np.array(sorted(found), dtype=np.int32)

    def near(self, word: str) -> dict[int, int]:
        """The words with the same first letter that are one slip away, or two: {number: slips}.

        A slip is one letter more, fewer or another, or two neighbours swapped (the distance of
        optimal string alignment). One from 4 letters on, two from 8; digits are never mistyped
        ones.
        """
        if not count_allowed_slips(word):
            return {}
        found = self._near.get(word)
        if found is None:
            if len(self._near) >= MAX_REMEMBERED_WORDS:
                self._near.clear()
            found = self._near[word] = self._look_near(word)
        return found

    def near_after(self, word: str, other: str) -> dict[int, int]:
        """The words like `other` that stand after this one in a name: {number: slips}.

        One slip from 3 letters on, two from 8; in its first letter too, which is in the midst of
        what was typed when both were typed together.
        """
        return self._near_beside(word, other, 1)

    def near_before(self, word: str, other: str) -> dict[int, int]:
        """The words like `other`, with its first letter, that stand before this one in a name."""
        found = self._near_beside(word, other, -1)
        return {
            number: slips for number, slips in found.items() if self.words[number][0] == other[0]
        }

    def _near_beside(self, word: str, other: str, step: int) -> dict[int, int]:
        number, most = self.number(word), count_allowed_slips(other, SHORTEST_BESIDE)
        if number is None or not most:
            return {}
        beside = self.names.beside(number, step).tolist()
        words = [self.words[number] for number in beside]
        found = process.extract(other, words, scorer=OSA.distance, score_cutoff=most, limit=None)
        return {
            beside[place]: int(slips) for near, slips, place in found if slips and near.isalpha()
        }

    @cached_property
    def _near(self) -> dict[str, dict[int, int]]:
        return {}

    @cached_property
    def _letters(self) -> dict[str, set[str]]:
        return {}

    def _letters_with(self, letter: str) -> set[str]:
        """The letters of the words that begin with this one."""
        if letter not in self._letters:
            first, last = self.stretch(letter)
            self._letters[letter] = set(filter(str.isalpha, "".join(self.alphabet[first:last])))
        return self._letters[letter]

    def _letters_after(self, beginning: str) -> set[str]:
        """The letters that a word may go on with after this, and where that is many, some more."""
        first, last = self.stretch(beginning)
        if last - first > MOST_LOOKED_AT:
            return self._letters_with(beginning[0])
        place = len(beginning)
        return {word[place] for word in self.alphabet[first:last] if len(word) > place}

    def _look_near(self, word: str) -> dict[int, int]:
        most = count_allowed_slips(word)
        first, last = self.stretch(word[0])
        found = process.extract(
            word, self.alphabet[first:last], scorer=OSA.distance, score_cutoff=most, limit=None
        )
        return {
            int(self.alphabet_numbers[first + place]): int(slips)
            for other, slips, place in found
            if slips and other.isalpha()
        }


def sort_alphabet(numbers: Mapping[str, int]) -> tuple[list[str], Numbers]:
    """The words in order, and their numbers in that order."""
    alphabet = sorted(numbers)
    ordered = (numbers[word] for word in alphabet)
    return alphabet, np.fromiter(ordered, dtype=np.int32, count=len(alphabet))


def extend_alphabet(lexicon: Lexicon, numbers: Mapping[str, int]) -> tuple[list[str], Numbers]:
    """The alphabet of a lexicon and the words that are new in `numbers`."""
    new: Iterable[str] = (
        sorted(numbers.keys() - lexicon.numbers.keys())
        if len(numbers) > len(lexicon.numbers)
        else ()
    )
    if not new:
        return lexicon.alphabet, lexicon.alphabet_numbers
    alphabet = lexicon.alphabet.copy()
    places = [bisect_left(lexicon.alphabet, word) for word in new]
    for word in new:
        insort(alphabet, word)
    return alphabet, np.insert(lexicon.alphabet_numbers, places, [numbers[word] for word in new])
