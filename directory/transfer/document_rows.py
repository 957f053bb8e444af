"""The rows of a `.jsonl` file of profile documents, read one at a time.

Documents are validated elsewhere. This module reports only what parsing would lose: text that is
not JSON, and repeated keys.
"""

import codecs
import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from directory.document import schema
from directory.document.validators import shorten_for_message

LONGEST_PATH = 500  # characters; the paths of a valid document are shorter
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # Those of UTF-32 begin or go on alike.
# What Python says of text that isn't JSON, in our words.
JSON_ERRORS = {
    "Expecting value": "a value is missing, or it isn't written as JSON",
    "Expecting property name enclosed in double quotes": "a key isn't in double quotes, or there is"
    " a comma after the last one",
    "Illegal trailing comma before end of object": "there is a comma after the last key",
    "Illegal trailing comma before end of array": "there is a comma after the last value",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Unterminated string starting": "the string that begins here has no end",
    "Invalid control character": "a line break, tab, or other control character isn't escaped",
    "Invalid \\escape": "a backslash isn't escaped",
    "Invalid \\uXXXX escape": "\\u isn't followed by four hexadecimal digits",
    "Extra data": "there is more text after the end of the value",
}
REPEATED_KEY = "This key appears twice. Include each key once."


@dataclass
class DocumentFile:
    """The rows of a `.jsonl` file: their offsets, and their slugs with their successors' slugs."""

    path: Path
    offsets: dict[int, int] = field(default_factory=dict)
    successor_of: dict[str, str | None] = field(default_factory=dict)
    left: int = 0  # rows skipped
    problems: list[tuple[int, schema.Problem]] = field(default_factory=list)

    @classmethod
    def scan(cls, path, leave=frozenset()):
        """Find the rows, their slugs, and their successors; a repeated slug is a problem.

        Rows of the slugs in `leave` are skipped.
        """
        source = cls(Path(path))
        offset = 0
        with source.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                # Some editors write a byte order mark; it is not part of the first row.
                mark = (
                    len(codecs.BOM_UTF8) if not offset and line.startswith(codecs.BOM_UTF8) else 0
                )
                if line[mark:].strip():
                    source.note(number, offset + mark, read_row_object(line[mark:]), leave)
                offset += len(line)
        return source

    def note(self, row, offset, document, leave):
        """Record a row's offset, slug, and successor."""
        slug, successor = document.get("slug"), document.get("successor")
        if isinstance(slug, str):
            if slug in leave:
                self.left += 1
                return
            if slug in self.successor_of:
                message = "Another row in the file has the same slug. Use each slug once."
                self.problems.append((row, schema.Problem("slug", message, "repeated")))
            self.successor_of[slug] = successor if isinstance(successor, str) else None
        self.offsets[row] = offset

    def lines(self, rows):
        """Yield (row, line) for these rows, in the given order."""
        with self.path.open("rb") as lines:
            for row in rows:
                lines.seek(self.offsets[row])
                yield row, lines.readline()


def read_row_object(line):
    """Return the object in a row, {} if it holds none; errors are reported later."""
    with suppress(ValueError, RecursionError):
        document = json.loads(line)
        if isinstance(document, dict):
            return document
    return {}


class ObjectWithRepeatedKeys(dict):
    """A JSON object in which keys were repeated; it holds the last value of each."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]


def parse_document(line):
    """Return one document, and a `ProblemList` of its repeated keys.

    Raise `DocumentInvalid` if the line is not JSON in UTF-8.
    """
    repeated = []

    def read(pairs):
        value = dict(pairs)
        if len(value) < len(pairs):
            value = ObjectWithRepeatedKeys(pairs)
            repeated.append(value)
        return value

    try:
        document = json.loads(
            line.decode("utf-8"), object_pairs_hook=read, parse_constant=refuse_constant
        )
    except (ValueError, RecursionError) as error:
        message = f"This isn't valid JSON in UTF-8. {describe_json_error(error, line)}"
        raise schema.DocumentInvalid([schema.Problem("", message, "not_json")]) from error
    return document, find_repeated_keys(document) if repeated else schema.ProblemList()


class NotInJsonError(ValueError):
    """A word that Python reads in JSON and the standard doesn't have, such as NaN."""


def refuse_constant(word):
    """Raise NotInJsonError: JSON has neither NaN nor Infinity."""
    raise NotInJsonError(f"{word} isn't a JSON value. Send a number or null.")


def describe_json_error(error, line):
    """Return a sentence with what is wrong with a text that isn't JSON, and where."""
    if line.startswith(UTF_16_MARKS) or b"\0" in line[:4]:
        return "It is in UTF-16 or UTF-32. Send it in UTF-8."
    if isinstance(error, json.JSONDecodeError):
        said = JSON_ERRORS.get(error.msg.removesuffix(" at"), "this can't be read")
        if not error.doc.strip():
            said = "the text is empty"
        return f"Line {error.lineno}, column {error.colno}: {said}."
    if isinstance(error, UnicodeDecodeError):
        return f"The byte {line[error.start]:#04x} at position {error.start:,} isn't UTF-8."
    if isinstance(error, NotInJsonError):
        return str(error)
    if isinstance(error, RecursionError):
        return "Its objects and lists are nested too deeply."
    return "A number in it has too many digits."


def find_repeated_keys(document):
    """Return a `ProblemList` of the repeated keys, in document order."""
    problems = schema.ProblemList()
    pending = [(None, "", document)]
    while pending:
        # Paths are built only for problems: in deeply nested objects, they are long and many.
        *place, value = pending.pop()
        if isinstance(value, ObjectWithRepeatedKeys):
            path = build_nested_path(place)
            for key in value.twice:
                problems.add(extend_path(path, key), REPEATED_KEY, "repeated")
        parts = value.items() if isinstance(value, dict) else ()
        parts = enumerate(value) if isinstance(value, list) else parts
        inside = [(place, key, part) for key, part in parts if isinstance(part, dict | list)]
        pending += reversed(inside)
    return problems


def build_nested_path(place):
    """Return the path of a place, a chain of (outer place, key); a long one is cut."""
    keys = []
    while place[0] is not None:
        keys.append(place[1])
        place = place[0]
    path = ""
    for key in reversed(keys):
        path = extend_path(path, key) if isinstance(key, str) else f"{path}[{key}]"
        if len(path) > LONGEST_PATH:
            return f"{path[:LONGEST_PATH]}…"
    return path


def extend_path(path, key):
    """Return the path of a key's value."""
    if path == "citations":
        return f"citations[{shorten_for_message(key)}]"
    return f"{path}.{shorten_for_message(key)}" if path else shorten_for_message(key)
