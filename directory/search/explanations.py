"""Why a company was found: which name or field has the words that were searched for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyroaring import BitMap

from directory.search.index_builder import ValueKey
from directory.search.matching import QueryText
from directory.search.snapshot import Snapshot
from directory.search.vocabulary_words import WORDED_FACETS
from directory.text import split_words as words_of

# Words as people write them, and what stands between; an ideogram is a word of its own.
PIECE_PATTERN = re.compile(
    "[\u3041-\u30ff\u3400-\u9fff]|(?:(?![\u3041-\u30ff\u3400-\u9fff])\\w)+|\\W+"
)
NAME_KINDS = frozenset({"name", "legal_name", "former", "alias", "acronym", "predecessor"})


WordPlaces = frozenset[int]
"""Places of words in the question."""


@dataclass(frozen=True)
class MatchedPart:
    """A part of a company's text: what kind, as it reads, whose name it was."""

    kind: str
    text: str
    of: str = ""
    also: str = ""

    def written(self) -> str:
        """As it reads, with the synonym that was found."""
        return f"{self.text}, also called {self.also}" if self.also else self.text

    def said(self) -> dict[str, str]:
        """As the contract has it."""
        return {"kind": self.kind, "text": self.text, "of": self.of}


class Explainer:
    """Tells for the companies of one page why each is there."""

    def __init__(self, snapshot: Snapshot, question: QueryText) -> None:
        self.index, self.vocabulary, self.question = snapshot.index, snapshot.vocabulary, question
        self.spelled = {" ".join(words) for words in question.spellings}
        self._valued: dict[ValueKey, MatchedPart] = {}
        self._searched: dict[tuple[str, bool], bool] = {}

    def explain(self, member: int, texts: Mapping[str, Any]) -> MatchedPart | None:
        """Which part a company was found by; `texts` are its `entries`, folded names and places.

        A name that is just these words; else the first part that matches every word that any
        part matches; where the words are spread over several parts, the parts together.
        """
        entries, names = texts["entries"] or [], (texts["names"] or "").split("\n")
        for entry, name in zip(entries, names, strict=False):
            if name in self.spelled:
                return MatchedPart(**entry)
        found: list[tuple[MatchedPart, WordPlaces]] = []
        for part, places in self.parts(member, entries, [*names, *texts["places"].split("\n")]):
            if len(places) == len(self.question.asked):
                return part
            found.append((part, places))
        every = WordPlaces().union(*(places for _, places in found))
        whole = [part for part, places in found if places == every]
        if not every:
            return None
        return whole[0] if whole else combine_parts(found, every)

    def parts(
        self, member: int, entries: list[dict[str, str]], lines: list[str]
    ) -> Iterator[tuple[MatchedPart, WordPlaces]]:
        """The parts of a company's text, names before lists before texts, and what each matches.

        `lines` are the folded texts of the entries.
        """
        places = []
        for entry, line in zip(entries, lines, strict=False):
            if entry["kind"] in NAME_KINDS:
                yield MatchedPart(**entry), self.matched(line.split(), as_name=True)
            else:
                places.append((entry, line))
        for members, value, found in self.valued:
            if member in members:
                yield self.build_value_part(value), found
        for entry, line in places:
            yield MatchedPart(**entry), self.matched(line.split(), as_name=False)
        lexicon = self.index.lexicon
        for kind, long in (("summary", lexicon.summaries), ("description", lexicon.descriptions)):
            yield MatchedPart(kind, ""), self.places_of(long.words_of(member), as_name=False)

    def matched(self, words: Iterable[str], *, as_name: bool) -> WordPlaces:
        """The places of the words asked for that one of these matches, in a name or elsewhere."""
        numbers = self.index.lexicon.numbers
        return self.places_of([numbers[w] for w in words if w in numbers], as_name=as_name)

    def places_of(self, numbers: Iterable[int], *, as_name: bool) -> WordPlaces:
        """The same for words by their numbers."""
        return WordPlaces(
            place
            for place, asked in enumerate(self.question.asked)
            if not (asked.in_names if as_name else asked.elsewhere).keys().isdisjoint(numbers)
        )

    def marked(self, text: str, *, as_name: bool) -> list[tuple[str, bool]]:
        """A text in pieces as it is written, and of each whether its word was searched for."""
        return [
            (piece, self.has_word(piece, as_name=as_name)) for piece in PIECE_PATTERN.findall(text)
        ]

    def has_word(self, piece: str, *, as_name: bool) -> bool:
        """Whether a word of this piece was searched for, in a name or elsewhere."""
        key = piece, as_name
        if key not in self._searched:
            self._searched[key] = bool(self.matched(words_of(piece), as_name=as_name))
        return self._searched[key]

    @cached_property
    def valued(self) -> list[tuple[BitMap, ValueKey, WordPlaces]]:
        """All values that a word asked for matches, with the companies that have them."""
        terms, vocabulary = self.index.lexicon.terms, self.vocabulary
        numbers = {number for asked in self.question.asked for number in asked.elsewhere}
        texts = {place for number in numbers for place in terms.with_word.get(number, ())}
        matching = {terms.texts[place][:2] for place in texts}
        return [
            (self.index.values[facet][value], (facet, value), self.places_of(spoken, as_name=False))
            for facet in WORDED_FACETS
            for value in vocabulary.of(facet)
            if (facet, value) in matching and value in self.index.values[facet]
            for spoken in [terms.of_value[facet, value]]
        ]

    def build_value_part(self, value: ValueKey) -> MatchedPart:
        """A value as a part: its label, and the synonym that has more of the words asked for."""
        if value not in self._valued:
            label = self.vocabulary.of(value[0])[value[1]]
            spoken = [label, *self.vocabulary.synonyms_of(*value)]
            best = max(spoken, key=lambda text: len(self.matched(words_of(text), as_name=False)))
            self._valued[value] = MatchedPart(value[0], label, also="" if best == label else best)
        return self._valued[value]


def combine_parts(found: list[tuple[MatchedPart, WordPlaces]], every: WordPlaces) -> MatchedPart:
    """The first part for each word, together."""
    used = [next(part for part, places in found if place in places) for place in sorted(every)]
    return MatchedPart("several", ", ".join(dict.fromkeys(part.text or part.kind for part in used)))
