"""The rows of a `.jsonl` file of profile documents, read a row at a time.

What a document is worth is judged elsewhere; here it is only read, and what no reading can give
back is reported: text that is no JSON, a key given twice.
"""

import codecs
import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from directory.document import schema
from directory.document.validators import shorten_for_message


@dataclass
class DocumentFile:
    """The rows of a `.jsonl` file: where each begins, and what the rows say of each other."""

    path: Path
    offsets: dict[int, int] = field(default_factory=dict)
    successor_of: dict[str, str | None] = field(default_factory=dict)
    left: int = 0  # rows passed over
    problems: list[tuple[int, schema.Problem]] = field(default_factory=list)

    @classmethod
    def scan(cls, path, leave=frozenset()):
        """Find the rows, their slugs and successors; slugs given twice are problems.

        Rows of the slugs in `leave` are passed over.
        """
        source = cls(Path(path))
        offset = 0
        with source.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                # A byte order mark, as some editors write it, says nothing of the first row.
                mark = (
                    len(codecs.BOM_UTF8) if not offset and line.startswith(codecs.BOM_UTF8) else 0
                )
                if line[mark:].strip():
                    source.note(number, offset + mark, read_row_object(line[mark:]), leave)
                offset += len(line)
        return source

    def note(self, row, offset, document, leave):
        """Note where a row stands and what it says of itself to the others."""
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
        """These rows as they stand in the file, in the order asked for."""
        with self.path.open("rb") as lines:
            for row in rows:
                lines.seek(self.offsets[row])
                yield row, lines.readline()


def read_row_object(line):
    """The object that a row holds, {} if it holds none; what it is worth is judged later."""
    with suppress(ValueError, RecursionError):
        document = json.loads(line)
        if isinstance(document, dict):
            return document
    return {}


class ObjectWithRepeatedKeys(dict):
    """An object of which keys were given more than once; the last value of each stands."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]


def parse_document(line):
    """One document, and the problems of its keys; DocumentInvalid where it is no JSON in UTF-8."""
    doubled = []

    def read(pairs):
        value = dict(pairs)
        if len(value) < len(pairs):
            value = ObjectWithRepeatedKeys(pairs)
            doubled.append(value)
        return value

    try:
        document = json.loads(line.decode("utf-8"), object_pairs_hook=read)
    except (ValueError, RecursionError) as error:
        problem = schema.Problem("", f"This isn't valid JSON in UTF-8: {error}", "not_json")
        raise schema.DocumentInvalid([problem]) from error
    return document, list(find_repeated_keys(document)) if doubled else []


def find_repeated_keys(document):
    """A problem for each key that is given twice, in the order of the document."""
    waiting = [("", document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, ObjectWithRepeatedKeys):
            message = "This key appears twice. Include each key once."
            for key in value.twice:
                yield schema.Problem(extend_path(path, key), message, "repeated")
        if isinstance(value, dict):
            parts = [(extend_path(path, key), part) for key, part in value.items()]
        else:
            items = value if isinstance(value, list) else []
            parts = [(f"{path}[{place}]", part) for place, part in enumerate(items)]
        waiting += reversed(parts)


def extend_path(path, key):
    """The path of what stands under a key."""
    if path == "citations":
        return f"citations[{shorten_for_message(key)}]"
    return f"{path}.{shorten_for_message(key)}" if path else shorten_for_message(key)
