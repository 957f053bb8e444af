"""Which companies a text finds, and how well: DESIGN section 4, "Text".

The formula. A word weighs `ln(1 + N / (1 + n))`: N companies (not merged), of which n have it; a
little word ("of", "Inc") a tenth. How well a word of the query matches a word of a company is its
factor: 1 whole, 0.9 as its beginning, 0.8 and 0.7 with one and two slips. For one text of a
company (a name, a value of a list, a city):

    coverage of the query = sum over the query's words of weight x best factor, by their weight
    coverage of the text  = sum over the text's words of weight x best factor, by their weight
    score of the text     = weight of its field x coverage of the query x coverage of the text ^ 1/2

Both ways, so that "Fortrea" finds Fortrea before "Fortrea Patient Access"; the root, since what
was typed says more than what was left out: people leave out "Holdings Inc." Summaries and
descriptions count one way: `weight x coverage of the query`. A field with several texts counts
with its best one, so that nobody falls behind for offering more. The score of a company is that of
its best field and a tenth of those of its others, rounded to nine places, so that equals are equal.
Before the score comes whether the query is the name itself, then whether it is another name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.search.arrays import Numbers, bitmap, numbers, slices, united
from directory.search.asked import Matches, Question, by_factor
from directory.search.build import NAME, OTHER_NAME
from directory.search.entries import Entries

LIST, SUMMARY, DESCRIPTION = 4, 2, 1
OTHERS = 0.1
ENOUGH_OF_QUERY, ENOUGH_OF_NAME = 0.3, 0.8
ENOUGH_WEIGHT, NEAR_BEST = 0.5, 0.8
TINY = 1e-9
PLACES = 9


@dataclass(frozen=True)
class Scored:
    """The short texts that match a query: each with its member, weight and both coverages."""

    places: Numbers
    members: Numbers
    weights: Numbers
    of_query: Numbers
    of_text: Numbers

    @property
    def scores(self) -> Numbers:
        """How well each matches."""
        return self.weights * self.of_query * np.sqrt(self.of_text)


def score_entries(
    entries: Entries, totals: Numbers, question: Question, matches: list[Matches]
) -> Scored:
    """Hold short texts against the words of a query."""
    lexicon, count = question.index.lexicon, len(entries.member)
    best: Matches = {}
    covered = np.zeros(count)
    touched = np.zeros(count, dtype=bool)
    for asked, found in zip(question.asked, matches, strict=True):
        factors = np.zeros(count)
        hits = []
        for factor, words in by_factor(found):
            places, _ = entries.with_words(words)
            factors[places] = factor
            hits.append(places)
        for number, factor in found.items():
            best[number] = max(factor, best.get(number, 0))
        if hits:
            places = np.concatenate(hits)
            touched[places] = True
            factors[places] *= asked.weight  # repeated places hold the same
            new = np.unique(places) if len(places) < count // 8 else np.flatnonzero(factors)
            covered[new] += factors[new]
    words = np.fromiter(best, dtype=np.int64, count=len(best))
    weighed = lexicon.weights[words] * np.fromiter(best.values(), dtype=float, count=len(best))
    own = np.zeros(count)
    places, each = entries.with_words(words)
    np.add.at(own, places, np.repeat(weighed, each))
    found = np.flatnonzero(touched & (entries.member > 0))
    return Scored(
        places=found,
        members=entries.member[found],
        weights=entries.weight[found],
        of_query=covered[found] / question.weight,
        of_text=own[found] / totals[found],
    )


class Found:
    """The companies that a text finds, whatever else is asked, and their order."""

    def __init__(self, question: Question) -> None:
        self.question, self.index = question, question.index
        lexicon = self.index.lexicon
        in_names = [asked.in_names for asked in question.asked]
        self.names = score_entries(lexicon.names, lexicon.name_totals, question, in_names)
        self.all_matched = bool(question.matching_all & self.index.unmerged)

    @cached_property
    def members(self) -> BitMap:
        """Who matches every word; if nobody does, who matches the most; and whose name is meant."""
        unmerged, every = self.index.unmerged, self.question.matching_all
        found = self.meant & unmerged
        return found | every if self.all_matched else found | every | self.nearly

    @property
    def meant(self) -> BitMap:
        """The companies of which a name covers 0.3 of the query, which covers 0.8 of that name."""
        names = self.names
        enough = (names.of_query >= ENOUGH_OF_QUERY - TINY) & (
            names.of_text >= ENOUGH_OF_NAME - TINY
        )
        return bitmap(names.members[enough & (names.weights >= OTHER_NAME)])

    @property
    def nearly(self) -> BitMap:
        """Who matches half of the query's weight, and nearly as much of it as the best."""
        covered = np.zeros(len(self.index.columns["founded"]))
        for asked, bearers in zip(self.question.asked, self.question.bearers, strict=True):
            factors: dict[float, BitMap] = {}
            taken = BitMap()
            for factor in sorted(bearers, reverse=True):
                factors[factor] = bearers[factor] - taken
                taken |= bearers[factor]
            for factor, members in factors.items():
                covered[numbers(members)] += asked.weight * factor
        covered /= self.question.weight
        own = numbers(self.index.unmerged)
        best = covered[own].max(initial=0)
        least = max(ENOUGH_WEIGHT, NEAR_BEST * best) - TINY
        return bitmap(own[covered[own] >= least])

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """The words that some of the companies found lack, where no company has all of them."""
        if self.all_matched or not self.members:
            return ()
        bearers, asked = self.question.bearers, self.question.asked
        return tuple(
            asked[place].word
            for place in self.question.needed
            if self.members - united(bearers[place].values())
        )

    @cached_property
    def mended(self) -> tuple[tuple[str, str], ...]:
        """The words that were found by a slip alone: (as typed, as found)."""
        alphabet = self.index.lexicon.words
        found = []
        for asked in self.question.asked:
            near = [n for n in asked.slipped if self.index.lexicon.shown[n]]
            if near:
                found.append((asked.word, alphabet[near[0]]))
        return tuple(found)

    def in_order(self, members: BitMap) -> Numbers:
        """These companies, the best first."""
        own = numbers(members)
        keys = self.index.place_by_name[own], -self.scores(members), self.tiers(own)
        return own[np.lexsort(keys)]

    def tiers(self, members: Numbers) -> Numbers:
        """0 the query is the company's name, 1 it is another name of it, 2 neither."""
        tiers = np.full(len(self.index.columns["founded"]), 2, dtype=np.int8)
        for weight, tier in ((OTHER_NAME, 1), (NAME, 0)):
            tiers[self.named(weight)] = tier
        return tiers[members]

    def named(self, weight: int) -> Numbers:
        """The members of which a name of this weight is the query itself."""
        numbers = [self.index.lexicon.number(word) for word in self.question.in_order]
        entries, scored = self.index.lexicon.names, self.names
        whole = (scored.weights == weight) & (scored.of_text >= 1 - TINY)
        places = scored.places[whole & (scored.of_query >= 1 - TINY)]
        starts, stops = entries.start[places], entries.start[places + 1]
        same = stops - starts == len(numbers)
        places, starts = places[same], starts[same]
        if None in numbers or not len(places):
            return entries.member[:0]
        words = entries.words[slices(starts, starts + len(numbers))].reshape(-1, len(numbers))
        return entries.member[places[(words == np.array(numbers)).all(axis=1)]]

    def scores(self, members: BitMap) -> Numbers:
        """How well each of these companies matches, by their keys."""
        fields = list(self._fields(members))
        together = np.sum(fields, axis=0)
        best = np.max(fields, axis=0)
        return np.round(best + OTHERS * (together - best), PLACES)

    def _fields(self, members: BitMap) -> Iterator[Numbers]:
        own, size = numbers(members), len(self.index.columns["founded"])
        for weight in (NAME, OTHER_NAME):
            of_kind = self.names.weights == weight
            yield best_of(self.names.members[of_kind], self.names.scores[of_kind], size)[own]
        lexicon, asked = self.index.lexicon, self.question.asked
        elsewhere = [word.elsewhere for word in asked]
        places = score_entries(lexicon.places, lexicon.place_totals, self.question, elsewhere)
        yield best_of(places.members, places.scores, size)[own]
        yield self._lists(members, size)[own]
        for weight, texts in ((SUMMARY, lexicon.summaries), (DESCRIPTION, lexicon.descriptions)):
            covered = np.zeros(size)
            for word in asked:
                factors = np.zeros(size)
                for factor, words in by_factor(word.elsewhere):
                    factors[numbers(texts.members_with(words) & members)] = factor
                covered += word.weight * factors
            yield weight * covered[own] / self.question.weight

    def _lists(self, members: BitMap, size: int) -> Numbers:
        """The best value of a list, for each member."""
        found = np.zeros(size)
        scores: dict[tuple[str, str], float] = {}
        for facet, value, score in self.values:
            scores[facet, value] = max(score, scores.get((facet, value), 0))
        for facet, value in sorted(scores, key=lambda key: scores[key]):
            having = self.index.values[facet].get(value)
            if having:
                found[numbers(having & members)] = scores[facet, value]
        return found

    @cached_property
    def values(self) -> list[tuple[str, str, float]]:
        """The texts of the vocabulary that match, as (facet, value, score)."""
        terms, weights = self.index.lexicon.terms, self.index.lexicon.weights
        asked = self.question.asked
        best: Matches = {}
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
            score = LIST * covered / self.question.weight * (own / whole) ** 0.5
            found.append((facet, value, score))
        return found


def best_of(members: Numbers, scores: Numbers, size: int) -> Numbers:
    """The best of each member's scores, by key."""
    found = np.zeros(size)
    np.maximum.at(found, members, scores)
    return found
