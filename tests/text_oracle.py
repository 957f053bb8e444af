"""A slow, plain implementation of text search over the documents, described in docs/search.md.

It follows the formula of `directory/search/ranking.py` word by word and company by company,
without an index.
"""

import math
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from typos import begins_with_slip, slips_between

from directory.models import Country, Modality, Phase, Service, TherapeuticArea
from directory.text import split_words

LITTLE = {"the", "of", "and", "for", "de", "inc", "ltd", "llc", "gmbh", "plc", "corp", "co"}
LITTLE |= {"sa", "ag", "bv"}
LISTS = {
    "services": (Service, "label"),
    "areas": (TherapeuticArea, "label"),
    "countries": (Country, "name"),
    "modalities": (Modality, "label"),
    "phases": (Phase, "label"),
}
KINDS = {
    "cro": [
        "Clinical research organization",
        "CRO",
        "CROs",
        "contract research organization",
        "contract research organisation",  # codespell:ignore organisation
    ],
    "technology": ["Clinical technology company"],
}
ROOM = 1e-9


@dataclass
class Texts:
    """The words of a company, by field."""

    name: list[str]
    others: list[list[str]]
    values: list[list[list[str]]]
    places: list[list[str]]
    summary: list[str]
    description: list[str]

    @cached_property
    def names(self):
        """The texts of the name and of other names."""
        return [self.name, *self.others]

    @cached_property
    def elsewhere(self):
        """The texts of all other fields."""
        lists = [text for texts in self.values for text in texts]
        return [*lists, *self.places, self.summary, self.description]

    @cached_property
    def said(self):
        """The set of all words of the company."""
        return {word for text in [*self.names, *self.elsewhere] for word in text}


@dataclass
class Finding:
    """The companies that a text finds. `rank` is a sort key that puts the best first."""

    slugs: set
    rank: object
    left_out: list = field(default_factory=list)


class TextOracle:
    """The texts of all companies."""

    def __init__(self, oracle):
        self.oracle, self.finding, self.weights = oracle, {}, {}
        self.vocabulary = {
            key: {
                row.pk: [split_words(text) for text in [getattr(row, label), *row.synonyms]]
                for row in table.objects.all()
            }
            for key, (table, label) in LISTS.items()
        }
        self.vocabulary["kinds"] = {
            kind: [split_words(text) for text in texts] for kind, texts in KINDS.items()
        }
        self.terms = {
            word
            for of in self.vocabulary.values()
            for texts in of.values()
            for text in texts
            for word in text
        }
        self.texts = {slug: self.texts_of(slug) for slug in oracle.companies}
        self.unmerged = [
            slug for slug, of in oracle.companies.items() if not of.document["successor"]
        ]
        self.known = self.terms.union(*(texts.said for texts in self.texts.values()))

    def texts_of(self, slug):
        """Return the words of one company."""
        document = self.oracle.companies[slug].document
        phases = {count["phase"] for count in document["trial_counts"]} - {None}
        has = {
            "kinds": [document["kind"]],
            "services": document["services"],
            "areas": document["areas"],
            "countries": [item["code"] for item in document["countries"]],
            "modalities": document["modalities"],
            "phases": sorted(phases | set(document["phases"])),
        }
        city, parent = document["headquarters"]["city"], document["parent"]
        return Texts(
            name=split_words(document["name"]),
            others=[split_words(name) for name in self.oracle.names(slug)],
            values=[self.vocabulary[key][value] for key in has for value in has[key]],
            places=[split_words(text) for text in [city, parent and parent["name"]] if text],
            summary=split_words(document["summary"]),
            description=split_words(document["description"]),
        )

    def weight(self, word):
        """Return the weight of a word, which is larger the fewer companies have it."""
        if word not in self.weights:
            having = sum(word in self.texts[slug].said for slug in self.unmerged)
            weight = math.log1p(max(len(self.unmerged), 1) / (1 + having))
            self.weights[word] = weight / 10 if word in LITTLE else weight
        return self.weights[word]

    def find(self, q, *, exact=False):
        """Return the `Finding` of a text. Each text is searched once."""
        if (q, exact) not in self.finding:
            self.finding[q, exact] = self.search(q, exact=exact)
        return self.finding[q, exact]

    def search(self, q, *, exact):
        """Search for a text without using earlier results."""
        if not split_words(q):
            return Finding(set(), len)
        question = self.read(split_words(q), exact=exact)
        spellings = [split_words(q), *([] if exact else self.respaced(split_words(q)))]
        every = question.matching_all()
        slugs = every | question.meant()
        if not every & set(self.unmerged):
            slugs |= question.nearly()
        for slug in self.unmerged:
            if any(name in spellings for name in self.texts[slug].names):
                slugs.add(slug)

        def rank(slug):
            texts = self.texts[slug]
            other = any(name in spellings for name in texts.others)
            tier = 0 if texts.name in spellings else 1 if other else 2
            return tier, -round(question.score(slug), 9)

        return Finding(slugs, rank)

    def read(self, typed, *, exact):
        """Return the question for the words that were most likely intended."""

        def ask(asked, slips, *, unfinished=None):
            question = Question(
                self, list(dict.fromkeys(asked)), exact=exact, slips=slips, unfinished=unfinished
            )
            return question, question.matching_all() & set(self.unmerged)

        question, matching = ask(typed, None)
        for asked in [] if matching or exact else self.respaced(typed):
            if ask(asked, None)[1]:
                return ask(asked, False)[0]
        question, matching = ask(typed, False)
        if matching or exact:
            return question
        for asked in [*self.respaced(typed), *self.respaced_with_slips(typed)]:
            question, matching = ask(asked, False)
            if matching:
                return question
        question, matching = ask(typed, True)
        if matching:
            return question
        unfinished, matching = ask(typed, True, unfinished=typed[-1])
        had = any(question.best_factor(typed[-1], slug) for slug in self.texts)
        return question if had and not matching else unfinished

    def respaced(self, typed):
        """Yield the texts with a space removed or added, if a name has the resulting words."""
        for place, word in enumerate(typed if len(typed) <= 12 else []):
            for stop in range(place + 2, min(place + 5, len(typed)) + 1):
                if self.in_a_name(["".join(typed[place:stop])]):
                    yield [*typed[:place], "".join(typed[place:stop]), *typed[stop:]]
            if word not in self.known and len(word) <= 40:
                for parts in [*([word[:n], word[n:]] for n in range(1, len(word))), list(word)]:
                    if self.in_a_name(parts):
                        yield [*typed[:place], *parts, *typed[place + 1 :]]

    def respaced_with_slips(self, typed):
        """Return the texts with one space changed and slips, fewest slips first.

        Two words are joined to one that resembles a word of a name. A word is divided into two
        words of a name, even if a company has the whole word.
        """
        texts_by_slips = []
        for place, word in enumerate(typed if len(typed) <= 12 else []):
            joined = "".join(typed[place : place + 2])
            near = sorted((slips_between(joined, w, 4), [w]) for name in self.names for w in name)
            if place + 1 < len(typed):
                texts_by_slips += [(s, [*typed[:place], *w, *typed[place + 2 :]]) for s, w in near]
            for parts in self.divided(word):
                texts_by_slips += [(s, [*typed[:place], *p, *typed[place + 1 :]]) for s, p in parts]
        fewest_first = sorted(texts_by_slips, key=lambda slips_and_text: slips_and_text[0])
        return [text for slips, text in fewest_first if slips < math.inf]

    def divided(self, word):
        """Yield, for each way to divide a word, the pairs in names that it equals or resembles."""
        pairs = {pair for name in self.names for pair in pairwise(name)}
        for n in range(1, len(word) if len(word) <= 40 else 1):
            left, right = word[:n], word[n:]
            if word in self.known:
                yield [(0, [left, right])] if (left, right) in pairs else []
                continue
            after = (pair for pair in pairs if pair[0] == left)
            yield sorted((slips_between(right, p[1], 3, anywhere=True), [*p]) for p in after)
            before = (pair for pair in pairs if pair[1] == right)
            yield sorted((slips_between(left, p[0], 3), [*p]) for p in before)

    @cached_property
    def names(self):
        """The names of all companies."""
        return [name for texts in self.texts.values() for name in texts.names]

    def in_a_name(self, run):
        """Return True if these words are in a row in the name of a company."""
        return any(
            name[place : place + len(run)] == run
            for name in self.names
            for place in range(len(name))
        )


class Question:
    """The words of a query against the words of every company.

    `slips` states which words may have slips: None for no words, False for words that no company
    has, True for all words. `unfinished` is the word that may begin another one, with a slip.
    """

    def __init__(self, spoken, asked, *, exact, slips, unfinished=None):
        self.spoken, self.asked, self.exact, self.slips = spoken, asked, exact, slips
        self.unfinished = unfinished
        self.weights = {word: spoken.weight(word) for word in asked}
        self.whole = sum(self.weights.values())
        everything = spoken.known
        self.begun = {
            word: any(other != word and other.startswith(word) for other in everything)
            for word in asked
        }
        self.factors = {}

    def factor(self, word, other, *, in_names):
        """Return how well a word of the query matches a word of a company, from 0 to 1."""
        key = word, other, in_names
        if key not in self.factors:
            self.factors[key] = self.work_out(word, other, in_names=in_names)
        return self.factors[key]

    def work_out(self, word, other, *, in_names):
        """Compute how well a word of the query matches a word of a company."""
        if word == other:
            return 1.0
        if self.exact:
            return 0.0
        unknown = word not in self.spoken.known
        begins = len(word) >= 2 and other.startswith(word)
        if begins and (in_names or unknown):
            return 0.9
        if self.slips is None:
            return 0.0
        return self.slip(word, other, begins=begins, in_names=in_names) or (
            0.6 if unknown and word == self.unfinished and begins_with_slip(word, other) else 0.0
        )

    def slip(self, word, other, *, begins, in_names):
        """Return the factor of a match with slips, or 0 if none matches or slips don't count."""
        unknown = word not in self.spoken.known
        outside = self.slips and word not in self.spoken.terms
        if not (unknown or outside) or (begins and not in_names):
            return 0.0
        if not in_names and self.begun[word] and len(word) >= 2 and not self.slips:
            return 0.0
        return {1: 0.8, 2: 0.7}.get(slips_between(word, other, 4), 0.0)

    def coverage(self, texts, *, in_names, measure=float):
        """Return the share of the query's weight that these texts together match."""
        covered = 0.0
        for word in self.asked:
            factors = (self.factor(word, o, in_names=in_names) for text in texts for o in text)
            covered += self.weights[word] * measure(max(factors, default=0.0))
        return covered / self.whole

    def back(self, text, *, in_names, measure=float):
        """Return the share of a text's weight that the query matches."""
        own = covered = 0.0
        for other in text:
            weight = self.spoken.weight(other)
            best = max(self.factor(word, other, in_names=in_names) for word in self.asked)
            own, covered = own + weight, covered + weight * measure(best)
        return covered / own if own else 0.0

    def needed(self):
        """Return the words that must match: all but little words, or all if there are no others."""
        return [word for word in self.asked if word not in LITTLE] or self.asked

    def best_factor(self, word, slug):
        """Return how well a word matches anywhere in a company."""
        texts = self.spoken.texts[slug]
        names = (self.factor(word, o, in_names=True) for text in texts.names for o in text)
        others = (self.factor(word, o, in_names=False) for text in texts.elsewhere for o in text)
        return max([*names, *others], default=0.0)

    def matching_all(self):
        """Return the companies that match every word that must match."""
        return {
            slug
            for slug in self.spoken.texts
            if all(self.best_factor(word, slug) > 0 for word in self.needed())
        }

    def meant(self):
        """Return the companies with a name that covers 0.3 of a query that covers 0.8 of it."""
        return {
            slug
            for slug in self.spoken.unmerged
            for name in self.spoken.texts[slug].names
            if self.coverage([name], in_names=True, measure=bool) >= 0.3 - ROOM
            and self.back(name, in_names=True, measure=bool) >= 0.8 - ROOM
        }

    def nearly(self):
        """Return the companies that match half of the weight, and 0.8 of what the best one matches.

        Half means of the weight that is matched at all, and at least 0.3 of the whole. A word's
        weight depends on the number of companies that match it, and little words don't count.
        """
        slugs, weights = self.spoken.unmerged, {}
        for word in self.needed():
            matching = {slug for slug in slugs if self.best_factor(word, slug)}
            weights[word] = math.log1p(max(len(slugs), 1) / (1 + len(matching))), matching
        matched = {
            slug: sum(weight for weight, matching in weights.values() if slug in matching)
            for slug in slugs
        }
        had = sum(weight for weight, matching in weights.values() if matching)
        whole = sum(weight for weight, _ in weights.values())
        least = max(0.5 * had, 0.3 * whole, 0.8 * max(matched.values(), default=0.0)) - ROOM
        return {slug for slug, weight in matched.items() if weight and weight >= least}

    def score(self, slug):
        """Return how well a company matches."""
        texts = self.spoken.texts[slug]

        def both_ways(weight, found, *, in_names=False):
            scores = (
                self.coverage([text], in_names=in_names) * self.back(text, in_names=in_names) ** 0.5
                for text in found
            )
            return weight * max(scores, default=0.0)

        fields = [
            max(
                both_ways(10, [texts.name], in_names=True),
                both_ways(8, texts.others, in_names=True),
            ),
            both_ways(4, [text for value in texts.values for text in value]),
            both_ways(2, texts.places),
            2 * self.coverage([texts.summary], in_names=False),
            1 * self.coverage([texts.description], in_names=False),
        ]
        return max(fields) + 0.1 * (sum(fields) - max(fields))
