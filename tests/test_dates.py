from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import dates

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
    ],
)
def test_a_partial_date_covers_all_days_of_its_year_month_or_day(text, first, last):
    assert dates.parse_partial_date(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "24", "2024-1", "2024-13", "2024-00", "2023-02-29", "2024-02-30", "0000"),
        *("2024-", "2024-01-01 ", "2024-01-01\n", "２０２４", "2024/01/01", "2024-01-01T00:00"),
    ],
)
def test_an_invalid_partial_date_is_refused(text):
    with pytest.raises(ValueError):
        dates.parse_partial_date(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("30.6.2025", "Use YYYY, YYYY-MM, or YYYY-MM-DD."),
        ("2025-02-30", "February 2025 has 28 days. Use a day from 01 to 28."),
        ("2024-02-30", "February 2024 has 29 days. Use a day from 01 to 29."),
        ("2025-06-00", "June 2025 has 30 days. Use a day from 01 to 30."),
        ("2025-13", "Use a month from 01 to 12."),
        ("2025-00-10", "Use a month from 01 to 12."),
        ("0000", "There is no year 0000."),
        ("0000-01-01", "There is no year 0000."),
    ],
)
def test_a_refused_date_says_what_the_calendar_lacks(text, reason):
    assert dates.explain_invalid_date(text) == reason


@given(st.from_regex(r"\A[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z"))
def test_a_date_of_the_right_form_is_never_told_its_form(text):
    try:
        dates.parse_partial_date(text)
    except ValueError:
        assert "YYYY" not in dates.explain_invalid_date(text)


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_a_day_lies_in_the_span_of_its_own_writing(day, length):
    first, last = dates.parse_partial_date(day.isoformat()[:length])

    assert first <= day <= last


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 31), 12, date(2025, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(9999, 6, 1), 12, date.max),
        (date(1, 6, 1), -12, date.min),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
    ],
)
def test_months_are_counted_by_the_calendar_and_stop_at_its_ends(day, months, later):
    assert dates.add_months(day, months) == later
    assert dates.subtract_months(day, -months) == later


@pytest.mark.parametrize(
    ("as_of", "age"),
    [
        (None, "undated"),
        ("", "undated"),
        ("2025-11-24", "fresh"),
        ("2025-11-23", "aging"),
        ("2025-11", "fresh"),
        ("2025", "fresh"),
        ("2025-05-24", "aging"),
        ("2025-05-23", "stale"),
        ("2024", "stale"),
        ("9999", "fresh"),
    ],
)
def test_age_counts_from_the_last_day_of_the_statement(as_of, age):
    assert dates.classify_age(as_of, TODAY) == age


@pytest.mark.parametrize(
    ("text", "words"),
    [("2022-03-12", "March 12, 2022"), ("2022-03", "March 2022"), ("2022", "2022")],
)
def test_a_partial_date_reads_as_precisely_as_it_is(text, words):
    assert dates.format_partial_date(text) == words


def test_today_is_the_day_in_utc():
    before = datetime.now(UTC).date()

    assert before <= dates.today() <= datetime.now(UTC).date()


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31T12:00:00Z",
        "2026-01-31t13:00:00.000+01:00",
        "2026-01-31 12:00:00z",
        "2026-01-31T10:30:00.000000-0130",
    ],
)
def test_a_moment_is_read_with_its_offset(text):
    assert dates.parse_moment(text) == datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-31T23:59:60Z", datetime(2027, 1, 1, tzinfo=UTC)),
        ("1990-12-31T15:59:60-08:00", datetime(1991, 1, 1, tzinfo=UTC)),
        ("2027-01-01T05:29:60+05:30", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-06-30T23:59:60.5Z", datetime(2026, 7, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
    ],
)
def test_a_leap_second_is_read_as_the_second_after_it(text, moment):
    assert dates.parse_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-31T00:00:60Z",
        "2026-12-31T23:58:60Z",
        "2026-12-30T23:59:60Z",
        "2026-12-31T23:59:60+01:00",
        "2026-12-31T23:59:61Z",
        "9999-12-31T23:59:60Z",
    ],
)
def test_second_sixty_is_refused_at_any_other_time(text):
    with pytest.raises(ValueError):
        dates.parse_moment(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-01-31", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "20260131T120000Z"),
        *("0001-01-01T00:00:00+23:59", "2026-01-31T25:00:00Z", "2026-01-31T12:00:00 01:00"),
    ],
)
def test_an_invalid_moment_is_refused(text):
    with pytest.raises(ValueError):
        dates.parse_moment(text)
