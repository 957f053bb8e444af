"""How often what is typed for a name finds that organization, on a directory of real names."""

from collections import Counter
from itertools import islice
from random import Random

from directory.benchmark.registry_names import build_name_index
from directory.benchmark.typing_habits import (
    BEST_LOOKED_AT,
    TYPING_WAYS,
    VAGUE_WAYS,
    NameToType,
    make_slip,
)
from directory.search.matching import QueryText
from directory.search.ranking import TextMatches
from directory.text import split_words


def measure_name_search(named, each, seed=1):
    """All the figures, as a dictionary that JSON can say: for so many names typed each way.

    `ways` has for each way to type `{typed, first, among_five}` of what was typed without a slip
    (`right`) and with one (`slip`): how many there are, and how many of them find the one meant
    first, and among the first five. `vague` the same for what may mean many; `all_ways` is the sum
    of `ways`, so each name of a way weighs the same.
    """
    typist = Typist(named, each, seed)
    ways = {way.__doc__: typist.rates(way) for way in TYPING_WAYS}
    vague = {way.__doc__: typist.rates(way) for way in VAGUE_WAYS}
    return {"names": len(named), "all_ways": sum_ways(ways), "ways": ways, "vague": vague}


class Typist:
    """Types so many of these names, drawn by a seed, and looks what is found."""

    def __init__(self, named, each, seed):
        self.named, self.each, self.seed = named, each, seed
        self.index = build_name_index(named)
        self.having = Counter(word for found in named for word in set(split_words(found.name)))

    def rates(self, way):
        """What a way of typing finds, without a slip and with one."""
        random = Random(self.seed)  # noqa: S311 - no secret
        typed = list(islice(self.typed(way, random), self.each))
        slipped = [(make_slip(text, random), member) for text, member in typed]
        return {
            "right": count_names_found(self.index, typed),
            "slip": count_names_found(
                self.index, [(text, member) for text, member in slipped if text]
            ),
        }

    def typed(self, way, random):
        """What is typed this way, for whom: (text, member)."""
        for place in random.sample(range(len(self.named)), len(self.named)):
            if said := way(NameToType(self.named[place], self.having, random)):
                yield " ".join(said), place + 1


def count_names_found(index, cases):
    """How many of these (text, member) find the member first, and among five."""
    counts = Counter(typed=len(cases), first=0, among_five=0)
    for text, member in cases:
        best = TextMatches(QueryText(index, text)).best(BEST_LOOKED_AT)
        counts["first"] += best[:1] == [member]
        counts["among_five"] += member in best
    return dict(counts)


def sum_ways(ways):
    """The sum over all ways."""
    sums = {"right": Counter(), "slip": Counter()}
    for found in ways.values():
        for kind, counts in found.items():
            sums[kind].update(counts)
    return {kind: dict(counts) for kind, counts in sums.items()}


def format_quality_report(figures):
    """The report, line by line: percentages."""
    yield f"{figures['names']:,} names. Found first and among five, without a slip and with one:"
    everything = {"All ways": figures["all_ways"], **figures["ways"]}
    for label, found in everything.items():
        yield format_quality_line(label, found)
    yield "What may mean many:"
    for label, found in figures["vague"].items():
        yield format_quality_line(label, found)


def format_quality_line(label, found):
    """One way with its percentages, and of how many they are."""
    parts = [f"{label:54}"]
    for counts in found.values():
        whole = counts["typed"] or 1
        first, five = (100 * counts[key] / whole for key in ("first", "among_five"))
        parts.append(f"{first:6.1f} {five:6.1f} of {counts['typed']:5}")
    return "   ".join(parts)
