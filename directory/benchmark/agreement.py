"""Whether the ways of searching that are compared find the same."""

from django.db import connection

from directory import search
from directory.benchmark import orm_search, sql_search
from directory.search.facets import FACETS

COMPARED_FACETS = tuple(facet.name for facet in FACETS if facet.is_plain)
KINDS_WITHOUT_WORDS = ("browse", "facets")  # texts mean something else to each


class WrongCountError(AssertionError):
    """The index counts otherwise than SQL: nothing else matters until that is mended."""


def check_agreement(queries, few):
    """How many of the usual way's counts of whole facets differ from the index: (differ, all).

    Where SQL written by hand differs from the index, raise WrongCountError. The usual way is asked
    `few` queries of each kind.
    """
    differ = asked = 0
    for kind in KINDS_WITHOUT_WORDS:
        for place, query in enumerate(queries[kind]):
            answer = search.run_query(query)
            if connection.vendor == "sqlite":
                compare_with_sql(query, answer, sql_search.search_by_sql(query))
            if place < few:
                counts = orm_search.search_by_orm(query)[2]
                differ += sum(
                    select_facet_counts(counts, facet) != select_index_counts(answer, facet)
                    for facet in COMPARED_FACETS
                )
                asked += len(COMPARED_FACETS)
    return {"differ": differ, "of": asked}


def compare_with_sql(query, answer, found):
    """Hold an answer of the index against that of SQL."""
    count, _, counts = found
    wrong = [
        facet
        for facet in COMPARED_FACETS
        if select_facet_counts(counts, facet) != select_index_counts(answer, facet)
    ]
    if count != answer.count or wrong:
        raise WrongCountError(f"{query}: {answer.count} by the index, {count} by SQL; {wrong}")


def select_facet_counts(counts, facet):
    """The values of one facet that somebody has, with their counts."""
    return {value: n for (name, value), n in counts.items() if name == facet and value and n}


def select_index_counts(answer, facet):
    """The same of an answer of the index; what is chosen and nobody has is left out."""
    return {value: count for value, count in answer.counted(facet).items() if count}
