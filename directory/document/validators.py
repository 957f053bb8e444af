"""The checks of single values: text, addresses, days, whole numbers, codes, lists and objects.

What the fields of a profile are called and mean stands in `schema`, not here.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from ipaddress import AddressValueError, IPv6Address
from itertools import islice
from typing import Any

from directory.dates import format_partial_date, parse_partial_date
from directory.text import clean_text, find_nearest_word

URL_LIMIT = 2000
LIST_LIMIT = 500
LAST_PORT = 65_535
LAST_YEAR = 9999  # years are written without a separator
MAX_LISTED_CHOICES = (
    20  # so many choices are named in a message, so many unknown keys reported in one object
)

SLUG_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_URL = re.compile(
    r"https?://"
    r"(?:[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*\.?|\[(?P<ipv6>[0-9a-f:.]+)\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?:[/?#][^\s<>\"]*)?",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_IN_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a document: where (positions as sent), what is allowed, and a code."""

    path: str
    message: str
    code: str


class DocumentInvalid(ValueError):  # noqa: N818 - reads as what is said of the document
    """A document with everything that is wrong with it, in the order of the document."""

    def __init__(self, problems: Collection[Problem]) -> None:
        super().__init__("; ".join(f"{p.path or 'document'}: {p.message}" for p in problems))
        self.problems = tuple(problems)


class ValueReader:
    """Reads values and notes what is wrong with them.

    A value in error comes back as it was sent: nothing of such a document is kept, and a value
    that is wrong is still there, so that it is not reported as missing, too. For text, addresses,
    days and codes null and "" are the same: nothing.
    """

    def __init__(self, today: date) -> None:
        self.today = today
        self.problems: list[Problem] = []

    def report(self, path: str, message: str, code: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(path, message, code))

    def text(self, value: Any, path: str, limit: int, *, lines: bool = False) -> Any:
        """Trimmed text of at most `limit` characters, "" for none; of several lines if so said."""
        if value is None:
            return ""
        if not isinstance(value, str):
            self.report(path, f"Send text of at most {limit:,} characters.", "wrong_type")
            return value
        if lines:
            value = value.replace("\r\n", "\n").replace("\r", "\n")  # as browsers send it
        value = clean_text(value)
        if (_CONTROL_IN_LINES if lines else _CONTROL).search(value):
            allowed = "text with line breaks and tabs" if lines else "one line of text"
            message = f"This contains a character that can't be displayed. Use {allowed} only."
            self.report(path, message, "control_character")
        elif len(value) > limit:
            message = f"This has {len(value):,} characters. Use at most {limit:,}."
            self.report(path, message, "too_long")
        return value

    def name(self, value: Any, path: str, limit: int) -> Any:
        """Text that must be there."""
        text = self.text(value, path, limit)
        if text == "":
            self.report(path, f"This is required. Enter 1 to {limit:,} characters.", "required")
        return text

    def url(self, value: Any, path: str, *, required: bool = False) -> Any:
        """A web address, "" for none."""
        known = len(self.problems)
        url = self.text(value, path, URL_LIMIT)
        if url == "":
            if required:
                message = "Enter a URL that starts with http:// or https://."
                self.report(path, message, "required")
        elif len(self.problems) == known and not is_url(url):
            message = (
                "Enter a valid URL that starts with http:// or https://, such as "
                "https://example.org/about, with no spaces and no username."
            )
            self.report(path, message, "invalid_url")
        return url

    def day(self, value: Any, path: str) -> Any:
        """A partial date, None for none."""
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            message = "Send the date as text: YYYY, YYYY-MM, or YYYY-MM-DD."
            self.report(path, message, "wrong_type")
        elif not is_day(value):
            message = (
                f"{quote_for_message(value)} is not a valid date. Use YYYY, YYYY-MM, or YYYY-MM-DD."
            )
            self.report(path, message, "invalid_date")
        return value

    def as_of(self, value: Any, path: str) -> Any:
        """The partial date of a statement, which has been made already."""
        day = self.day(value, path)
        if is_day(day) and parse_partial_date(day)[0] > self.today:
            future = format_partial_date(day)
            message = f"{future} is in the future. Enter today's date or an earlier one."
            self.report(path, message, "future_date")
        return day

    def period(self, start: Any, end: Any, path: str) -> None:
        """An end lies in or after its start, as far as both are known."""
        if (
            is_day(start)
            and is_day(end)
            and parse_partial_date(end)[1] < parse_partial_date(start)[0]
        ):
            dates = f"The end, {format_partial_date(end)}, is before the start"
            message = f"{dates}, {format_partial_date(start)}. Enter an end on or after the start."
            self.report(path, message, "period_reversed")

    def whole(self, value: Any, path: str, lowest: int, highest: int) -> Any:
        """A whole number, None for none. True is none, and neither is 5.0."""
        if value is None:
            return None
        grouping = "" if highest <= LAST_YEAR else ","
        allowed = f"Enter a whole number from {lowest} to {highest:{grouping}}."
        if isinstance(value, bool) or not isinstance(value, int):
            self.report(path, f"This is not a whole number. {allowed}", "wrong_type")
        elif not lowest <= value <= highest:
            self.report(path, f"This number is out of range. {allowed}", "out_of_range")
        return value

    def flag(self, value: Any, path: str) -> Any:
        """True or false."""
        if not isinstance(value, bool):
            self.report(path, "Send true or false.", "wrong_type")
        return value

    def code(
        self, value: Any, path: str, allowed: Collection[str], *, required: bool = False
    ) -> Any:
        """One of the codes allowed, exactly as it is written; None for none."""
        if value is None or value == "":
            if required:
                self.report(path, f"This is required. {_choices(allowed)}", "required")
            return None
        if not isinstance(value, str):
            self.report(path, f"This isn't text. {_choices(allowed)}", "wrong_type")
        elif value not in allowed:
            near, choices = _meant(value, allowed), _choices(allowed)
            message = f"{quote_for_message(value)} isn't recognized.{near} {choices}"
            self.report(path, message, "unknown_value")
        return value

    def matching(self, value: Any, path: str, form: re.Pattern[str], said: str, code: str) -> Any:
        """Text of a fixed form, None for none; `said` describes the form."""
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.report(path, f"This isn't text. Enter {said}.", "wrong_type")
        elif not form.fullmatch(value):
            self.report(path, f"{quote_for_message(value)} isn't valid. Enter {said}.", code)
        return value

    def record(self, value: Any, path: str, keys: Collection[str]) -> dict[str, Any] | None:
        """An object with none but these keys; None if it is no object."""
        if not isinstance(value, dict):
            message = f"Send an object with these fields: {', '.join(keys)}."
            self.report(path, message, "wrong_type")
            return None
        if not value.keys() <= set(keys):
            unknown = (key for key in value if key not in keys)
            for key in islice(unknown, MAX_LISTED_CHOICES):
                at = f"{path}.{shorten_for_message(key)}" if path else shorten_for_message(key)
                message = f"{quote_for_message(key)} is not a recognized field.{_meant(key, keys)}"
                self.report(at, f"{message} {_choices(keys)}", "unknown_key")
        return value

    def mapping(self, value: Any, path: str, said: str) -> dict[Any, Any]:
        """An object whose keys are free; {} if it is none."""
        if isinstance(value, dict):
            return value
        self.report(path, f"Send an object that maps {said}.", "wrong_type")
        return {}

    def items(
        self,
        value: Any,
        path: str,
        read: Callable[[Any, str], Any],
        key: Callable[[Any], str],
    ) -> list[Any]:
        """A list of items, each read by `read`, no two of them with the same key."""
        if not isinstance(value, list):
            self.report(path, "Send a list, or [] for none.", "wrong_type")
            return []
        if len(value) > LIST_LIMIT:
            message = f"This list has {len(value):,} items. Send at most {LIST_LIMIT}."
            self.report(path, message, "too_many")
            return value
        seen: dict[str, str] = {}
        result = []
        for position, sent in enumerate(value):
            at = f"{path}[{position}]"
            item = read(sent, at)
            result.append(item)
            first = seen.setdefault(_key_if_any(item, key) or at, at)
            if first is not at:
                message = f"This repeats {first}. Remove one of the two."
                self.report(at, message, "repeated")
        return result


def is_url(text: str) -> bool:
    """Whether this is an http or https address with a host, without spaces and user name."""
    match = _URL.fullmatch(text)
    if match is None or int(match["port"] or 0) > LAST_PORT:
        return False
    return match["ipv6"] is None or is_ipv6(match["ipv6"])


def is_ipv6(text: str) -> bool:
    """Whether this is an IPv6 address, as an address on the web has it in brackets."""
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def is_day(value: Any) -> bool:
    """Whether this is a partial date."""
    if not isinstance(value, str):
        return False
    try:
        parse_partial_date(value)
    except ValueError:
        return False
    return True


def shorten_for_message(value: Any, limit: int = 80) -> str:
    """What was sent, as a message or path may show it: short, and without what cannot be shown."""
    if not isinstance(value, str):
        return f"a {type(value).__name__}"  # a huge number or a deep list has no short text
    text = _CONTROL.sub("\ufffd", value[: limit + 1])
    return text if len(text) <= limit else text[:limit] + "…"


def quote_for_message(value: Any) -> str:
    """The same in quotation marks."""
    return (
        f"“{shorten_for_message(value)}”" if isinstance(value, str) else shorten_for_message(value)
    )


def _meant(value: Any, allowed: Collection[str]) -> str:
    """The nearest of what is allowed, as a question."""
    found = find_nearest_word(value, allowed) if isinstance(value, str) else None
    return f" Did you mean {found}?" if found else ""


def _choices(allowed: Collection[str]) -> str:
    """What is allowed, listed while it is short."""
    in_order = sorted(allowed) if isinstance(allowed, (set, frozenset)) else allowed
    listed = ", ".join(islice(in_order, MAX_LISTED_CHOICES)) or "none"
    more = len(allowed) - MAX_LISTED_CHOICES
    return f"Allowed: {listed}, and {more} more." if more > 0 else f"Allowed: {listed}."


def _key_if_any(item: Any, key: Callable[[Any], str]) -> str | None:
    """An item's key, or None where what is wrong with the item leaves it without one."""
    try:
        found = key(item)
    except (TypeError, KeyError, AttributeError):
        return None
    return found if isinstance(found, str) else None
