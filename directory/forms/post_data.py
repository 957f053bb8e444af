"""Posted form data as document values, valid or not.

The validator checks them. An empty field becomes None if the document uses None, and digits become
a number.
"""

import re

from directory.forms.typed_numbers import parse_whole_number
from directory.text import clean_text

ROW_PATTERN = re.compile(r"\[([0-9]{1,4})\]\.")
MERGE_SIDES = ("ours", "theirs")  # whose value a merge takes if both changed it


class PostData:
    """The values of a form, by the path of each in the document."""

    def __init__(self, data):
        self.data = data

    def __contains__(self, path):
        return path in self.data

    def text(self, path):
        """Return the field's trimmed text, "" if empty."""
        return clean_text(self.data.get(path, "").replace("\r\n", "\n"))

    def value(self, path):
        """Return the field's trimmed text, None if empty."""
        return self.text(path) or None

    def number(self, path):
        """Return the field as an integer, the raw text if it isn't one, None if empty."""
        return parse_whole_number(self.text(path))

    def year(self, path):
        """Return the field as an integer if it has only digits: a year has no separators."""
        text = self.text(path)
        return self.number(path) if text.isdecimal() else text or None

    def codes(self, path):
        """Return all values of this name, each once."""
        return list(dict.fromkeys(value for value in self.data.getlist(path) if value))

    def rows(self, field):
        """Return the row numbers of a list, ascending."""
        prefix = re.escape(field)
        matches = (re.match(prefix + ROW_PATTERN.pattern, name) for name in self.data)
        return sorted({int(match[1]) for match in matches if match})


def read_chosen_sides(data):
    """Return the side chosen for each conflict, "ours" or "theirs", by the path of the value."""
    chosen = {path: data.get(f"side-{row}") for row, path in enumerate(data.getlist("path"))}
    return {path: side for path, side in chosen.items() if side in MERGE_SIDES}
