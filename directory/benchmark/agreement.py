"""The comparison of the counts that the ways of searching return."""

from django.db import connection

from directory import search
from directory.benchmark import orm_search, sql_search
from directory.search.facets import FACETS

COMPARED_FACETS = tuple(facet.name for facet in FACETS if facet.is_plain)
KINDS_WITHOUT_WORDS = ("browse", "facets")  # each way matches text differently


class WrongCountError(AssertionError):
    """The index and SQL count differently, so the benchmark's figures mean nothing."""


def check_agreement(queries, few):
    """Return how many whole facets the usual way counts differently, as {differ, of}.

    Raise `WrongCountError` if hand-written SQL and the index differ. The usual way runs the first
    `few` queries of each kind.
    """
    differ = compared = 0
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
                compared += len(COMPARED_FACETS)
    return {"differ": differ, "of": compared}


def compare_with_sql(query, answer, sql_answer):
    """Raise `WrongCountError` if the answer of the index differs from that of SQL."""
    count, _, counts = sql_answer
    wrong = [
        facet
        for facet in COMPARED_FACETS
        if select_facet_counts(counts, facet) != select_index_counts(answer, facet)
    ]
    if count != answer.count or wrong:
        raise WrongCountError(f"{query}: {answer.count} by the index, {count} by SQL; {wrong}")


def select_facet_counts(counts, facet):
    """Return the counts of one facet by value, without values that no company has."""
    return {value: n for (name, value), n in counts.items() if name == facet and value and n}


def select_index_counts(answer, facet):
    """Return the index's counts of one facet by value, without values that no company has."""
    return {value: count for value, count in answer.counted(facet).items() if count}
