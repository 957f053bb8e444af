"""The quality of the name search: how often a text finds its organization among real names."""

from collections import Counter
from itertools import islice
from random import Random

from directory.benchmark.registry_names import build_name_index
from directory.benchmark.typing_habits import (
    BEST_COMPARED,
    TYPING_WAYS,
    VAGUE_WAYS,
    NameToType,
    make_typo,
)
from directory.search.matching import QueryText
from directory.search.ranking import TextMatches
from directory.text import split_words


def measure_name_search(named, each, seed=1):
    """Return all figures as a dictionary for JSON, from `each` names typed in each way.

    `ways` holds `{typed, first, among_five}` for each way to type, without a typo (`right`) and
    with one (`slip`): the number of texts, and of those that find their organization first, and
    among the first five. `vague` holds the same for texts that may mean many. `all_ways` is the
    sum of `ways`, so every text counts the same.
    """
    typist = Typist(named, each, seed)
    ways = {way.__doc__: typist.rates(way) for way in TYPING_WAYS}
    vague = {way.__doc__: typist.rates(way) for way in VAGUE_WAYS}
    return {"names": len(named), "all_ways": sum_ways(ways), "ways": ways, "vague": vague}


class Typist:
    """A typist of `each` names, drawn by a seed, that counts the names found."""

    def __init__(self, named, each, seed):
        self.named, self.each, self.seed = named, each, seed
        self.index = build_name_index(named)
        self.name_counts = Counter(
            word for organization in named for word in set(split_words(organization.name))
        )

    def rates(self, way):
        """Return the figures of a way of typing, without a typo and with one."""
        random = Random(self.seed)  # noqa: S311 - not a secret
        typed = list(islice(self.typed(way, random), self.each))
        mistyped = [(make_typo(text, random), member) for text, member in typed]
        return {
            "right": count_names_found(self.index, typed),
            "slip": count_names_found(
                self.index, [(text, member) for text, member in mistyped if text]
            ),
        }

    def typed(self, way, random):
        """Yield the texts typed this way and the members they mean: (text, member)."""
        for place in random.sample(range(len(self.named)), len(self.named)):
            if words := way(NameToType(self.named[place], self.name_counts, random)):
                yield " ".join(words), place + 1


def count_names_found(index, cases):
    """Return how many of these (text, member) find the member first, and among five."""
    counts = Counter(typed=len(cases), first=0, among_five=0)
    for text, member in cases:
        best = TextMatches(QueryText(index, text)).best(BEST_COMPARED)
        counts["first"] += best[:1] == [member]
        counts["among_five"] += member in best
    return dict(counts)


def sum_ways(ways):
    """Return the sums over all ways."""
    sums = {"right": Counter(), "slip": Counter()}
    for found in ways.values():
        for kind, counts in found.items():
            sums[kind].update(counts)
    return {kind: dict(counts) for kind, counts in sums.items()}


def format_quality_report(figures):
    """Yield the lines of the report, in percentages."""
    yield f"{figures['names']:,} names. Found first and among five, without a typo and with one:"
    everything = {"All ways": figures["all_ways"], **figures["ways"]}
    for label, found in everything.items():
        yield format_quality_line(label, found)
    yield "Texts that may mean many:"
    for label, found in figures["vague"].items():
        yield format_quality_line(label, found)


def format_quality_line(label, found):
    """Return the line of a way: its percentages, and the number of texts they are of."""
    parts = [f"{label:54}"]
    for counts in found.values():
        typed = counts["typed"] or 1
        first, five = (100 * counts[key] / typed for key in ("first", "among_five"))
        parts.append(f"{first:6.1f} {five:6.1f} of {counts['typed']:5}")
    return "   ".join(parts)
