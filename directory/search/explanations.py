"""The explanation of a match: the name or field of the company that has the query words."""

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
from directory.text import split_words

# Words as they are written, and the text between them. Each ideogram is a word.
PIECE_PATTERN = re.compile(
    "[\u3041-\u30ff\u3400-\u9fff]|(?:(?![\u3041-\u30ff\u3400-\u9fff])\\w)+|\\W+"
)
NAME_KINDS = frozenset({"name", "legal_name", "former", "alias", "acronym", "predecessor"})


WordPlaces = frozenset[int]
"""Positions of words in the query."""


@dataclass(frozen=True)
class MatchedPart:
    """A part of a company's text: its kind, its text, and the matching synonym as `also`.

    `of` is the slug of the predecessor that the name belonged to.
    """

    kind: str
    text: str
    of: str = ""
    also: str = ""

    def written(self) -> str:
        """Return the text, with the synonym that matched."""
        return f"{self.text}, also called {self.also}" if self.also else self.text

    def serialize(self) -> dict[str, str]:
        """Return the part as the API lists it in `matched`."""
        return {"kind": self.kind, "text": self.text, "of": self.of}


class Explainer:
    """The explanations for the companies of one page."""

    def __init__(self, snapshot: Snapshot, question: QueryText) -> None:
        self.index, self.vocabulary, self.question = snapshot.index, snapshot.vocabulary, question
        self.spellings = {" ".join(words) for words in question.spellings}
        self._value_parts: dict[ValueKey, MatchedPart] = {}
        self._is_matched: dict[tuple[str, bool], bool] = {}

    def explain(self, member: int, texts: Mapping[str, Any]) -> MatchedPart | None:
        """Return the part that explains the match, or None if no part matches.

        `texts` are the company's `entries`, folded `names`, and folded `places`. The part is a
        name that is the query; else the first part with every word that any part has; else, if
        the words are spread over several parts, these parts combined.
        """
        entries, names = texts["entries"] or [], (texts["names"] or "").split("\n")
        for entry, name in zip(entries, names, strict=False):
            if name in self.spellings:
                return MatchedPart(**entry)
        matched_parts: list[tuple[MatchedPart, WordPlaces]] = []
        for part, places in self.list_parts(
            member, entries, [*names, *texts["places"].split("\n")]
        ):
            if len(places) == len(self.question.words):
                return part
            matched_parts.append((part, places))
        every = WordPlaces().union(*(places for _, places in matched_parts))
        complete = [part for part, places in matched_parts if places == every]
        if not every:
            return None
        return complete[0] if complete else combine_parts(matched_parts, every)

    def list_parts(
        self, member: int, entries: list[dict[str, str]], lines: list[str]
    ) -> Iterator[tuple[MatchedPart, WordPlaces]]:
        """Yield the parts of a company's text with the positions of the words each matches.

        Names come first, then list values, places, summary, and description. `lines` are the
        folded texts of the entries.
        """
        places = []
        for entry, line in zip(entries, lines, strict=False):
            if entry["kind"] in NAME_KINDS:
                yield MatchedPart(**entry), self.matched(line.split(), as_name=True)
            else:
                places.append((entry, line))
        for members, value, matched in self.matched_values:
            if member in members:
                yield self.build_value_part(value), matched
        for entry, line in places:
            yield MatchedPart(**entry), self.matched(line.split(), as_name=False)
        lexicon = self.index.lexicon
        for kind, long in (("summary", lexicon.summaries), ("description", lexicon.descriptions)):
            yield MatchedPart(kind, ""), self.places_of(long.words_of(member), as_name=False)

    def matched(self, words: Iterable[str], *, as_name: bool) -> WordPlaces:
        """Return the positions of the query words that these match, in a name or elsewhere."""
        numbers = self.index.lexicon.numbers
        return self.places_of([numbers[w] for w in words if w in numbers], as_name=as_name)

    def places_of(self, numbers: Iterable[int], *, as_name: bool) -> WordPlaces:
        """Return the positions of the query words that the words of these numbers match."""
        return WordPlaces(
            place
            for place, word in enumerate(self.question.words)
            if not (word.in_names if as_name else word.elsewhere).keys().isdisjoint(numbers)
        )

    def marked(self, text: str, *, as_name: bool) -> list[tuple[str, bool]]:
        """Return a text in pieces, each with whether its word matches a query word."""
        return [
            (piece, self.has_word(piece, as_name=as_name)) for piece in PIECE_PATTERN.findall(text)
        ]

    def has_word(self, piece: str, *, as_name: bool) -> bool:
        """Return whether a word of this piece matches a query word; cached."""
        key = piece, as_name
        if key not in self._is_matched:
            self._is_matched[key] = bool(self.matched(split_words(piece), as_name=as_name))
        return self._is_matched[key]

    @cached_property
    def matched_values(self) -> list[tuple[BitMap, ValueKey, WordPlaces]]:
        """The values that a query word matches: (companies, value, positions of the words)."""
        terms, vocabulary = self.index.lexicon.terms, self.vocabulary
        numbers = {number for word in self.question.words for number in word.elsewhere}
        texts = {place for number in numbers for place in terms.with_word.get(number, ())}
        matching = {terms.texts[place][:2] for place in texts}
        return [
            (self.index.values[facet][value], (facet, value), self.places_of(words, as_name=False))
            for facet in WORDED_FACETS
            for value in vocabulary.of(facet)
            if (facet, value) in matching and value in self.index.values[facet]
            for words in [terms.of_value[facet, value]]
        ]

    def build_value_part(self, value: ValueKey) -> MatchedPart:
        """Return a value as a part: its label, and a synonym if it matches more query words."""
        if value not in self._value_parts:
            label = self.vocabulary.of(value[0])[value[1]]
            wordings = [label, *self.vocabulary.synonyms_of(*value)]
            best = max(
                wordings, key=lambda text: len(self.matched(split_words(text), as_name=False))
            )
            self._value_parts[value] = MatchedPart(
                value[0], label, also="" if best == label else best
            )
        return self._value_parts[value]


def combine_parts(
    matched_parts: list[tuple[MatchedPart, WordPlaces]], every: WordPlaces
) -> MatchedPart:
    """Return the first part for each query word, combined into one part."""
    used = [
        next(part for part, places in matched_parts if place in places) for place in sorted(every)
    ]
    return MatchedPart("several", ", ".join(dict.fromkeys(part.text or part.kind for part in used)))
