"""Why a company was found: which name or field has the words that were searched for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyroaring import BitMap

from directory.search.asked import Question
from directory.search.query import Query
from directory.search.snapshot import Snapshot
from directory.text import words as words_of

# Words as people write them, and what stands between; an ideogram is a word of its own.
PIECES = re.compile("[\u3041-\u30ff\u3400-\u9fff]|(?:(?![\u3041-\u30ff\u3400-\u9fff])\\w)+|\\W+")
NAME_KINDS = frozenset({"name", "legal_name", "former", "alias", "acronym", "predecessor"})
ORDER = ("service", "area", "country", "kind", "modality", "phase")


@dataclass(frozen=True)
class Part:
    """A part of a company's text: what kind, as it reads, its words, whose name it was."""

    kind: str
    text: str
    words: list[str]
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

    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        self.snapshot = snapshot
        self.question = Question(snapshot.index, query.q, exact=query.exact == "true")

    def explain(self, member: int, texts: Mapping[str, Any]) -> Part | None:
        """Which part a company was found by.

        One that is just these words; else the first that matches every word that any part
        matches; where the words are spread over several parts, the parts together.
        """
        parts = list(self.parts(member, texts))
        matched = [self.matched(part) for part in parts]
        every = frozenset[int]().union(*matched)
        for part in parts:
            if part.words in self.question.spellings:
                return part
        if not every:
            return None
        for part, found in zip(parts, matched, strict=True):
            if found == every:
                return part
        return self.several(parts, matched, every)

    def several(
        self, parts: list[Part], matched: list[frozenset[int]], every: frozenset[int]
    ) -> Part:
        """The first part for each word, together."""
        used = [
            next(part for part, found in zip(parts, matched, strict=True) if place in found)
            for place in sorted(every)
        ]
        texts = dict.fromkeys(part.text or part.kind for part in used)
        return Part("several", ", ".join(texts), [])

    def marked(self, text: str, *, as_name: bool) -> list[tuple[str, bool]]:
        """A text in pieces as it is written, and of each whether its word was searched for."""
        pieces = [*PIECES.findall(text)]
        return [(piece, self.has_word(words_of(piece), as_name=as_name)) for piece in pieces]

    def has_word(self, words: Iterable[str], *, as_name: bool) -> bool:
        """Whether one of these words was searched for, in a name or elsewhere."""
        numbers = self.snapshot.index.lexicon.numbers
        found = {numbers[word] for word in words if word in numbers}
        return any(
            found & (asked.in_names if as_name else asked.elsewhere).keys()
            for asked in self.question.asked
        )

    def matched(self, part: Part) -> frozenset[int]:
        """The places of the words asked for that this part matches."""
        numbers = self.snapshot.index.lexicon.numbers
        words = {numbers[word] for word in part.words if word in numbers}
        in_names = part.kind in NAME_KINDS
        return frozenset(
            place
            for place, asked in enumerate(self.question.asked)
            if words & (asked.in_names if in_names else asked.elsewhere).keys()
        )

    def parts(self, member: int, texts: Mapping[str, Any]) -> Iterator[Part]:
        """The parts of a company's text, names before lists before texts."""
        lines = (texts["names"] or "").split("\n")
        entries = texts["entries"] or []
        names = [entry for entry in entries if entry["kind"] in NAME_KINDS]
        for entry, line in zip(names, lines, strict=False):
            yield Part(entry["kind"], entry["text"], line.split(), entry["of"])
        yield from self.values(member)
        for entry in entries[len(names) :]:
            yield Part(entry["kind"], entry["text"], words_of(entry["text"]))
        for kind in ("summary", "description"):
            if texts[kind]:
                yield Part(kind, "", texts[kind].split())

    def values(self, member: int) -> Iterator[Part]:
        """The values of lists that a company has and a word asked for matches."""
        return (part for members, part in self.listed if member in members)

    @cached_property
    def listed(self) -> list[tuple[BitMap, Part]]:
        """All values that a word asked for matches, with the companies that have them."""
        index, vocabulary = self.snapshot.index, self.snapshot.vocabulary
        terms = index.lexicon.terms
        numbers = {number for asked in self.question.asked for number in asked.elsewhere}
        places = {place for number in numbers for place in terms.with_word.get(number, ())}
        matching = {terms.texts[place][:2] for place in places}
        found = []
        for facet in ORDER:
            for value, label in vocabulary.of(facet).items():
                if (facet, value) in matching and value in index.values[facet]:
                    spoken = [label, *vocabulary.synonyms_of(facet, value)]
                    found_as = self.best(spoken)
                    also = "" if found_as == label else found_as
                    part = Part(facet, label, words_of(" ".join(spoken)), also=also)
                    found.append((index.values[facet][value], part))
        return found

    def best(self, texts: list[str]) -> str:
        """The first of these texts that has most of the words asked for."""
        return max(texts, key=lambda text: len(self.matched(Part("", text, words_of(text)))))
