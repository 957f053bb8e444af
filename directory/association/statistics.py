"""The figures of the association in order, and those that the directory counts itself.

Statements are put side by side, measure by measure, and it is said where they disagree. How a
figure is shown is not here: that is the tags' part.
"""

from itertools import pairwise

from directory import dates
from directory.association import dotplot
from directory.search import Query

# What `list_live_figures` needs to know, and no more.
LIVE_FIGURES_QUERY = Query(facets=frozenset({"country", "membership"}), page_size=1)


def group_by_measure(statistics):
    """Statements by measure: [{slug, label, unit, statements, comparison, plot}], in row order.

    Within a measure the newest comes first, the undated last; each row gets its `time`.
    `comparison` and `plot` are None where there is nothing to compare.
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
    """When a statement is about: its period where that is a date, else its own date, or ""."""
    return row.period if row.period[:4].isdigit() else row.as_of


def compare_statements(statements):
    """How statements of one measure stand to each other, oldest first; None where they agree.

    {at_once, dated, undated, course}: `find_simultaneous_statements` are groups about one and the
    same time with more
    than one value. `course` is "turns" where later numbers are lower than earlier ones and also
    higher, "falls" where they only fall, "rises" where they only rise.
    """
    numbers = [row for row in reversed(statements) if row.value is not None]
    if len({row.value for row in numbers}) < 2:  # noqa: PLR2004 - one value says nothing else
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
    """Neighbours in time that speak of overlapping times and give different numbers."""
    for earlier, later in pairwise(dated):
        first, last = (
            dates.parse_partial_date(later.time)[0],
            dates.parse_partial_date(earlier.time)[1],
        )
        if first <= last and has_different_value(earlier, later):
            yield {"time": min(earlier.time, later.time, key=len), "rows": [earlier, later]}


def has_different_value(one, other):
    """Whether two statements give different numbers."""
    return one.value != other.value


def list_live_figures(answer):
    """Numbers that the directory counts itself, each with what it counts."""
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
