"""Dates as people and spreadsheets write them, as partial dates: 2025, 2025-06, 2025-06-30.

A date that could be two days, or none, isn't read: its problem says how to write it.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from directory.dates import MONTHS
from directory.document.validators import is_day, quote_for_message
from directory.forms.typed_numbers import write_ascii_digits

LONGEST_DATE = 40  # characters; the longest one read is a day in words with a time
ABBREVIATION_LENGTH = 3
SEPTEMBER = 9
MONTH_NUMBERS = {
    name: number
    for number, month in enumerate(map(str.casefold, MONTHS), 1)
    for name in (month, month[:ABBREVIATION_LENGTH])
} | {"sept": SEPTEMBER}

_YEAR, _MONTH_NAME = "(?P<year>[0-9]{4})", r"(?P<month>[a-z]{3,9})\.?"
_DAY = "(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"  # codespell:ignore nd
_GAP = r"[ ,\-/]{1,2}"
_MIDNIGHT = re.compile(r"[ t]00:00(?::00(?:\.0+)?)?z?$")
_YEAR_OF_A_NUMBER = re.compile("([0-9]{4})[.,]0+")  # as a spreadsheet writes the number 2024
_YEAR_FIRST = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})|\.(0[1-9]|1[0-2]))(?:[-/.]([0-9]{1,2}))?")
_MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_IN_WORDS = tuple(
    re.compile(form)
    for form in (
        f"{_MONTH_NAME}{_GAP}{_YEAR}",
        f"{_YEAR}{_GAP}{_MONTH_NAME}",
        f"{_DAY}{_GAP}{_MONTH_NAME}{_GAP}{_YEAR}",
        f"{_MONTH_NAME}{_GAP}{_DAY}{_GAP}{_YEAR}",
        f"{_YEAR}{_GAP}{_MONTH_NAME}{_GAP}{_DAY}",
    )
)
_PART_OF_A_YEAR = re.compile(r"(?:q[1-4]|h[12])\W*[0-9]{4}|[0-9]{4}\W*(?:q[1-4]|h[12])")
_FISCAL_YEAR = re.compile(
    "(?:fy|fiscal year|financial year) ?'?[0-9]{2}(?:[0-9]{2})?(?:[-/][0-9]{2,4})?"
)
_PERIOD = re.compile("[0-9]{4} ?(?:[-\u2013\u2014/]|to) ?[0-9]{4}")
_SHORT_YEAR = re.compile(
    "['\u2019]?[0-9]{2}"
    "|(?:[0-9]{1,2}[-/. ]){1,2}['\u2019]?[0-9]{2}"
    "|(?:[0-9]{1,2}[-/. ])?[a-z]{3,9}[-/. ]['\u2019]?[0-9]{2}"
)
_SERIAL_NUMBER = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")  # days since 1900
OFF_CALENDAR = "is not on the calendar. Check the day and the month."
_DAY_ZERO = date(1899, 12, 30)  # as spreadsheets count, which believe in February 29, 1900
_HINTS = (
    (
        _PART_OF_A_YEAR,
        "is a part of a year. Write its last month, such as 2025-06 for H1 or Q2 2025.",
    ),
    (_FISCAL_YEAR, "is a fiscal year. Write the month it ended, such as 2025-03."),
    (_PERIOD, "is a period. Write its first and last year in two columns, From and To."),
    (_SHORT_YEAR, "has no year of four digits. Write it like 2025-06."),
)


@dataclass(frozen=True)
class TypedDate:
    """A date as it was understood; `value` is None if there is a problem."""

    value: str | None
    problem: str = ""


def read_typed_date(text):
    """Return the partial date that a text certainly is, or what to write instead."""
    said = quote_for_message(text)
    folded = write_ascii_digits(" ".join(text.split())).casefold()
    folded = _MIDNIGHT.sub("", folded) if len(folded) <= LONGEST_DATE else ""
    if match := _DAY_AND_MONTH.fullmatch(folded):
        return choose_day_or_month(said, match)
    found = arrange_date(folded)
    if found is None:
        return TypedDate(None, f"{said} {explain_date(folded)}")
    if not is_day(found):
        return TypedDate(None, f"{said} {OFF_CALENDAR}")
    return TypedDate(found)


def explain_date(text):
    """Return what keeps a text from being a date, and what to write."""
    if _SERIAL_NUMBER.fullmatch(text):
        day = _DAY_ZERO + timedelta(days=int(text[:5]))
        return f"looks like a spreadsheet’s number for a day. Write {day}, if that is the day."
    hints = (hint for form, hint in _HINTS if form.fullmatch(text))
    return next(hints, "is not a date. Write it like 2025, 2025-06, or 2025-06-30.")


def arrange_date(text):
    """Return a partial date, perhaps of a day that doesn't exist; None if the form is unknown."""
    if match := _YEAR_OF_A_NUMBER.fullmatch(text):
        return match[1]
    if match := _YEAR_FIRST.fullmatch(text):
        return join_date(match[1], match[2] or match[3], match[4])
    if match := _MONTH_AND_YEAR.fullmatch(text):
        return join_date(match[2], match[1])
    for form in _IN_WORDS:
        if (match := form.fullmatch(text)) and match["month"] in MONTH_NUMBERS:
            parts = match.groupdict()
            return join_date(parts["year"], MONTH_NUMBERS[parts["month"]], parts.get("day"))
    return text if re.fullmatch("[0-9]{4}", text) else None


def choose_day_or_month(said, match):
    """Return the day of two numbers and a year, unless either number could be the month."""
    first, _, second, year = match.groups()
    readings = {join_date(year, second, first), join_date(year, first, second)}
    readings = sorted(filter(is_day, readings))
    if len(readings) > 1:
        either = " or ".join(readings)
        return TypedDate(None, f"{said} could be two days. Write {either}.")
    if not readings:
        return TypedDate(None, f"{said} {OFF_CALENDAR}")
    return TypedDate(readings[0])


def join_date(year, *parts):
    """Return a partial date of a year and the parts that aren't None."""
    return "-".join([year, *(str(part).zfill(2) for part in parts if part is not None)])
