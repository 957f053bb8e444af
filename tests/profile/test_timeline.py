"""The chart of trial counts shows the period of each figure and compares nothing else."""

from datetime import date

import pytest
from factories import make_member, trial_count

from directory.profile import timeline

TODAY = date(2026, 7, 1)
NO_DATES = {"period_start": "", "period_end": "", "as_of": ""}


def drawn(*counts):
    found = timeline.draw_timeline([trial_count(**(NO_DATES | count)) for count in counts], TODAY)
    return found and [(row["start"], row["width"], row["point"]) for row in found["rows"]]


def test_a_period_is_a_line_and_a_day_a_point_on_one_axis_of_years():
    lines = drawn({"period_start": "2017", "period_end": "2021"}, {"as_of": "2022-01-01"})

    assert lines == [(0.0, 50.0, None), (50.0, 1.5, 50.0)]


def test_a_count_without_any_date_is_not_drawn_but_counted():
    dated = trial_count(**(NO_DATES | {"as_of": "2020"}))
    undated = trial_count(**NO_DATES)

    assert timeline.draw_timeline([dated, undated], TODAY)["undated"] == 1
    assert timeline.draw_timeline([undated], TODAY) is None


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (2023, 2027, [2023, 2024, 2025, 2026, 2027]),
        (2007, 2027, [2010, 2015, 2020, 2025]),
        (1900, 2027, [1900, 1950, 2000]),
    ],
)
def test_the_axis_has_a_handful_of_round_years(first, last, years):
    assert [tick["year"] for tick in timeline.place_year_ticks(first, last)] == years


def test_the_chart_has_its_table_behind_it_and_every_label_its_date(client, vocabulary):
    whole = {"period_start": "2019", "period_end": "2023"}
    make_member("Alpha", trial_counts=[trial_count(5850, qualifier="at_least", **whole)])

    page = client.get("/members/alpha/").content.decode()

    assert "at least 5,850 trials worked on, 2019–2023</p>" in page
    assert '<data value="5850">5,850</data>' in page
