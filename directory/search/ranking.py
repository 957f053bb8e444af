"""Which companies a text finds, and how well: DESIGN section 4, "Text".

The formula. A word weighs `ln(1 + N / (1 + n))`: N companies (not merged), of which n have it; a
little word ("of", "Inc") a tenth. How well a word of the query matches a word of a company is its
factor: 1 whole, 0.9 as its beginning, 0.8 and 0.7 with one and two slips, 0.6 as its beginning
with a slip. For one text of a company (a name, a value of a list, a city):

    coverage of the query = sum over the query's words of weight x best factor, by their weight
    coverage of the text  = sum over the text's words of weight x best factor, by their weight
    score of the text     = weight of its field x coverage of the query x coverage of the text ^ 1/2

Both ways, so that "Fortrea" finds Fortrea before "Fortrea Patient Access"; the root, since what
was typed says more than what was left out: people leave out "Holdings Inc." Summaries and
descriptions count one way: `weight x coverage of the query`. A field with several texts counts
with its best one, so that nobody falls behind for offering more. All names count as one field, so
that nobody goes ahead because a legal name says the same again. The score of a company is that of
its best field and a tenth of those of its others, rounded to nine places, so that equals are equal.
Who is found at all depends on weights alone: a word that matches counts whole, however it does.
So a slip costs a company its place in the order, not among the found ("alinesn website"). And
where no company has all of the words, those that nobody has count for little ("pardes jobs").
Before the score comes whether the query is the name itself, then whether it is another name; but
for one space ("bio clinica").
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
MANY_MEMBERS_DIVISOR = 8  # from an eighth of all on, it is quicker to begin with the words


@dataclass(frozen=True)
class ScoredTexts:
    """The short texts that match a query, with their members and weights.

    `of_query` and `of_text` are the coverages of the formula; the other two count without factors.
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
        """How well each matches."""
        return self.weights * self.of_query * np.sqrt(self.of_text)


def score_texts(
    entries: ShortTexts,
    totals: Numbers,
    question: QueryText,
    matches: list[WordMatches],
    places: Numbers,
) -> ScoredTexts:
    """Hold short texts at these places against the words of a query; those that match none drop."""
    known = {number: row for row, number in enumerate({n for found in matches for n in found}, 1)}
    factors = np.zeros((len(known) + 1, len(matches)))
    for column, found in enumerate(matches):
        factors[[known[number] for number in found], column] = list(found.values())
    rows = np.zeros(len(entries.first), dtype=np.int32)  # by number of word, 0: not matched
    rows[list(known)] = list(known.values())
    starts, stops = entries.start[places], entries.start[places + 1]
    words, owner = entries.words[expand_slices(starts, stops)], np.repeat(places, stops - starts)
    row = rows[words]
    hit = np.flatnonzero(row)
    row, owner = row[hit], owner[hit]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    places = owner[first]
    best = factors[row]
    whole = question.index.lexicon.weights[words[hit]]
    own = whole * best.max(axis=1, initial=0)
    weights = np.array([asked.weight for asked in question.asked])
    best = np.maximum.reduceat(best, first) if len(first) else best[:0]
    return ScoredTexts(
        places=places,
        members=entries.member[places],
        weights=entries.weight[places],
        of_query=best @ weights / question.weight,
        of_text=(np.add.reduceat(own, first) if len(first) else own) / totals[places],
        matched_of_query=(best > 0) @ weights / question.weight,
        matched_of_text=(np.add.reduceat(whole, first) if len(first) else own) / totals[places],
    )


def choose_texts_to_score(
    entries: ShortTexts, matches: list[WordMatches], own: Numbers, at: Numbers
) -> Numbers:
    """The texts of these members; of many, only those that have one of the words."""
    if len(own) < len(entries.member) // MANY_MEMBERS_DIVISOR:
        return entries.places_of(own)
    places = entries.places_with({number for found in matches for number in found})
    return places[at[entries.member[places]] >= 0]


def find_best_scores(scored: ScoredTexts | None, at: Numbers, size: int) -> Numbers:
    """The best score of each member, `at[m]` for member `m`; -1 is none that is asked for."""
    best = np.zeros(size)
    if scored is not None:
        places = at[scored.members]
        own = places >= 0
        np.maximum.at(best, places[own], scored.scores[own])
    return best


class TextMatches:
    """The companies that a text finds, whatever else is asked, and their order."""

    def __init__(self, question: QueryText) -> None:
        self.question, self.index = question, question.index
        self.all_matched = bool(question.matching_all & self.index.unmerged)

    @cached_property
    def members(self) -> BitMap:
        """Who matches every word; if nobody does, who matches the most; and whose name is meant."""
        unmerged, every = self.index.unmerged, self.question.matching_all
        found = self.meant & unmerged
        return found | every if self.all_matched else found | every | self.nearly

    @cached_property
    def heavier(self) -> list[QueryWord]:
        """The words of which a name has one at least if it covers 0.3 of the query."""
        asked = sorted(self.question.asked, key=lambda asked: asked.weight)
        light = np.cumsum([word.weight for word in asked]) / self.question.weight
        return asked[int(np.searchsorted(light, ENOUGH_OF_QUERY - ROUNDING_TOLERANCE)) :]

    @cached_property
    def names(self) -> ScoredTexts:
        """The names that have one of the heavier words."""
        names = self.index.lexicon.names
        places = names.places_with({number for word in self.heavier for number in word.in_names})
        return self._score_names(places)

    def _score_names(self, places: Numbers) -> ScoredTexts:
        lexicon = self.index.lexicon
        in_names = [word.in_names for word in self.question.asked]
        return score_texts(lexicon.names, lexicon.name_totals, self.question, in_names, places)

    @property
    def meant(self) -> BitMap:
        """The companies of which a name matches 0.3 of the query, which matches 0.8 of that name.

        And those of which a name is the query but for a space.
        """
        names = self.names
        enough = (names.matched_of_query >= ENOUGH_OF_QUERY - ROUNDING_TOLERANCE) & (
            names.matched_of_text >= ENOUGH_OF_NAME - ROUNDING_TOLERANCE
        )
        return make_bitmap(np.concatenate([names.members[enough], *self.named.values()]))

    @property
    def nearly(self) -> BitMap:
        """Who matches half of the weight that is matched at all, and nearly as much as the best.

        And 0.3 of the whole, so that "xyzzy research" is not all research. Here a word weighs by
        how many match it, however they do: "in" begins many. Little words need not match, and do
        not count.
        """
        matched = np.zeros(len(self.index.columns["founded"]))
        whole = had = 0.0
        for place in self.question.needed:
            members = unite_sets(self.question.bearers[place].values()) & self.index.unmerged
            weight = self.index.lexicon.rarity(len(members))
            whole += weight
            had += weight if members else 0.0
            matched[make_array(members)] += weight
        best = matched.max(initial=0)
        least = (
            max(ENOUGH_WEIGHT * had, ENOUGH_OF_QUERY * whole, NEAR_BEST * best) - ROUNDING_TOLERANCE
        )
        return make_bitmap(np.flatnonzero((matched > 0) & (matched >= least)))

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """The words that some of the companies found lack, where no company has all of them."""
        if self.all_matched or not self.members:
            return ()
        bearers, asked = self.question.bearers, self.question.asked
        return tuple(
            asked[place].word
            for place in self.question.needed
            if self.members - unite_sets(bearers[place].values())
        )

    @cached_property
    def mended(self) -> tuple[tuple[str, str], ...]:
        """What was found by a slip alone, of a letter or a space: (as typed, as found).

        Of several words the nearest; of several as near, the one that most companies have.
        """
        lexicon = self.index.lexicon
        found = list(self.question.respaced)
        for asked in (asked for asked in self.question.asked if asked.is_slip):
            near = [
                (-factor, -int(lexicon.shown[number]), lexicon.words[number])
                for number, factor in asked.in_names.items()
                if lexicon.shown[number]
            ]
            if near:
                found.append((asked.word, min(near)[-1]))
        return tuple(found)

    def best(self, count: int) -> list[int]:
        """The best companies, so many, without those that are merged."""
        return self.in_order(self.members & self.index.unmerged, count).tolist()

    def in_order(self, members: BitMap, end: int) -> Numbers:
        """The best of these companies, so many, the best first."""
        own = make_array(members)
        if len(own) <= 1:
            return own[:end]
        tiers, scores = self.tiers(own), self.scores(members, own)
        if end < len(own):  # few are shown: the others need no order
            keys = tiers * ABOVE_ALL_SCORES - scores
            kept = np.flatnonzero(keys <= np.partition(keys, end - 1)[end - 1])
            own, tiers, scores = own[kept], tiers[kept], scores[kept]
        return own[np.lexsort((self.index.place_by_name[own], -scores, tiers))[:end]]

    def tiers(self, members: Numbers) -> Numbers:
        """0 the query is the company's name, 1 it is another name of it, 2 neither."""
        tiers = np.full(len(members), 2, dtype=np.int8)
        for weight, tier in ((OTHER_NAME_WEIGHT, 1), (NAME_WEIGHT, 0)):
            if len(self.named[weight]):
                tiers[np.isin(members, self.named[weight])] = tier
        return tiers

    @cached_property
    def named(self) -> dict[int, Numbers]:
        """The members of which a name is the query itself, but for a space, by its weight."""
        lexicon, entries = self.index.lexicon, self.index.lexicon.names
        found = [np.empty(0, dtype=np.int64)]
        for words in self.question.spellings:
            known = [n for word in words if (n := lexicon.number(word)) is not None]
            if known and len(known) == len(words):
                found.append(entries.places_equal_to(known))
        places = np.concatenate(found)
        weights = entries.weight[places]
        return {
            weight: entries.member[places[weights == weight]]
            for weight in (NAME_WEIGHT, OTHER_NAME_WEIGHT)
        }

    def scores(self, members: BitMap, own: Numbers) -> Numbers:
        """How well each of these companies matches; `own` are their keys, ascending."""
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
        """The names of these companies that match; maybe those of others too."""
        if len(self.heavier) == len(self.question.asked):
            return self.names
        words = [word.in_names for word in self.question.asked]
        return self._score_names(choose_texts_to_score(self.index.lexicon.names, words, own, at))

    def _places_of(self, own: Numbers, at: Numbers) -> ScoredTexts | None:
        """Their cities and parents' names that match; None where no word is in any."""
        lexicon = self.index.lexicon
        words = [word.elsewhere for word in self.question.asked]
        if not lexicon.places.has_any({number for found in words for number in found}):
            return None
        places = choose_texts_to_score(lexicon.places, words, own, at)
        return score_texts(lexicon.places, lexicon.place_totals, self.question, words, places)

    def _long(self, members: BitMap, at: Numbers, size: int) -> Iterator[Numbers]:
        """How much of the query summaries and descriptions have."""
        lexicon = self.index.lexicon
        for weight, texts in (
            (SUMMARY_WEIGHT, lexicon.summaries),
            (DESCRIPTION_WEIGHT, lexicon.descriptions),
        ):
            covered = np.zeros(size)
            for word in self.question.asked:
                factors = np.zeros(size)
                for factor, words in group_by_factor(word.elsewhere):
                    if having := texts.members_with(words) & members:
                        factors[at[make_array(having)]] = factor
                covered += word.weight * factors
            yield weight * covered / self.question.weight

    def _lists(self, members: BitMap, at: Numbers, size: int) -> Numbers:
        """The best value of a list, for each of these members."""
        found = np.zeros(size)
        scores: dict[tuple[str, str], float] = {}
        for facet, value, score in self.values:
            scores[facet, value] = max(score, scores.get((facet, value), 0))
        for facet, value in sorted(scores, key=lambda key: scores[key]):
            having = self.index.values[facet].get(value)
            if having:
                found[at[make_array(having & members)]] = scores[facet, value]
        return found

    @cached_property
    def values(self) -> list[tuple[str, str, float]]:
        """The texts of the vocabulary that match, as (facet, value, score)."""
        terms, weights = self.index.lexicon.terms, self.index.lexicon.weights
        asked = self.question.asked
        best: WordMatches = {}
        for word in asked:
            for number, factor in word.elsewhere.items():
                if number in terms.with_word:
                    best[number] = max(factor, best.get(number, 0))
        found = []
        for place in sorted({place for number in best for place in terms.with_word[number]}):
            facet, value, words = terms.texts[place]
            covered = sum(
                word.weight * max((word.elsewhere.get(n, 0) for n in words), default=0)
                for word in asked
            )
            own = sum(float(weights[n]) * best.get(n, 0) for n in words)
            whole = sum(float(weights[n]) for n in words)
            score = LIST_WEIGHT * covered / self.question.weight * (own / whole) ** 0.5
            found.append((facet, value, score))
        return found
