"""The association's figures, ordered and compared, and the figures the directory counts itself.

Statements are grouped by measure, and disagreements are marked. Template tags format them.
"""

from itertools import pairwise

from directory import dates
from directory.association import dotplot
from directory.search import Query

# The facets that `list_live_figures` reads.
LIVE_FIGURES_QUERY = Query(facets=frozenset({"country", "membership"}), page_size=1)


def group_by_measure(statistics):
    """Return statements grouped by measure, in row order.

    Each group is {slug, label, unit, statements, comparison, plot}. Within a measure the newest
    come first and the undated last; each row gets its `time`. `comparison` and `plot` are None if
    there is nothing to compare.
    """
    measures = {}
    for row in statistics:
        row.time = find_statement_time(row)
        found = measures.setdefault(
            row.slug, {"slug": row.slug, "label": row.label, "unit": row.unit, "statements": []}
        )
        found["statements"].append(row)
    for measure in measures.values():
        measure["statements"].sort(key=lambda row: (row.time, row.as_of), reverse=True)
        measure["comparison"] = compare_statements(measure["statements"])
        measure["plot"] = dotplot.draw_dotplot(measure["statements"])
    return list(measures.values())


def find_statement_time(row):
    """Return the partial date a statement is about: its period if a date, else `as_of`, or ""."""
    return row.period if row.period[:4].isdigit() else row.as_of


def compare_statements(statements):
    """Return a comparison of statements of one measure, or None if their numbers agree.

    The keys are {at_once, dated, undated, course}. `at_once` lists pairs about overlapping times
    with different numbers; `dated` is oldest first. `course` is "rises" if later numbers are only
    higher, "falls" if only lower, "turns" if both occur, and "" if no dated numbers differ.
    """
    numbers = [row for row in reversed(statements) if row.value is not None]
    if len({row.value for row in numbers}) < 2:  # noqa: PLR2004 - a single value needs no comparison
        return None
    dated = sorted(
        (row for row in numbers if row.time), key=lambda row: dates.parse_partial_date(row.time)[1]
    )
    steps = {
        later.value > earlier.value
        for earlier, later in pairwise(dated)
        if has_different_value(earlier, later)
    }
    courses = {(True,): "rises", (False,): "falls", (False, True): "turns"}
    return {
        "at_once": list(find_simultaneous_statements(dated)),
        "dated": list({(row.value, row.time): row for row in dated}.values()),
        "undated": [row for row in numbers if not row.time],
        "course": courses.get(tuple(sorted(steps)), ""),
    }


def find_simultaneous_statements(dated):
    """Yield neighbors in time that are about overlapping times and give different numbers."""
    for earlier, later in pairwise(dated):
        first, last = (
            dates.parse_partial_date(later.time)[0],
            dates.parse_partial_date(earlier.time)[1],
        )
        if first <= last and has_different_value(earlier, later):
            yield {"time": min(earlier.time, later.time, key=len), "rows": [earlier, later]}


def has_different_value(earlier, later):
    """Return whether two statements give different numbers."""
    return earlier.value != later.value


def list_live_figures(answer):
    """Return the numbers the directory counts itself, each with its unit and definition."""
    members = answer.counted("membership").get("current", 0)
    return [
        {
            "count": answer.count,
            "unit": "companies",
            "definition": "with a published profile, not counting former members and companies that"
            " are now part of another one",
        },
        {
            "count": members,
            "unit": "members",
            "definition": "confirmed by ACRO staff",
        },
        {
            "count": len(answer.facets["country"]),
            "unit": "countries",
            "definition": "where at least one company is listed",
        },
        {
            "count": answer.ranges["trials"].stated,
            "unit": "companies",
            "definition": "with a total trial count, reported by the company or published by a"
            " third party",
        },
    ]
