"""What was posted, as values of the document: as typed, whether or not they are valid.

The validator judges them. Empty is None where the document has None, and digits are a number.
"""

import re

from directory.text import clean

ROW = re.compile(r"\[([0-9]{1,4})\]\.")
GROUPED = re.compile(r"[0-9]{1,3}([,.'\u2019\u00a0\u202f ][0-9]{3})+")
LONGEST_NUMBER = 15  # digits; more is no count, and is kept as it was typed


class Posted:
    """The values of a form, by the path that each has in the document."""

    def __init__(self, data):
        self.data = data

    def __contains__(self, path):
        return path in self.data

    def text(self, path):
        """What was typed, "" for nothing."""
        return clean(self.data.get(path, "").replace("\r\n", "\n"))

    def value(self, path):
        """What was typed, None for nothing."""
        return self.text(path) or None

    def number(self, path):
        """A whole number; what is none, as it was typed."""
        return whole(self.text(path))

    def codes(self, path):
        """All values of this name, each once."""
        return list(dict.fromkeys(value for value in self.data.getlist(path) if value))

    def rows(self, field):
        """The numbers of the rows of a list, in their order."""
        prefix = re.escape(field)
        found = (re.match(prefix + ROW.pattern, name) for name in self.data)
        return sorted({int(match[1]) for match in found if match})


def whole(text):
    """The number that somebody wrote, thousands set apart or not; None for nothing."""
    if not text:
        return None
    digits = re.sub("[^0-9]", "", text) if GROUPED.fullmatch(text) else text
    if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER:
        return int(digits)
    return text
