"""Dates as people and spreadsheets write them: read if certain, otherwise explained."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.forms.typed_dates import TypedDate, read_typed_date


@pytest.mark.parametrize(
    ("expected", "texts"),
    [
        ("2024", ["2024", "2024.0", "2024,00", "２０２４", "٢٠٢٤"]),
        ("2025-12", ["2025-12", "2025/12", "2025.12", "12/2025", "12.2025", "12-2025"]),
        (
            "2025-12",
            ["Dec 2025", "December 2025", "Dec. 2025", "DEC-2025", "2025 Dec", "dec, 2025"],
        ),
        ("2025-09", ["Sept 2025", "Sep 2025", "9/2025", "2025-9"]),
        ("2025-12-31", ["2025-12-31", "2025/12/31", "2025.12.31", "31/12/2025", "12/31/2025"]),
        ("2025-12-31", ["31.12.2025", "31-12-2025", "31 Dec 2025", "31-Dec-2025", "2025-Dec-31"]),
        ("2025-12-31", ["Dec 31, 2025", "December 31st, 2025", "2025-12-31 00:00:00"]),
        ("2025-12-31", ["2025-12-31T00:00:00Z", "31/12/2025 00:00", "Dec\u00a031,\u202f2025"]),
        ("2025-04-04", ["04/04/2025", "4.4.2025"]),
    ],
)
def test_a_certain_date_is_read(expected, texts):
    assert {text: read_typed_date(text) for text in texts} == dict.fromkeys(
        texts, TypedDate(expected)
    )


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        ("could be two days. Write 2025-03-04 or 2025-04-03.", ["03/04/2025", "3.4.2025"]),
        ("is not on the calendar.", ["2025-02-30", "31/02/2025", "30 Feb 2025", "2025-06-31"]),
        ("is not on the calendar.", ["2025-00", "2025-13", "13/2025", "00/2025"]),
        ("is a fiscal year. Write the month it ended", ["FY2024", "FY 24", "FY2023/24"]),
        ("is a part of a year. Write its last month", ["Q3 2025", "2025 Q3", "H1 2025"]),
        ("is a period. Write its first and last year", ["2019 to 2023", "2019–2023", "2019/2023"]),
        ("has no year of four digits.", ["31/12/25", "Dec 25", "Dec-25", "31-Dec-25", "’24", "25"]),
        ("number for a day. Write 2024-12-31, if that", ["45657", "45657.0"]),
        ("is not a date. Write it like", ["2025.1", "2024.5", "Decem 2025"]),
        ("is not a date. Write it like", ["2025-12-31 10:30", "0", "2" * 99]),
    ],
)
def test_an_uncertain_date_says_what_to_write(said, texts):
    problems = {text: read_typed_date(text).problem for text in texts}

    assert [text for text, problem in problems.items() if said not in problem] == []


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_or_refused_as_one_of_two(day):
    first, second = f"{day:%d/%m/}{day.year}", f"{day:%m/%d/}{day.year}"
    expected = day.isoformat() if day.day > 12 or day.day == day.month else None

    assert [read_typed_date(text).value for text in (first, second)] == [expected, expected]
    assert read_typed_date(f"{day.day} {day:%b} {day.year}").value == day.isoformat()


@given(st.text("0123456789-/. QDecan,:T'", max_size=14))
def test_what_is_read_is_a_partial_date_of_that_year(text):
    read = read_typed_date(text)

    assert (read.value is None) == bool(read.problem)
    assert read.value is None or read.value[:4] in text
