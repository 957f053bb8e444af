"""The checks of single values: text, URLs, dates, whole numbers, codes, lists, and objects.

The fields of a profile are in `profile`, not here.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import partial
from ipaddress import AddressValueError, IPv6Address
from itertools import islice
from typing import Any

from directory.dates import explain_invalid_date, format_partial_date, parse_partial_date
from directory.document.problems import ProblemList
from directory.terms import LIST_LIMIT, URL_LIMIT
from directory.text import (
    MOST_MARKS,
    clean_text,
    find_line_break,
    find_nearest_word,
    find_unseen_character,
    has_too_many_marks,
    hide_unseen,
    name_character,
    normalize_line_breaks,
)

LAST_PORT = 65_535
LAST_YEAR = 9999  # years are written without a separator
MAX_LISTED_CHOICES = 12  # choices named in a message
SHOWN_BEFORE = 12  # characters before an invisible one, in a message

SLUG_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_URL = re.compile(
    r"https?://"
    r"(?:[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*\.?|\[(?P<ipv6>[0-9a-f:.]+)\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?:[/?#][^\s<>\"]*)?",
    re.IGNORECASE,
)


class Codes(Collection[str]):
    """The codes of a vocabulary, which also knows what people write for one of them.

    `find_nearest` returns the code that a text means, or None. `address` is the URL of the codes
    with their labels.
    """

    def __init__(
        self, codes: Collection[str], find_nearest: Callable[[str], str | None], address: str
    ) -> None:
        self._codes, self.find_nearest, self.address = codes, find_nearest, address

    def __contains__(self, code: object) -> bool:
        """Return whether this is one of the codes, in its exact spelling."""
        return code in self._codes

    def __iter__(self) -> Iterator[str]:
        """Iterate over the codes in the order of the vocabulary."""
        return iter(self._codes)

    def __len__(self) -> int:
        """Return the number of codes."""
        return len(self._codes)


class ValueReader:
    """A reader of single values that collects their problems.

    A wrong value is returned as submitted. The document is rejected anyway, and a wrong value that
    is present is then not reported as missing, too. For text, URLs, dates, and codes, null and ""
    both mean absent.
    """

    def __init__(self, today: date) -> None:
        self.today = today
        self.problems = ProblemList()

    def report(self, path: str, message: str | Callable[[], str], code: str) -> None:
        """Record one problem; a costly message is a function, called only if it is kept."""
        self.problems.add(path, message, code)

    def text(self, value: Any, path: str, limit: int, *, lines: bool = False) -> Any:
        """Return trimmed text of at most `limit` characters, "" if absent.

        With `lines`, tabs and line breaks of every kind are allowed.
        """
        if value is None:
            return ""
        if not isinstance(value, str):
            self.report(path, f"Send text of at most {limit:,} characters.", "wrong_type")
            return value
        value = clean_text(normalize_line_breaks(value) if lines else value)
        if found := describe_unseen_character(value, lines=lines):
            self.report(path, *found)
        elif has_too_many_marks(value):
            message = f"A letter has more than {MOST_MARKS} accents or other marks. Remove them."
            self.report(path, message, "too_many_marks")
        elif len(value) > limit:
            message = f"This has {len(value):,} characters. Use at most {limit:,}."
            self.report(path, message, "too_long")
        return value

    def name(self, value: Any, path: str, limit: int) -> Any:
        """Return required text."""
        text = self.text(value, path, limit)
        if text == "":
            self.report(path, f"This is required. Enter 1 to {limit:,} characters.", "required")
        return text

    def url(self, value: Any, path: str, *, required: bool = False) -> Any:
        """Return a URL, "" if absent."""
        problems_before = self.problems.count
        url = self.text(value, path, URL_LIMIT)
        if url == "":
            if required:
                message = "Enter a URL that starts with http:// or https://."
                self.report(path, message, "required")
        elif self.problems.count == problems_before and not is_url(url):
            message = (
                "Enter a valid URL that starts with http:// or https://, such as "
                "https://example.org/about, with no spaces and no username."
            )
            self.report(path, message, "invalid_url")
        return url

    def day(self, value: Any, path: str) -> Any:
        """Return a partial date, None if absent."""
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            message = "Send the date as text: YYYY, YYYY-MM, or YYYY-MM-DD."
            self.report(path, message, "wrong_type")
        elif not is_day(value):
            reason = explain_invalid_date(value)
            message = f"{quote_for_message(value)} is not a valid date. {reason}"
            self.report(path, message, "invalid_date")
        return value

    def as_of(self, value: Any, path: str) -> Any:
        """Return the partial date of a statement; report one in the future."""
        day = self.day(value, path)
        if is_day(day) and parse_partial_date(day)[0] > self.today:
            future = format_partial_date(day)
            message = f"{future} is in the future. Enter today's date or an earlier one."
            self.report(path, message, "future_date")
        return day

    def period(self, start: Any, end: Any, path: str) -> None:
        """Report an end that is before its start; a missing or wrong date is not compared."""
        if (
            is_day(start)
            and is_day(end)
            and parse_partial_date(end)[1] < parse_partial_date(start)[0]
        ):
            dates = f"The end, {format_partial_date(end)}, is before the start"
            message = f"{dates}, {format_partial_date(start)}. Enter an end on or after the start."
            self.report(path, message, "period_reversed")

    def whole(self, value: Any, path: str, lowest: int, highest: int) -> Any:
        """Return a whole number, None if absent. True and 5.0 are not whole numbers."""
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
        """Return True or False."""
        if not isinstance(value, bool):
            self.report(path, "Send true or false.", "wrong_type")
        return value

    def code(
        self, value: Any, path: str, allowed: Collection[str], *, required: bool = False
    ) -> Any:
        """Return one of the allowed codes, matched exactly; None if absent."""
        if value is None or value == "":
            if required:
                self.report(path, f"This is required. {_choices(allowed)}", "required")
            return None
        if not isinstance(value, str):
            self.report(path, f"This isn't text. {_choices(allowed)}", "wrong_type")
        elif value not in allowed:
            self.report(path, partial(_unknown_value, value, allowed), "unknown_value")
        return value

    def matching(self, value: Any, path: str, form: re.Pattern[str], said: str, code: str) -> Any:
        """Return text that matches `form`, None if absent; `said` is the form in words."""
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.report(path, f"This isn't text. Enter {said}.", "wrong_type")
        elif not form.fullmatch(value):
            self.report(path, f"{quote_for_message(value)} isn't valid. Enter {said}.", code)
        return value

    def record(self, value: Any, path: str, keys: Collection[str]) -> dict[str, Any] | None:
        """Return an object, None if it isn't one; report keys that are not in `keys`."""
        if not isinstance(value, dict):
            message = f"Send an object with these fields: {', '.join(keys)}."
            self.report(path, message, "wrong_type")
            return None
        if not value.keys() <= set(keys):
            for key in (key for key in value if key not in keys):
                at = f"{path}.{shorten_for_message(key)}" if path else shorten_for_message(key)
                self.report(at, partial(_unknown_key, key, keys), "unknown_key")
        return value

    def mapping(self, value: Any, path: str, said: str) -> dict[Any, Any]:
        """Return an object with arbitrary keys, {} if it isn't one; `said` is its form in words."""
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
        """Return a list of items, each read by `read`; report items with the same key."""
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


def describe_unseen_character(text: str, *, lines: bool = False) -> tuple[str, str] | None:
    """Return a message and code for the first character that isn't text, None if there is none.

    With `lines`, tabs and line breaks are text.
    """
    position = find_unseen_character(text)
    if position is not None:
        is_control = unicodedata.category(text[position]) in {"Cc", "Cs"}
        said = f"This contains {name_character(text[position])}, which can’t be seen, "
        message = f"{said}{say_position(text, position)} Remove it."
        return message, "control_character" if is_control else "invisible_character"
    position = None if lines else find_line_break(text)
    if position is None:
        return None
    kind = "a tab" if text[position] == "\t" else "a line break"
    said = f"This contains {kind} ({name_character(text[position])}) "
    return f"{said}{say_position(text, position)} Use one line of text.", "control_character"


def say_position(text: str, position: int) -> str:
    """Return where a character is: its number, and the text right before it."""
    before = hide_unseen(text[max(position - SHOWN_BEFORE, 0) : position]).strip()
    return f"as character {position + 1:,}" + (f", after “{before}”." if before else ".")


def is_url(text: str) -> bool:
    """Return whether this is an http or https URL with a host, no spaces, and no user name."""
    match = _URL.fullmatch(text)
    if match is None or int(match["port"] or 0) > LAST_PORT:
        return False
    return match["ipv6"] is None or is_ipv6(match["ipv6"])


def is_ipv6(text: str) -> bool:
    """Return whether this is an IPv6 address, without the brackets of a URL."""
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def is_day(value: Any) -> bool:
    """Return whether this is a partial date."""
    if not isinstance(value, str):
        return False
    try:
        parse_partial_date(value)
    except ValueError:
        return False
    return True


def shorten_for_message(value: Any, limit: int = 80) -> str:
    """Return a submitted value for a message or path: short, without unprintable characters."""
    if not isinstance(value, str):
        return f"a {type(value).__name__}"  # the text of a number or a list may be huge
    text = hide_unseen(value[: limit + 1])
    return text if len(text) <= limit else text[:limit] + "…"


def quote_for_message(value: Any) -> str:
    """Return the shortened value, in quotation marks if it is text."""
    return (
        f"“{shorten_for_message(value)}”" if isinstance(value, str) else shorten_for_message(value)
    )


def _meant(value: Any, allowed: Collection[str]) -> str:
    """Return a question that suggests the nearest allowed value, "" if none is near."""
    if not isinstance(value, str):
        return ""
    if isinstance(allowed, Codes):
        found = allowed.find_nearest(value)
    else:
        found = find_nearest_word(value, allowed)
    return f" Did you mean {found}?" if found else ""


def _unknown_key(key: Any, keys: Collection[str]) -> str:
    said = f"{quote_for_message(key)} is not a recognized field.{_meant(key, keys)}"
    return f"{said} {_choices(keys)}"


def _unknown_value(value: str, allowed: Collection[str]) -> str:
    said = f"{quote_for_message(value)} isn't recognized.{_meant(value, allowed)}"
    return f"{said} {_choices(allowed)}"


def _choices(allowed: Collection[str]) -> str:
    """Return the allowed values as a sentence, or the URL of their list if they are many."""
    if isinstance(allowed, Codes) and len(allowed) > MAX_LISTED_CHOICES:
        return f"Allowed values: {allowed.address}"
    in_order = sorted(allowed) if isinstance(allowed, (set, frozenset)) else allowed
    listed = ", ".join(islice(in_order, MAX_LISTED_CHOICES)) or "none"
    more = len(allowed) - MAX_LISTED_CHOICES
    return f"Allowed: {listed}, and {more} more." if more > 0 else f"Allowed: {listed}."


def _key_if_any(item: Any, key: Callable[[Any], str]) -> str | None:
    """Return an item's key, or None if the item is too malformed to have one."""
    try:
        item_key = key(item)
    except (TypeError, KeyError, AttributeError):
        return None
    return item_key if isinstance(item_key, str) else None
