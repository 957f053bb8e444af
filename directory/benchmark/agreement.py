"""Whether the ways of searching that are compared find the same."""

from django.db import connection

from directory import search
from directory.benchmark import by_hand, usual

COUNTED_ALIKE = ("country", "region", "hq", "service", "area", "modality", "phase", "kind")
WITHOUT_WORDS = ("browse", "facets")  # texts mean something else to each


class WrongCountError(AssertionError):
    """The index counts otherwise than SQL: nothing else matters until that is mended."""


def check(queries, few):
    """How many of the usual way's counts of whole facets differ from the index: (differ, all).

    Where SQL written by hand differs from the index, raise WrongCountError. The usual way is asked
    `few` queries of each kind.
    """
    differ = asked = 0
    for kind in WITHOUT_WORDS:
        for place, query in enumerate(queries[kind]):
            answer = search.run(query)
            if connection.vendor == "sqlite":
                compare(query, answer, by_hand.search(query))
            if place < few:
                counts = usual.search(query)[2]
                differ += sum(of(counts, facet) != own(answer, facet) for facet in COUNTED_ALIKE)
                asked += len(COUNTED_ALIKE)
    return {"differ": differ, "of": asked}


def compare(query, answer, found):
    """Hold an answer of the index against that of SQL."""
    count, _, counts = found
    wrong = [facet for facet in COUNTED_ALIKE if of(counts, facet) != own(answer, facet)]
    if count != answer.count or wrong:
        raise WrongCountError(f"{query}: {answer.count} by the index, {count} by SQL; {wrong}")


def of(counts, facet):
    """The values of one facet that somebody has, with their counts."""
    return {value: n for (name, value), n in counts.items() if name == facet and value and n}


def own(answer, facet):
    """The same of an answer of the index; what is chosen and nobody has is left out."""
    return {value: count for value, count in answer.counted(facet).items() if count}
