"""The cells of pasted text, separated by tabs, semicolons, or commas, as spreadsheets write them.

A cell in quotation marks may hold the separator, line breaks, and quotation marks written twice
(RFC 4180). Text with any other use of the marks at the beginning of a cell isn't read at all: a
forgotten mark would otherwise swallow the rows below it.
"""

import csv
import io
import re
from dataclasses import dataclass

from directory.text import clean_text

SEPARATORS = {"\t": "tab", ";": "semicolon", ",": "comma"}
DECLARED_SEPARATOR = re.compile(r"sep=([\t;,])\n", re.IGNORECASE)  # a first line, for Excel
UNCLOSED_QUOTE = "unexpected end of data"  # in the message of `csv`


@dataclass(frozen=True)
class PastedLine:
    """The cells of one row, and the number of its first line in the text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PastedTable:
    """The text read with one separator; after an error, only the rows above it."""

    separator: str
    lines: tuple[PastedLine, ...]
    error: str = ""

    @property
    def width(self):
        """The number of cells of the longest row."""
        return max((len(line.cells) for line in self.lines), default=0)

    @property
    def is_divided(self):
        """Whether the separator divides the first row, or nothing could be read."""
        return bool(self.error) or bool(self.lines and len(self.lines[0].cells) > 1)

    @property
    def is_rectangular(self):
        """Whether the separator divides every row into the same number of cells."""
        return not self.error and {len(line.cells) for line in self.lines} == {self.width} != {1}


def read_tables(text, most_lines):
    """Return the text read with each separator, or with the one that its first line declares.

    Rows without text are left out. Reading stops after one row more than `most_lines`.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    separators = SEPARATORS
    if match := DECLARED_SEPARATOR.match(text):
        separators, text = match[1], "\n" + text[match.end() :]  # The lines keep their numbers.
    tables = [read_table(text, separator, most_lines) for separator in separators]
    return list({(table.lines, table.error): table for table in tables}.values())


def read_table(text, separator, most_lines):
    """Return the text read with one separator."""
    lines, number = [], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if error := find_swallowed_rows(cells, separator, number, reader.line_num):
                return PastedTable(separator, tuple(lines), error)
            if any(cell.strip() for cell in cells):
                lines.append(PastedLine(number, tuple(map(clean_text, cells))))
            if len(lines) > most_lines:
                break
            number = reader.line_num + 1
    except csv.Error as error:
        return PastedTable(separator, tuple(lines), describe_quote_error(str(error), number))
    return PastedTable(separator, tuple(lines))


def find_swallowed_rows(cells, separator, first, last):
    """Return the error of a cell that may be several rows between two stray marks, or ""."""
    if any("\n" in cell and separator in cell for cell in cells):
        return (
            f"Lines {first} to {last} have a cell in quotation marks with a line break and a "
            f"{SEPARATORS[separator]} inside it. Remove the quotation marks if these are several "
            "rows, or the line break if they are one."
        )
    return ""


def describe_quote_error(error, number):
    """Return what is wrong with the quotation marks of the row that begins on this line."""
    if UNCLOSED_QUOTE in error:
        return (
            f"Line {number} has a cell that begins with a quotation mark but doesn’t end with one. "
            "Remove the mark, or add the one that is missing."
        )
    return (
        f"Line {number} has a cell that begins with a quotation mark and has text after "
        "its closing one. Remove the marks, or put the whole cell in quotation marks and double "
        "each one inside it."
    )
