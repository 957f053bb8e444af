"""What was posted, as values of the document: as typed, whether or not they are valid.

The validator judges them. Empty is None where the document has None, and digits are a number.
"""

import re

from directory.text import clean_text

ROW_PATTERN = re.compile(r"\[([0-9]{1,4})\]\.")
GROUPED_NUMBER = re.compile(r"[0-9]{1,3}([,.'\u2019\u00a0\u202f ][0-9]{3})+")
MAX_NUMBER_DIGITS = 15  # digits; more is no count, and is kept as it was typed


class PostData:
    """The values of a form, by the path that each has in the document."""

    def __init__(self, data):
        self.data = data

    def __contains__(self, path):
        return path in self.data

    def text(self, path):
        """What was typed, "" for nothing."""
        return clean_text(self.data.get(path, "").replace("\r\n", "\n"))

    def value(self, path):
        """What was typed, None for nothing."""
        return self.text(path) or None

    def number(self, path):
        """A whole number; what is none, as it was typed."""
        return parse_whole_number(self.text(path))

    def codes(self, path):
        """All values of this name, each once."""
        return list(dict.fromkeys(value for value in self.data.getlist(path) if value))

    def rows(self, field):
        """The numbers of the rows of a list, in their order."""
        prefix = re.escape(field)
        found = (re.match(prefix + ROW_PATTERN.pattern, name) for name in self.data)
        return sorted({int(match[1]) for match in found if match})


def parse_whole_number(text):
    """The number that somebody wrote, thousands set apart or not; None for nothing."""
    if not text:
        return None
    digits = re.sub("[^0-9]", "", text) if GROUPED_NUMBER.fullmatch(text) else text
    if digits.isascii() and digits.isdigit() and len(digits) <= MAX_NUMBER_DIGITS:
        return int(digits)
    return text
