"""Statements of one measure: which disagree, and their positions on a plot."""

import pytest

from directory.association import dotplot
from directory.association.statistics import group_by_measure
from directory.models import Milestone, Statistic


def measure(*rows):
    """Return a measure from (value, as_of) or (value, as_of, period) rows."""
    statements = [
        Statistic(
            slug="m", label="M", unit="countries", qualifier="stated", value=value, as_of=as_of
        )
        for value, as_of, *_ in rows
    ]
    for statement, (_, _, *period) in zip(statements, rows, strict=True):
        statement.period = period[0] if period else ""
    [group] = group_by_measure(statements)
    return group


def values(rows):
    return [row.value for row in rows]


def test_the_newest_statement_comes_first_and_the_undated_last():
    found = measure((1, ""), (2, "2010"), (3, "2016-12"), (4, "2016", "2015"))

    assert values(found["statements"]) == [3, 4, 2, 1]


@pytest.mark.parametrize(
    ("rows", "course"),
    [
        ([(5, "2002"), (8, "2013")], "rises"),
        ([(8, "2002"), (5, "2013")], "falls"),
        ([(5, "2002"), (8, "2013"), (5, "2016")], "turns"),
        ([(5, ""), (8, "2013")], ""),
    ],
)
def test_the_course_of_numbers_over_time_is_named(rows, course):
    assert measure(*rows)["comparison"]["course"] == course


@pytest.mark.parametrize("rows", [[(5, "2002")], [(5, "2002"), (5, "2013")], [(None, "2016")]])
def test_equal_numbers_are_not_compared(rows):
    assert measure(*rows)["comparison"] is None


def test_only_different_numbers_about_one_time_are_a_disagreement():
    rows = [(142, "2014"), (140, "2016"), (100, "2016-12"), (90, "2017"), (90, "2017-03"), (1, "")]

    found = measure(*rows)["comparison"]

    assert [(group["time"], values(group["rows"])) for group in found["at_once"]] == [
        ("2016", [140, 100])
    ]
    assert values(found["undated"]) == [1]


def test_a_period_is_the_time_of_a_figure_whenever_it_was_stated():
    found = measure((25, "2016", "2015"), (27, "2016", "2016"))["comparison"]

    assert (found["at_once"], found["course"]) == ([], "rises")


def test_a_dot_is_in_the_middle_of_the_period_of_its_date():
    plot = measure((50, "2014"), (100, "2016-12"), (75, ""))["plot"]
    last, first, undated = plot["points"]

    assert [year["year"] for year in plot["years"]] == [2013, 2014, 2015, 2016, 2017]
    assert (first["start"], first["x"], first["end"]) == (26.0, 33.0, 40.0)
    assert first["start"] < first["x"] < first["end"] < last["start"] < last["x"] < last["end"]
    assert (undated["x"], undated["start"]) == (dotplot.UNDATED_X, None)
    assert (last["y"], first["y"]) == (dotplot.PLOT_TOP, dotplot.PLOT_TOP + dotplot.PLOT_HEIGHT / 2)


@pytest.mark.parametrize("rows", [[(5, "2002")], [(5, ""), (6, "")], [(None, "2016"), (5, "2016")]])
def test_there_is_no_plot_without_several_years(rows):
    assert measure(*rows)["plot"] is None


@pytest.mark.parametrize(
    ("largest", "levels"),
    [
        (1, [0, 1]),
        (8, [0, 2, 4, 6, 8]),
        (88, [0, 25, 50, 75, 100]),
        (142, [0, 50, 100, 150]),
        (27_800_000_000, [0, 10_000_000_000, 20_000_000_000, 30_000_000_000]),
    ],
)
def test_levels_are_round_and_start_at_zero(largest, levels):
    assert dotplot.choose_levels(largest) == levels


def test_years_without_a_milestone_are_seen(no_content):
    for year, order in ((2002, 1), (2002, 2), (2005, 1), (2006, 1)):
        Milestone.objects.create(year=year, order=order, text=f"{year}.{order}")

    years = Milestone.objects.by_year()

    assert [(year["missing"], [str(row.text) for row in year["milestones"]]) for year in years] == [
        ([], ["2002.1", "2002.2"]),
        ([2003, 2004], ["2005.1"]),
        ([], ["2006.1"]),
    ]


def test_turning_points_are_the_first_the_last_and_some_between(no_content):
    assert Milestone.objects.turning_points() == []
    for year in range(2000, 2021):
        Milestone.objects.create(year=year, order=1, text=str(year))

    years = [row.year for row in Milestone.objects.turning_points()]

    assert years == [2000, 2005, 2010, 2015, 2020]
