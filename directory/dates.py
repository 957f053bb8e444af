"""Partial dates (`YYYY`, `YYYY-MM`, `YYYY-MM-DD`), and the age of a statement.

A partial date keeps its precision; its first and last day are computed.
"""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

PARTIAL_DATE_PATTERN = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
FRESH_MONTHS, AGING_MONTHS = 12, 18

YEAR_LENGTH, MONTH_LENGTH, DAY_LENGTH = len("YYYY"), len("YYYY-MM"), len("YYYY-MM-DD")
SECONDS_SLICE = slice(len("YYYY-MM-DDThh:mm:"), len("YYYY-MM-DDThh:mm:ss"))

_FORM = re.compile(PARTIAL_DATE_PATTERN)
_MOMENT = re.compile(  # RFC 3339; without an offset, a time is ambiguous.
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})"  # Clients by openapi-generator leave out the colon, as ISO does.
)
MONTHS = (  # Not those of `calendar`, which follow the machine's locale.
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@lru_cache(maxsize=4096)
def parse_partial_date(text: str) -> tuple[date, date]:
    """Return the first and last day of a partial date; raise ValueError if it is invalid."""
    if not _FORM.fullmatch(text):
        raise ValueError("Use YYYY, YYYY-MM, or YYYY-MM-DD.")
    year, month, day = (int(part) for part in f"{text}-0-0".split("-")[:3])
    if len(text) == YEAR_LENGTH:
        return date(year, 1, 1), date(year, 12, 31)
    if len(text) == MONTH_LENGTH:
        first = date(year, month, 1)
        return first, first.replace(day=calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def explain_invalid_date(text: str) -> str:
    """Return why a text is no partial date: the form, or a part that the calendar doesn't have."""
    if not _FORM.fullmatch(text):
        return "Use YYYY, YYYY-MM, or YYYY-MM-DD."
    year, month, *_ = (int(part) for part in f"{text}-1".split("-"))
    if year < date.min.year:
        return f"There is no year {text[:YEAR_LENGTH]}."
    if not 1 <= month <= len(MONTHS):
        return "Use a month from 01 to 12."
    last = calendar.monthrange(year, month)[1]
    return f"{MONTHS[month - 1]} {year} has {last} days. Use a day from 01 to {last}."


def today() -> date:
    """Return today's date in UTC, which decides membership and age."""
    return datetime.now(UTC).date()


def parse_moment(text: str) -> datetime:
    """Return the UTC datetime of an RFC 3339 text; raise ValueError if it is invalid.

    A leap second, which `datetime` can't represent, is read as the second after it.
    """
    text = text.upper()
    if not _MOMENT.fullmatch(text):
        raise ValueError("Use a date and time with an offset, such as 2026-01-31T12:00:00Z.")
    try:
        if text[SECONDS_SLICE] == "60":
            return _after_leap_second(
                f"{text[: SECONDS_SLICE.start]}59{text[SECONDS_SLICE.stop :]}"
            )
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("This time is out of range.") from error


def parse_moment_or_day(text: str) -> datetime:
    """Return the UTC datetime of an RFC 3339 text, or midnight UTC of a day (`YYYY-MM-DD`).

    Raise ValueError if the text is neither.
    """
    if len(text) != DAY_LENGTH:
        return parse_moment(text)
    return datetime.combine(parse_partial_date(text)[0], time.min, UTC)


def describe_moment(text: str) -> str:
    """Return an RFC 3339 text or a day in words: January 31, 2026, or with its time in UTC."""
    moment = parse_moment_or_day(text)
    day = format_partial_date(moment.date().isoformat())
    if len(text) == DAY_LENGTH:
        return day
    return f"{day}, {moment:%H:%M:%S} UTC" if moment.second else f"{day}, {moment:%H:%M} UTC"


def _after_leap_second(before: str) -> datetime:
    """Return the second after a leap second, which can only end the last minute of a UTC month."""
    after = datetime.fromisoformat(before).astimezone(UTC) + timedelta(seconds=1)
    if (after.day, after.hour, after.minute) != (1, 0, 0):
        raise ValueError("Only the last minute of a month, in UTC, can have a second 60.")
    return after


def add_months(day: date, months: int) -> date:
    """Return the day this many months later, or that month's last day, within the calendar.

    Results beyond `date.min` or `date.max` are clipped to it.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def subtract_months(day: date, months: int) -> date:
    """Return the day this many months earlier, or that month's last day."""
    return add_months(day, -months)


def classify_age(as_of: str | None, today: date) -> str:
    """Return `fresh`, `aging`, or `stale` by the last day of `as_of`; `undated` if it is empty."""
    if not as_of:
        return "undated"
    last = parse_partial_date(as_of)[1]
    if today <= add_months(last, FRESH_MONTHS):
        return "fresh"
    return "aging" if today <= add_months(last, AGING_MONTHS) else "stale"


def format_partial_date(text: str) -> str:
    """Return a partial date in words, as precise as it is: day and month, month, or year."""
    first, _ = parse_partial_date(text)
    if len(text) == YEAR_LENGTH:
        return text
    month, year = MONTHS[first.month - 1], text[:4]
    return f"{month} {year}" if len(text) == MONTH_LENGTH else f"{month} {first.day}, {year}"
