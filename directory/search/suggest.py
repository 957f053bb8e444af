"""Suggestions as you type: companies by name, then services, therapeutic areas, and countries.

They are found in the index alone; then the rows of the few companies are read. A suggestion is
stricter than a search: only names and labels count, every word must match, and only the last word
may be unfinished. The order, best first: the name is the text; it begins with it; it has its words.
Within these, a company's own name comes before its other names, then the name of which a greater
share was typed (by the rarity of words), then A to Z. Typos are tried only if nothing matches
without.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from directory.document.labels import NAME_KIND_NOTES
from directory.models import Member
from directory.search.facets import sort_facets
from directory.search.index_builder import NAME_WEIGHT
from directory.search.lexicon import LOW_WEIGHT_WORDS, Lexicon
from directory.search.matching import list_respacings
from directory.search.ranking import SCORE_DECIMALS
from directory.search.sets import Numbers, expand_slices
from directory.search.snapshot import Snapshot, read_by_generation
from directory.text import split_words

MAX_SUGGESTIONS = 8
MAX_SUGGESTED_TERMS = 3  # services, areas, and countries, if companies are suggested too
MIN_LETTERS_ANYWHERE = 3  # letters: with fewer, labels must begin with the text
TEXTS_TRIED_FIRST = 64  # texts: more than the suggestions, because a company may have several
SUGGESTED_FACETS = [facet.name for facet in sort_facets("suggestion_order")]


@dataclass(frozen=True)
class Suggestion:
    """A suggestion; `value` is a company's slug or the value of a search parameter."""

    type: str
    label: str
    note: str
    value: str


@dataclass(frozen=True)
class TypedText:
    """The words typed so far, each with the words of the lexicon that it matches or begins."""

    words: list[str]
    numbers: list[Numbers]

    @property
    def needed(self) -> list[int]:
        """The positions of the words that must match: low-weight ones only if all of them are."""
        places = [place for place, word in enumerate(self.words) if word not in LOW_WEIGHT_WORDS]
        return places or list(range(len(self.words)))


def find_suggestions(text: str) -> list[Suggestion]:
    """Return at most eight suggestions for the text typed so far, of one generation."""
    return read_by_generation(lambda snapshot: find_suggestions_in(snapshot, text))


def find_suggestions_in(snapshot: Snapshot, text: str) -> tuple[list[Suggestion], int | None]:
    """Return the suggestions of a snapshot, and the generation of its rows or None."""
    for typed in list_readings(snapshot.index.lexicon, split_words(text)):
        terms = find_suggested_terms(snapshot, typed)
        members = find_best_names(snapshot, typed)
        if terms or members:
            terms = terms[: MAX_SUGGESTED_TERMS if members else MAX_SUGGESTIONS]
            members = members[: MAX_SUGGESTIONS - min(len(terms), MAX_SUGGESTED_TERMS)]
            companies, generation = read_suggested_members(snapshot, members)
            return [*companies, *terms], generation
    return [], None


def list_readings(lexicon: Lexicon, words: list[str]) -> Iterator[TypedText]:
    """Yield the text as it is, as one word ("bio clin" for BioClinica), respaced, and with typos.

    As in a search, "oneill" may be O'Neill, and "prxg" P.R.X.G.
    """
    if not words:
        return
    yield TypedText(words, [find_meant_words(lexicon, word) for word in words])
    if len(words) > 1:
        whole = "".join(words)
        yield TypedText([whole], [find_meant_words(lexicon, whole)])
    for _, _, respaced in list_respacings(lexicon, words):
        yield TypedText(respaced, [find_meant_words(lexicon, word) for word in respaced])
    yield TypedText(words, [find_meant_words(lexicon, word, typos=True) for word in words])


def find_meant_words(lexicon: Lexicon, word: str, *, typos: bool = False) -> Numbers:
    """Return the numbers of the words that begin so; with `typos`, also of those with a typo.

    As in a search, words of the vocabulary are never corrected.
    """
    first, last = lexicon.stretch(word)
    begun = lexicon.alphabet_numbers[first:last]
    begun = begun[lexicon.in_use[begun]]
    known = lexicon.numbers.get(word) in lexicon.terms.with_word
    if not typos or known:
        return begun
    near = {*begun.tolist(), *lexicon.near(word), *lexicon.beginning_with_typo(word).tolist()}
    numbers = np.array(sorted(near), dtype=np.int32)
    return numbers[lexicon.in_use[numbers]]


def find_best_names(snapshot: Snapshot, typed: TypedText) -> list[tuple[int, int]]:
    """Return the companies whose names match best as (member, text of the index), best first."""
    index = snapshot.index
    names = index.lexicon.names
    matching_all = np.ones(len(names.member), dtype=bool)
    for place in typed.needed:
        matching = np.zeros(len(names.member), dtype=bool)
        matching[names.with_words(typed.numbers[place])[0]] = True
        matching_all &= matching
    matched = np.flatnonzero(matching_all)
    if not len(matched):
        return []
    kinds = grade_names(index.lexicon, typed, matched)
    best: dict[int, int] = {}
    # The first round usually suffices: 64 texts rarely belong to fewer than eight companies.
    for few in (TEXTS_TRIED_FIRST, len(matched)):
        kept = select_smallest_ranks(kinds, few)
        ranks = kinds[kept] - measure_typed_shares(index.lexicon, typed, matched[kept]) / 2
        texts = matched[kept][select_smallest_ranks(ranks, few)]
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
    """Return the positions of the `few` smallest ranks, and of all equal to the last of them."""
    if few >= len(ranks):
        return np.arange(len(ranks))
    return np.flatnonzero(ranks <= np.partition(ranks, few - 1)[few - 1])


def grade_names(lexicon: Lexicon, typed: TypedText, texts: Numbers) -> Numbers:
    """Return the grade of each of these names: 0 it is the text, 2 it begins with it, 4 neither.

    Names that aren't the company's own get one more.
    """
    names = lexicon.names
    starts = names.start[texts]
    lengths = names.start[texts + 1] - starts
    begins, whole = lengths >= len(typed.words), lengths == len(typed.words)
    for place, (word, numbers) in enumerate(zip(typed.words, typed.numbers, strict=True)):
        there = names.words[np.minimum(starts + place, len(names.words) - 1)]
        begins &= mark_words(lexicon, numbers)[there]
        whole &= there == lexicon.numbers.get(word, -1)
    return np.where(whole, 0, np.where(begins, 2, 4)) + (names.weight[texts] != NAME_WEIGHT)


def measure_typed_shares(lexicon: Lexicon, typed: TypedText, texts: Numbers) -> Numbers:
    """Return the share of each of these names that the text covers, by weight of words."""
    names = lexicon.names
    starts, stops = names.start[texts], names.start[texts + 1]
    words = names.words[expand_slices(starts, stops)]
    weights = lexicon.weights * mark_words(lexicon, np.concatenate(typed.numbers))
    owner = np.repeat(np.arange(len(texts)), stops - starts)
    covered = np.bincount(owner, weights[words], minlength=len(texts))
    return np.round(covered / lexicon.name_totals[texts], SCORE_DECIMALS)


def mark_words(lexicon: Lexicon, numbers: Numbers) -> NDArray[np.bool_]:
    """Return, for each word of the lexicon, whether it is one of these."""
    marks = np.zeros(len(lexicon.numbers), dtype=bool)
    marks[numbers] = True
    return marks


def read_suggested_members(
    snapshot: Snapshot, best: list[tuple[int, int]]
) -> tuple[list[Suggestion], int | None]:
    """Return the suggestions of these companies, and the generation of their rows or None.

    The note is the other name that matched; for companies of the same name, their city or slug.
    """
    rows = Member.objects.as_named([member for member, _ in best])
    labels = [row["name"] for row in rows.values()]
    suggestions = []
    for member, text in best:
        if member not in rows:  # removed since the snapshot was made
            continue
        row = rows[member]
        note = describe_found_name(
            row, int(np.flatnonzero(find_name_texts(snapshot, member) == text)[0])
        )
        if not note and labels.count(row["name"]) > 1:
            note = row["headquarters_city"] or row["slug"]
        suggestions.append(Suggestion("member", row["name"], note, row["slug"]))
    return suggestions, next((row["generation"] for row in rows.values()), None)


def find_name_texts(snapshot: Snapshot, member: int) -> Numbers:
    """Return the texts of the index that are names of a company."""
    return snapshot.index.lexicon.names.places_of(np.array([member]))


def describe_found_name(row: Mapping[str, Any], which: int) -> str:
    """Return the note on the matched name, such as "formerly Kendle"; "" for its own name."""
    entries = row["search_text__entries"] or []
    entry = entries[which] if which < len(entries) else {"kind": "name"}
    return (
        f"{NAME_KIND_NOTES[entry['kind']]} {entry['text']}"
        if entry["kind"] in NAME_KIND_NOTES
        else ""
    )


def find_suggested_terms(snapshot: Snapshot, typed: TypedText) -> list[Suggestion]:
    """Return the matching services, areas, and countries that a company has, best first."""
    index, terms = snapshot.index, snapshot.index.lexicon.terms
    matching = []
    for place in typed.needed:
        numbers = frozenset(typed.numbers[place].tolist()) & terms.with_word.keys()
        matching.append({text for number in numbers for text in terms.with_word[number]})
    best: dict[tuple[str, str], tuple[tuple[Any, ...], Suggestion]] = {}
    for text in set.intersection(*matching):
        facet, value, words = terms.texts[text]
        members = index.values[facet].get(value) if facet in SUGGESTED_FACETS else None
        if not members or not members & index.unmerged:
            continue
        label = snapshot.vocabulary.of(facet)[value]
        wording = find_wording(snapshot, facet, value, words)
        begins = is_typed_beginning(typed, words)
        if not begins and len("".join(typed.words)) < MIN_LETTERS_ANYWHERE:
            continue
        rank = (not begins, wording != label, len(words), SUGGESTED_FACETS.index(facet), label)
        note = "" if wording == label else f"also called {wording}"
        candidate = rank, Suggestion(facet, label, note, value)
        best[facet, value] = min(
            candidate, best.get((facet, value), candidate), key=lambda ranked: ranked[0]
        )
    return [suggestion for _, suggestion in sorted(best.values(), key=lambda ranked: ranked[0])]


def is_typed_beginning(typed: TypedText, words: tuple[int, ...]) -> bool:
    """Return whether a label or synonym begins with the typed words."""
    if len(words) < len(typed.words):
        return False
    return all(word in numbers for word, numbers in zip(words, typed.numbers, strict=False))


def find_wording(snapshot: Snapshot, facet: str, value: str, words: tuple[int, ...]) -> str:
    """Return the label or synonym that consists of these words."""
    numbers, vocabulary = snapshot.index.lexicon.numbers, snapshot.vocabulary
    label = vocabulary.of(facet)[value]
    for wording in (label, *vocabulary.synonyms_of(facet, value)):
        if tuple(numbers[word] for word in split_words(wording)) == words:
            return wording
    return label
