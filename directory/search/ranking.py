"""The companies that a text matches, and their scores. docs/search.md has the rules.

The formula. A word weighs `ln(1 + N / (1 + n))`: N companies (not merged), of which n have it; a
low-weight word ("of", "Inc") a tenth. The factor says how well a query word matches a word of a
company: 1 whole, 0.9 as its beginning, 0.8 and 0.7 with one and two typos, 0.6 as its beginning
with a typo. For one text of a company (a name, a value of a list, a city):

    coverage of the query = sum over the query's words of weight x best factor, by their weight
    coverage of the text  = sum over the text's words of weight x best factor, by their weight
    score of the text     = weight of its field x coverage of the query x coverage of the text ^ 1/2

Both coverages count, so that "Fortrea" finds Fortrea before "Fortrea Patient Access". The text's
counts by its root, because a word that was typed says more than one that was left out: people
leave out "Holdings Inc." Summaries and descriptions score `weight x coverage of the query`. A
field with several texts counts with its best one, so that no company loses rank by offering more.
All names count as one field, so that no company gains rank because its legal name repeats its
name. The score of a company is that of its best field plus a tenth of those of its others, rounded
to nine decimals, so that equal scores compare as equal.

Whether a company matches at all depends on weights alone, not on factors. So a typo costs a
company rank but doesn't exclude it ("alinesn website"). If no company has all of the words, words
that no company has count for little ("pardes jobs"). Companies whose name is the query come
before all others, then those with such an other name; one space may differ ("bio clinica").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.search.index_builder import NAME_WEIGHT, OTHER_NAME_WEIGHT
from directory.search.matching import QueryText, QueryWord, WordMatches, group_by_factor
from directory.search.sets import Numbers, expand_slices, make_array, make_bitmap, unite_sets
from directory.search.short_texts import ShortTexts

LIST_WEIGHT, SUMMARY_WEIGHT, DESCRIPTION_WEIGHT = 4, 2, 1
OTHER_FIELDS_SHARE = 0.1
ENOUGH_OF_QUERY, ENOUGH_OF_NAME = 0.3, 0.8
ENOUGH_WEIGHT, NEAR_BEST = 0.5, 0.8
ROUNDING_TOLERANCE = 1e-9
SCORE_DECIMALS = 9
ABOVE_ALL_SCORES = 1e4  # the weights of all fields together are below a hundred
MANY_MEMBERS_DIVISOR = 8  # from an eighth of all members on, starting from the words is faster


@dataclass(frozen=True)
class ScoredTexts:
    """The short texts that match a query, with their members and weights.

    `of_query` and `of_text` are the coverages of the formula. `matched_of_query` and
    `matched_of_text` are the same with every factor counted as 1.
    """

    places: Numbers
    members: Numbers
    weights: Numbers
    of_query: Numbers
    of_text: Numbers
    matched_of_query: Numbers
    matched_of_text: Numbers

    @property
    def scores(self) -> Numbers:
        """The score of each text."""
        return self.weights * self.of_query * np.sqrt(self.of_text)


def score_texts(
    entries: ShortTexts,
    totals: Numbers,
    question: QueryText,
    matches: list[WordMatches],
    places: Numbers,
) -> ScoredTexts:
    """Return the scores of the texts at these places; texts that match no word are left out."""
    known = {number: row for row, number in enumerate({n for found in matches for n in found}, 1)}
    factors = np.zeros((len(known) + 1, len(matches)))
    for column, found in enumerate(matches):
        factors[[known[number] for number in found], column] = list(found.values())
    rows = np.zeros(
        len(entries.first), dtype=np.int32
    )  # by number of the word; row 0 is for words that don't match
    rows[list(known)] = list(known.values())
    starts, stops = entries.start[places], entries.start[places + 1]
    words, owner = entries.words[expand_slices(starts, stops)], np.repeat(places, stops - starts)
    row = rows[words]
    hit = np.flatnonzero(row)
    row, owner = row[hit], owner[hit]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    places = owner[first]
    best = factors[row]
    full = question.index.lexicon.weights[words[hit]]
    weighed = full * best.max(axis=1, initial=0)
    weights = np.array([word.weight for word in question.words])
    best = np.maximum.reduceat(best, first) if len(first) else best[:0]
    return ScoredTexts(
        places=places,
        members=entries.member[places],
        weights=entries.weight[places],
        of_query=best @ weights / question.weight,
        of_text=(np.add.reduceat(weighed, first) if len(first) else weighed) / totals[places],
        matched_of_query=(best > 0) @ weights / question.weight,
        matched_of_text=(np.add.reduceat(full, first) if len(first) else weighed) / totals[places],
    )


def choose_texts_to_score(
    entries: ShortTexts, matches: list[WordMatches], own: Numbers, at: Numbers
) -> Numbers:
    """Return the texts of these members; if they are many, only those with a matching word."""
    if len(own) < len(entries.member) // MANY_MEMBERS_DIVISOR:
        return entries.places_of(own)
    places = entries.places_with({number for found in matches for number in found})
    return places[at[entries.member[places]] >= 0]


def find_best_scores(scored: ScoredTexts | None, at: Numbers, size: int) -> Numbers:
    """Return the best score of each member.

    `at[m]` is the position of member `m` in the result, or -1 if the member was not requested.
    """
    best = np.zeros(size)
    if scored is not None:
        places = at[scored.members]
        own = places >= 0
        np.maximum.at(best, places[own], scored.scores[own])
    return best


class TextMatches:
    """The companies that a text matches, before any filter, and their order."""

    def __init__(self, question: QueryText) -> None:
        self.question, self.index = question, question.index
        self.all_matched = bool(question.matching_all & self.index.unmerged)

    @cached_property
    def members(self) -> BitMap:
        """The companies that match every word (the most if none does) or match by name."""
        found = (self.matched_by_name & self.index.unmerged) | self.question.matching_all
        return found if self.all_matched else found | self.partly_matching

    @cached_property
    def heavier_words(self) -> list[QueryWord]:
        """The heaviest words: any name that covers 0.3 of the query has at least one of them."""
        words = sorted(self.question.words, key=lambda word: word.weight)
        shares = np.cumsum([word.weight for word in words]) / self.question.weight
        return words[int(np.searchsorted(shares, ENOUGH_OF_QUERY - ROUNDING_TOLERANCE)) :]

    @cached_property
    def names(self) -> ScoredTexts:
        """The scored names that have one of the heavier words."""
        names = self.index.lexicon.names
        places = names.places_with(
            {number for word in self.heavier_words for number in word.in_names}
        )
        return self._score_names(places)

    def _score_names(self, places: Numbers) -> ScoredTexts:
        lexicon = self.index.lexicon
        in_names = [word.in_names for word in self.question.words]
        return score_texts(lexicon.names, lexicon.name_totals, self.question, in_names, places)

    @property
    def matched_by_name(self) -> BitMap:
        """The companies with a name that covers 0.3 of the query, which covers 0.8 of that name.

        Companies with a name that is the query except for one space are included.
        """
        names = self.names
        enough = (names.matched_of_query >= ENOUGH_OF_QUERY - ROUNDING_TOLERANCE) & (
            names.matched_of_text >= ENOUGH_OF_NAME - ROUNDING_TOLERANCE
        )
        return make_bitmap(np.concatenate([names.members[enough], *self.named.values()]))

    @property
    def partly_matching(self) -> BitMap:
        """The companies that match enough of the query without matching every word.

        Enough is half of the weight that any company matches, 0.3 of the whole weight, so that
        "xyzzy research" doesn't find all research, and 0.8 of what the best company matches. Here
        a word weighs by the number of companies that match it with any factor, because "in" is
        the beginning of many words. Low-weight words don't count, unless there are no others.
        """
        matched = np.zeros(len(self.index.columns["founded"]))
        whole = matchable = 0.0
        for place in self.question.needed:
            members = (
                unite_sets(self.question.members_by_factor[place].values()) & self.index.unmerged
            )
            weight = self.index.lexicon.rarity(len(members))
            whole += weight
            matchable += weight if members else 0.0
            matched[make_array(members)] += weight
        best = matched.max(initial=0)
        least = (
            max(ENOUGH_WEIGHT * matchable, ENOUGH_OF_QUERY * whole, NEAR_BEST * best)
            - ROUNDING_TOLERANCE
        )
        return make_bitmap(np.flatnonzero((matched > 0) & (matched >= least)))

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """The query words that some matches lack, if no company has all of them."""
        if self.all_matched or not self.members:
            return ()
        members_by_factor, words = self.question.members_by_factor, self.question.words
        return tuple(
            words[place].word
            for place in self.question.needed
            if self.members - unite_sets(members_by_factor[place].values())
        )

    @cached_property
    def corrected(self) -> tuple[tuple[str, str], ...]:
        """The words that match only with a typo or another spacing: (query word, word found).

        If several words match, this is the one with the highest factor, then the one that most
        companies have.
        """
        lexicon = self.index.lexicon
        corrections = list(self.question.respaced)
        for word in (word for word in self.question.words if word.is_typo):
            near = [
                (-factor, -int(lexicon.unmerged_counts[number]), lexicon.words[number])
                for number, factor in word.in_names.items()
                if lexicon.unmerged_counts[number]
            ]
            if near:
                corrections.append((word.word, min(near)[-1]))
        return tuple(corrections)

    def best(self, count: int) -> list[int]:
        """Return the best `count` companies, without merged ones, best first."""
        return self.in_order(self.members & self.index.unmerged, count).tolist()

    def in_order(self, members: BitMap, end: int) -> Numbers:
        """Return the best `end` of these companies, best first."""
        own = make_array(members)
        if len(own) <= 1:
            return own[:end]
        tiers, scores = self.tiers(own), self.scores(members, own)
        if end < len(own):  # Only the best `end` are sorted.
            keys = tiers * ABOVE_ALL_SCORES - scores
            kept = np.flatnonzero(keys <= np.partition(keys, end - 1)[end - 1])
            own, tiers, scores = own[kept], tiers[kept], scores[kept]
        return own[np.lexsort((self.index.place_by_name[own], -scores, tiers))[:end]]

    def tiers(self, members: Numbers) -> Numbers:
        """Return the tier of each member: 0 its name is the query, 1 another name is, 2 neither."""
        tiers = np.full(len(members), 2, dtype=np.int8)
        for weight, tier in ((OTHER_NAME_WEIGHT, 1), (NAME_WEIGHT, 0)):
            if len(self.named[weight]):
                tiers[np.isin(members, self.named[weight])] = tier
        return tiers

    @cached_property
    def named(self) -> dict[int, Numbers]:
        """The members with a name that is the query except for one space, by the name's weight."""
        lexicon, entries = self.index.lexicon, self.index.lexicon.names
        places_found = [np.empty(0, dtype=np.int64)]
        for words in self.question.spellings:
            known = [n for word in words if (n := lexicon.number(word)) is not None]
            if known and len(known) == len(words):
                places_found.append(entries.places_equal_to(known))
        places = np.concatenate(places_found)
        weights = entries.weight[places]
        return {
            weight: entries.member[places[weights == weight]]
            for weight in (NAME_WEIGHT, OTHER_NAME_WEIGHT)
        }

    def scores(self, members: BitMap, own: Numbers) -> Numbers:
        """Return the score of each of these companies; `own` are their keys, ascending."""
        at = np.full(len(self.index.columns["founded"]), -1, dtype=np.int32)
        at[own] = np.arange(len(own), dtype=np.int32)
        fields = [
            find_best_scores(self._names_of(own, at), at, len(own)),
            find_best_scores(self._places_of(own, at), at, len(own)),
            self._lists(members, at, len(own)),
            *self._long(members, at, len(own)),
        ]
        together = np.sum(fields, axis=0)
        best = np.max(fields, axis=0)
        return np.round(best + OTHER_FIELDS_SHARE * (together - best), SCORE_DECIMALS)

    def _names_of(self, own: Numbers, at: Numbers) -> ScoredTexts:
        """Return the scored names of these companies that match; others' names may be included."""
        if len(self.heavier_words) == len(self.question.words):
            return self.names
        words = [word.in_names for word in self.question.words]
        return self._score_names(choose_texts_to_score(self.index.lexicon.names, words, own, at))

    def _places_of(self, own: Numbers, at: Numbers) -> ScoredTexts | None:
        """Return the scored cities and parents' names that match, or None if none has a word."""
        lexicon = self.index.lexicon
        words = [word.elsewhere for word in self.question.words]
        if not lexicon.places.has_any({number for found in words for number in found}):
            return None
        places = choose_texts_to_score(lexicon.places, words, own, at)
        return score_texts(lexicon.places, lexicon.place_totals, self.question, words, places)

    def _long(self, members: BitMap, at: Numbers, size: int) -> Iterator[Numbers]:
        """Yield the scores of the members' summaries, then those of their descriptions."""
        lexicon = self.index.lexicon
        for weight, texts in (
            (SUMMARY_WEIGHT, lexicon.summaries),
            (DESCRIPTION_WEIGHT, lexicon.descriptions),
        ):
            covered = np.zeros(size)
            for word in self.question.words:
                factors = np.zeros(size)
                for factor, words in group_by_factor(word.elsewhere):
                    if matching := texts.members_with(words) & members:
                        factors[at[make_array(matching)]] = factor
                covered += word.weight * factors
            yield weight * covered / self.question.weight

    def _lists(self, members: BitMap, at: Numbers, size: int) -> Numbers:
        """Return the score of the best list value of each of these members."""
        best = np.zeros(size)
        scores: dict[tuple[str, str], float] = {}
        for facet, value, score in self.values:
            scores[facet, value] = max(score, scores.get((facet, value), 0))
        for facet, value in sorted(scores, key=lambda key: scores[key]):
            matching = self.index.values[facet].get(value)
            if matching:
                best[at[make_array(matching & members)]] = scores[facet, value]
        return best

    @cached_property
    def values(self) -> list[tuple[str, str, float]]:
        """The labels and synonyms that match, as (facet, value, score)."""
        terms, weights = self.index.lexicon.terms, self.index.lexicon.weights
        query_words = self.question.words
        best: WordMatches = {}
        for word in query_words:
            for number, factor in word.elsewhere.items():
                if number in terms.with_word:
                    best[number] = max(factor, best.get(number, 0))
        scored = []
        for place in sorted({place for number in best for place in terms.with_word[number]}):
            facet, value, words = terms.texts[place]
            covered = sum(
                word.weight * max((word.elsewhere.get(n, 0) for n in words), default=0)
                for word in query_words
            )
            own = sum(float(weights[n]) * best.get(n, 0) for n in words)
            whole = sum(float(weights[n]) for n in words)
            score = LIST_WEIGHT * covered / self.question.weight * (own / whole) ** 0.5
            scored.append((facet, value, score))
        return scored
