"""The words of the directory and the vocabulary, and which of them resemble a query word."""

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
from directory.text import split_words

LOW_WEIGHT_WORDS = frozenset(split_words("the of and for de Inc Ltd LLC GmbH plc Corp Co SA AG BV"))
SHORTEST_BEGINNING = 2
SHORTEST_WITH_TYPO, SHORTEST_WITH_TWO_TYPOS = 4, 8  # letters
MAX_CORRECTED_LENGTH = 40  # letters: no one types more without a space
SHORTEST_JOINED = 3  # letters: half of a word that may be two words without their space
LAST_CHARACTER = "\U0010ffff"
MAX_REMEMBERED_WORDS = 1_000
MAX_WORDS_SCANNED = 100  # words: scanning more takes longer than trying all letters


def count_allowed_typos(word: str, shortest: int = SHORTEST_WITH_TYPO) -> int:
    """Return the number of typos a word may have: 0 to 2, none if it has digits."""
    if len(word) < shortest or not word.isalpha():
        return 0
    return 2 if len(word) >= SHORTEST_WITH_TWO_TYPOS else 1


def list_typos(word: str, place: int, letters: Iterable[str]) -> Iterator[str]:
    """Yield the words with one typo at this place of a word, drawn from these letters."""
    head, tail = word[:place], word[place:]
    yield head + tail[1:]
    if tail[1:]:
        yield head + tail[1] + tail[0] + tail[2:]
    for letter in letters:
        yield head + letter + tail[1:]
        yield head + letter + tail


@dataclass(frozen=True)
class Lexicon:
    """The number of every word, and every text as the numbers of its words; immutable.

    `member_counts[w]` is the number of companies that have word `w` anywhere, `unmerged_counts[w]`
    the number of those that aren't merged, which gives the word its weight. `companies` is the
    number of all companies that aren't merged.
    """

    numbers: Mapping[str, int]
    alphabet: list[str]
    alphabet_numbers: Numbers
    terms: VocabularyWords
    names: ShortTexts
    places: ShortTexts
    summaries: LongTexts
    descriptions: LongTexts
    member_counts: Numbers
    unmerged_counts: Numbers
    companies: int

    @cached_property
    def weights(self) -> Numbers:
        """The weight of each word by its rarity; low-weight words have a tenth of it."""
        weights = self.rarity(self.unmerged_counts)
        low = [self.numbers[word] for word in LOW_WEIGHT_WORDS if word in self.numbers]
        weights[low] /= 10
        return weights

    @cached_property
    def in_use(self) -> Numbers:
        """Whether a company or the vocabulary has each word; unused words keep their numbers."""
        in_use = self.member_counts > 0
        in_use[list(self.terms.with_word)] = True
        return in_use

    @cached_property
    def words(self) -> list[str]:
        """Every word by its number."""
        words = [""] * len(self.numbers)
        for word, number in self.numbers.items():
            words[number] = word
        return words

    @cached_property
    def name_totals(self) -> Numbers:
        """The total weight of the words of each name."""
        return self.names.totals(self.weights)

    @cached_property
    def place_totals(self) -> Numbers:
        """The total weight of the words of each city and parent's name."""
        return self.places.totals(self.weights)

    def weight(self, word: str) -> float:
        """Return the weight of a word, even if no company has it."""
        if word in self.numbers:
            return float(self.weights[self.numbers[word]])
        return float(self.rarity(0)) / (10 if word in LOW_WEIGHT_WORDS else 1)

    def rarity(self, count: Any) -> Any:
        """Return the weight of a word that `count` companies have; a number or an array."""
        return np.log1p(max(self.companies, 1) / (1.0 + count))

    def number(self, word: str) -> int | None:
        """Return the number of a word, or None if no company and no vocabulary has it."""
        number = self.numbers.get(word)
        return number if number is not None and self.in_use[number] else None

    def beginning(self, word: str) -> Numbers:
        """Return the numbers of the longer words that begin with this word."""
        if len(word) < SHORTEST_BEGINNING:
            return self.alphabet_numbers[:0]
        first, last = self.stretch(word)
        if first == last:
            return self.alphabet_numbers[:0]
        first += self.alphabet[first] == word
        numbers = self.alphabet_numbers[first:last]
        return numbers[self.in_use[numbers]]

    def stretch(self, beginning: str) -> tuple[int, int]:
        """Return the slice of the alphabet that begins so: the first position and the end."""
        first = bisect_left(self.alphabet, beginning)
        if first == len(self.alphabet) or not self.alphabet[first].startswith(beginning):
            return first, first
        return first, bisect_left(self.alphabet, beginning + LAST_CHARACTER, first)

    def beginning_with_typo(self, word: str) -> Numbers:
        """Return the numbers of the longer words that begin with this word and one typo.

        Unlike `near`, this can't compare whole words. It tries each typo with a letter that some
        word continues with, which are few; each try is a lookup in the alphabet. The first letter
        is kept.
        """
        if not count_allowed_typos(word) or len(word) > MAX_CORRECTED_LENGTH:
            return self.alphabet_numbers[:0]
        near: set[str] = set()
        for place in range(1, len(word)):
            letters = self._letters_after(word[:place])
            if not letters:
                break  # No word continues from here, with a typo or without.
            near.update(list_typos(word, place, filter(str.isalpha, letters)))
        numbers = {number for beginning in near for number in self.beginning(beginning).tolist()}
        return np.array(sorted(numbers), dtype=np.int32)

    def near(self, word: str) -> dict[int, int]:
        """Return the words with the same first letter and one or two typos: {number: typos}.

        A typo is one letter more, fewer, or different, or two neighbors swapped (optimal string
        alignment distance). One is allowed from 4 letters on, two from 8. Words with digits never
        match with a typo.
        """
        if not count_allowed_typos(word):
            return {}
        numbers = self._near.get(word)
        if numbers is None:
            if len(self._near) >= MAX_REMEMBERED_WORDS:
                self._near.clear()
            numbers = self._near[word] = self._find_near(word)
        return numbers

    def near_after(self, word: str, other: str) -> dict[int, int]:
        """Return the words that resemble `other` and follow this word in a name: {number: typos}.

        One typo is allowed from 3 letters on, two from 8. A typo in the first letter of `other`
        counts too, because that letter is inside the query word if both were typed as one.
        """
        return self._near_beside(word, other, 1)

    def near_before(self, word: str, other: str) -> dict[int, int]:
        """Return the words like `other`, with its first letter, that precede this word in names."""
        preceding = self._near_beside(word, other, -1)
        return {
            number: typos
            for number, typos in preceding.items()
            if self.words[number][0] == other[0]
        }

    def _near_beside(self, word: str, other: str, step: int) -> dict[int, int]:
        number, allowed = self.number(word), count_allowed_typos(other, SHORTEST_JOINED)
        if number is None or not allowed:
            return {}
        beside = self.names.beside(number, step).tolist()
        words = [self.words[number] for number in beside]
        matches = process.extract(
            other, words, scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        return {
            beside[place]: int(typos) for near, typos, place in matches if typos and near.isalpha()
        }

    @cached_property
    def _near(self) -> dict[str, dict[int, int]]:
        return {}

    @cached_property
    def _letters(self) -> dict[str, set[str]]:
        return {}

    def _letters_with(self, letter: str) -> set[str]:
        """Return the letters of all words that begin with this letter."""
        if letter not in self._letters:
            first, last = self.stretch(letter)
            self._letters[letter] = set(filter(str.isalpha, "".join(self.alphabet[first:last])))
        return self._letters[letter]

    def _letters_after(self, beginning: str) -> set[str]:
        """Return the letters that continue this beginning; a superset if many words begin so."""
        first, last = self.stretch(beginning)
        if last - first > MAX_WORDS_SCANNED:
            return self._letters_with(beginning[0])
        place = len(beginning)
        return {word[place] for word in self.alphabet[first:last] if len(word) > place}

    def _find_near(self, word: str) -> dict[int, int]:
        allowed = count_allowed_typos(word)
        first, last = self.stretch(word[0])
        matches = process.extract(
            word, self.alphabet[first:last], scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        return {
            int(self.alphabet_numbers[first + place]): int(typos)
            for candidate, typos, place in matches
            if typos and candidate.isalpha()
        }


def sort_alphabet(numbers: Mapping[str, int]) -> tuple[list[str], Numbers]:
    """Return the words in alphabetical order, and their numbers in that order."""
    alphabet = sorted(numbers)
    ordered = (numbers[word] for word in alphabet)
    return alphabet, np.fromiter(ordered, dtype=np.int32, count=len(alphabet))


def extend_alphabet(lexicon: Lexicon, numbers: Mapping[str, int]) -> tuple[list[str], Numbers]:
    """Return the alphabet of a lexicon and its numbers, with the new words of `numbers`."""
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
