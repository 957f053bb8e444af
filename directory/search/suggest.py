"""What somebody who is still typing may mean: companies by name, then services, areas, countries.

Found in the index alone; the few companies found are then read as they are written. It is narrower
than a search, which looks everywhere: here only names and labels count, every word must match, and
the last one may go on. The formula, best first: the name is what was typed; it begins with it; it
has its words. Among those of a kind a company's own name before its others, then the greater share
of the name that was typed (by the rarity of words), then A to Z. Slips are tried where nothing
matches without.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from directory.models import Member
from directory.search.facets import sort_facets
from directory.search.index_builder import NAME_WEIGHT
from directory.search.lexicon import LITTLE_WORDS, Lexicon
from directory.search.ranking import SCORE_DECIMALS
from directory.search.sets import Numbers, expand_slices
from directory.search.snapshot import Snapshot, read_by_generation
from directory.text import split_words as words_of

MAX_SUGGESTIONS = 8
MAX_SUGGESTED_TERMS = 3  # of them, beside companies
MIN_LETTERS_WITHIN = 3  # letters: with fewer, only what begins so
TEXTS_TRIED_FIRST = 64  # texts looked at first: a company may have several
SUGGESTED_FACETS = [facet.name for facet in sort_facets("suggestion_order")]
NAME_KIND_NOTES = {"former": "formerly", "predecessor": "formerly", "legal_name": "legal name"}
NAME_KIND_NOTES |= {"alias": "also known as", "acronym": "also known as"}


@dataclass(frozen=True)
class Suggestion:
    """Something that may be meant; `value` is a company's slug, or the value of a parameter."""

    type: str
    label: str
    note: str
    value: str


@dataclass(frozen=True)
class TypedText:
    """The words typed so far, each with the words of the lexicon that it may mean or become."""

    words: list[str]
    numbers: list[Numbers]

    @property
    def needed(self) -> list[int]:
        """The places of the words that must match: little ones only where there are no others."""
        found = [place for place, word in enumerate(self.words) if word not in LITTLE_WORDS]
        return found or list(range(len(self.words)))


def find_suggestions(text: str) -> list[Suggestion]:
    """At most eight suggestions for what is typed so far, of one generation."""
    return read_by_generation(lambda snapshot: find_suggestions_in(snapshot, text))


def find_suggestions_in(snapshot: Snapshot, text: str) -> tuple[list[Suggestion], int | None]:
    """The same, from a given snapshot; and the generation of what was read, None if nothing was."""
    for typed in list_readings(snapshot.index.lexicon, words_of(text)):
        terms = find_suggested_terms(snapshot, typed)
        members = find_best_names(snapshot, typed)
        if terms or members:
            terms = terms[: MAX_SUGGESTED_TERMS if members else MAX_SUGGESTIONS]
            members = members[: MAX_SUGGESTIONS - min(len(terms), MAX_SUGGESTED_TERMS)]
            shown, generation = read_suggested_members(snapshot, members)
            return [*shown, *terms], generation
    return [], None


def list_readings(lexicon: Lexicon, words: list[str]) -> Iterator[TypedText]:
    """What was typed: as it stands, as one word ("bio clin" is BioClinica), and with slips."""
    if not words:
        return
    yield TypedText(words, [find_meant_words(lexicon, word) for word in words])
    if len(words) > 1:
        whole = "".join(words)
        yield TypedText([whole], [find_meant_words(lexicon, whole)])
    yield TypedText(words, [find_meant_words(lexicon, word, slips=True) for word in words])


def find_meant_words(lexicon: Lexicon, word: str, *, slips: bool = False) -> Numbers:
    """The numbers of the words that begin so; with `slips` also of those that nearly do.

    As in a search, no word of the vocabulary is taken for a mistyped other one.
    """
    first, last = lexicon.stretch(word)
    found = lexicon.alphabet_numbers[first:last]
    found = found[lexicon.spoken[found]]
    known = lexicon.numbers.get(word) in lexicon.terms.with_word
    if not slips or known:
        return found
    near = {*found.tolist(), *lexicon.near(word), *lexicon.beginning_with_slip(word).tolist()}
    numbers = np.array(sorted(near), dtype=np.int32)
    return numbers[lexicon.spoken[numbers]]


def find_best_names(snapshot: Snapshot, typed: TypedText) -> list[tuple[int, int]]:
    """The companies whose names match best, and by which text of the index; best first."""
    index = snapshot.index
    names = index.lexicon.names
    every = np.ones(len(names.member), dtype=bool)
    for place in typed.needed:
        one = np.zeros(len(names.member), dtype=bool)
        one[names.with_words(typed.numbers[place])[0]] = True
        every &= one
    found = np.flatnonzero(every)
    if not len(found):
        return []
    kinds = grade_names(index.lexicon, typed, found)
    best: dict[int, int] = {}
    for few in (TEXTS_TRIED_FIRST, len(found)):  # seldom are so many texts those of a few companies
        kept = select_smallest_ranks(kinds, few)
        ranks = kinds[kept] - measure_typed_shares(index.lexicon, typed, found[kept]) / 2
        texts = found[kept][select_smallest_ranks(ranks, few)]
        ranks = ranks[select_smallest_ranks(ranks, few)]
        order = np.lexsort((index.place_by_name[names.member[texts]], ranks))
        for text in texts[order].tolist():
            member = int(names.member[text])
            if member not in best and member in index.unmerged:
                best[member] = text
                if len(best) == MAX_SUGGESTIONS:
                    return list(best.items())
    return list(best.items())


def select_smallest_ranks(ranks: Numbers, few: int) -> Numbers:
    """The places of the few smallest ranks, and of all that equal the last of them."""
    if few >= len(ranks):
        return np.arange(len(ranks))
    return np.flatnonzero(ranks <= np.partition(ranks, few - 1)[few - 1])


def grade_names(lexicon: Lexicon, typed: TypedText, found: Numbers) -> Numbers:
    """How each of these names matches: 0 it is what was typed, 2 it begins so, 4 neither.

    One more where it is not the company's own name.
    """
    names = lexicon.names
    starts = names.start[found]
    lengths = names.start[found + 1] - starts
    begins, whole = lengths >= len(typed.words), lengths == len(typed.words)
    for place, (word, numbers) in enumerate(zip(typed.words, typed.numbers, strict=True)):
        there = names.words[np.minimum(starts + place, len(names.words) - 1)]
        begins &= mark_words(lexicon, numbers)[there]
        whole &= there == lexicon.numbers.get(word, -1)
    return np.where(whole, 0, np.where(begins, 2, 4)) + (names.weight[found] != NAME_WEIGHT)


def measure_typed_shares(lexicon: Lexicon, typed: TypedText, found: Numbers) -> Numbers:
    """The share of each of these names that was typed."""
    names = lexicon.names
    starts, stops = names.start[found], names.start[found + 1]
    words = names.words[expand_slices(starts, stops)]
    weights = lexicon.weights * mark_words(lexicon, np.concatenate(typed.numbers))
    owner = np.repeat(np.arange(len(found)), stops - starts)
    covered = np.bincount(owner, weights[words], minlength=len(found))
    return np.round(covered / lexicon.name_totals[found], SCORE_DECIMALS)


def mark_words(lexicon: Lexicon, numbers: Numbers) -> NDArray[np.bool_]:
    """Of each word of the lexicon whether it is one of these."""
    marks = np.zeros(len(lexicon.numbers), dtype=bool)
    marks[numbers] = True
    return marks


def read_suggested_members(
    snapshot: Snapshot, best: list[tuple[int, int]]
) -> tuple[list[Suggestion], int | None]:
    """Companies as they are written, with the name by which each was found, if it is another.

    And the generation of their rows; None without any.
    """
    rows = Member.objects.as_named([member for member, _ in best])
    labels = [row["name"] for row in rows.values()]
    found = []
    for member, text in best:
        if member not in rows:  # taken out this very moment
            continue
        row = rows[member]
        note = describe_found_name(
            row, int(np.flatnonzero(find_name_texts(snapshot, member) == text)[0])
        )
        if not note and labels.count(row["name"]) > 1:
            note = row["headquarters_city"] or row["slug"]
        found.append(Suggestion("member", row["name"], note, row["slug"]))
    return found, next((row["generation"] for row in rows.values()), None)


def find_name_texts(snapshot: Snapshot, member: int) -> Numbers:
    """The texts of the index that are a company's names."""
    return snapshot.index.lexicon.names.places_of(np.array([member]))


def describe_found_name(row: Mapping[str, Any], which: int) -> str:
    """By which of its names a company was found: "formerly Kendle"; nothing for its own."""
    entries = row["search_text__entries"] or []
    entry = entries[which] if which < len(entries) else {"kind": "name"}
    return (
        f"{NAME_KIND_NOTES[entry['kind']]} {entry['text']}"
        if entry["kind"] in NAME_KIND_NOTES
        else ""
    )


def find_suggested_terms(snapshot: Snapshot, typed: TypedText) -> list[Suggestion]:
    """The services, areas and countries so called that some company has, best first."""
    index, terms = snapshot.index, snapshot.index.lexicon.terms
    matching = []
    for place in typed.needed:
        numbers = frozenset(typed.numbers[place].tolist()) & terms.with_word.keys()
        matching.append({text for number in numbers for text in terms.with_word[number]})
    best: dict[tuple[str, str], tuple[tuple[Any, ...], Suggestion]] = {}
    for text in set.intersection(*matching):
        facet, value, words = terms.texts[text]
        having = index.values[facet].get(value) if facet in SUGGESTED_FACETS else None
        if not having or not having & index.unmerged:
            continue
        label = snapshot.vocabulary.of(facet)[value]
        spoken = find_spoken_text(snapshot, facet, value, words)
        begins = is_typed_beginning(typed, words)
        if not begins and len("".join(typed.words)) < MIN_LETTERS_WITHIN:
            continue
        rank = (not begins, spoken != label, len(words), SUGGESTED_FACETS.index(facet), label)
        note = "" if spoken == label else f"also called {spoken}"
        found = rank, Suggestion(facet, label, note, value)
        best[facet, value] = min(found, best.get((facet, value), found), key=lambda each: each[0])
    return [suggestion for _, suggestion in sorted(best.values(), key=lambda each: each[0])]


def is_typed_beginning(typed: TypedText, words: tuple[int, ...]) -> bool:
    """Whether a text begins with what was typed, word by word."""
    if len(words) < len(typed.words):
        return False
    return all(word in numbers for word, numbers in zip(words, typed.numbers, strict=False))


def find_spoken_text(snapshot: Snapshot, facet: str, value: str, words: tuple[int, ...]) -> str:
    """The label or synonym that consists of these words."""
    numbers, vocabulary = snapshot.index.lexicon.numbers, snapshot.vocabulary
    label = vocabulary.of(facet)[value]
    for spoken in (label, *vocabulary.synonyms_of(facet, value)):
        if tuple(numbers[word] for word in words_of(spoken)) == words:
            return spoken
    return label
