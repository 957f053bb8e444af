"""Why a company was found: which name or field has the words that were searched for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from directory.search.asked import Question
from directory.search.query import Query
from directory.search.snapshot import Snapshot
from directory.text import words as words_of

NAME_KINDS = frozenset({"name", "legal_name", "former", "alias", "acronym", "predecessor"})
ORDER = ("service", "area", "country", "kind", "modality", "phase")


@dataclass(frozen=True)
class Part:
    """A part of a company's text: what kind, as it reads, its words, whose name it was."""

    kind: str
    text: str
    words: list[str]
    of: str = ""

    def said(self) -> dict[str, str]:
        """As the contract has it."""
        return {"kind": self.kind, "text": self.text, "of": self.of}


class Explainer:
    """Tells for the companies of one page why each is there."""

    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        self.snapshot = snapshot
        self.question = Question(snapshot.index, query.q, exact=query.exact == "true")

    def explain(self, member: int, texts: Mapping[str, Any]) -> dict[str, str] | None:
        """Which part a company was found by: {kind, text, of}.

        One that is just these words; else the first that matches every word that any part
        matches; where the words are spread over several parts, the parts together.
        """
        parts = list(self.parts(member, texts))
        matched = [self.matched(part) for part in parts]
        every = frozenset[int]().union(*matched)
        for part in parts:
            if part.words in self.question.spellings:
                return part.said()
        if not every:
            return None
        for part, found in zip(parts, matched, strict=True):
            if found == every:
                return part.said()
        return self.several(parts, matched, every)

    def several(
        self, parts: list[Part], matched: list[frozenset[int]], every: frozenset[int]
    ) -> dict[str, str]:
        """The first part for each word, together."""
        used = [
            next(part for part, found in zip(parts, matched, strict=True) if place in found)
            for place in sorted(every)
        ]
        texts = dict.fromkeys(part.text or part.kind for part in used)
        return {"kind": "several", "text": ", ".join(texts), "of": ""}

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
        index, vocabulary = self.snapshot.index, self.snapshot.vocabulary
        terms = index.lexicon.terms
        numbers = {number for asked in self.question.asked for number in asked.elsewhere}
        places = {place for number in numbers for place in terms.with_word.get(number, ())}
        found = {terms.texts[place][:2] for place in places}
        for facet in ORDER:
            for value, label in vocabulary.of(facet).items():
                if (facet, value) in found and member in index.values[facet].get(value, ()):
                    synonyms = vocabulary.synonyms_of(facet, value)
                    spoken = [label, *synonyms]
                    yield Part(facet, label, words_of(" ".join(spoken)))
