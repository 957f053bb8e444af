"""The rows of a pasted table as trial counts, each cell beside its text.

What makes a row uncertain as a whole is an error of the block: cells without a column, or a line
break in a number or a date.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property

from directory.document.labels import QUALIFIER_CHOICE_LABELS
from directory.document.structure import TRIAL_COUNT_KEYS
from directory.document.validators import quote_for_message
from directory.forms.pasted_cells import NUMBER_COLUMNS, ONE_LINE_COLUMNS, CellReading
from directory.forms.pasted_headings import COLUMN_LABELS, DEFAULT_COLUMN_TEXT
from directory.forms.pasted_table import SEPARATORS

EMPTY_COUNT = dict.fromkeys(TRIAL_COUNT_KEYS) | {"scope": "", "source_url": "", "note": ""}


@dataclass(frozen=True)
class PastedCell:
    """The text of a cell, beside its meaning."""

    typed: str
    reading: CellReading

    @property
    def is_as_typed(self):
        """Whether the meaning, in words, is the text."""
        return self.reading.words == self.typed


@dataclass(frozen=True)
class PastedRow:
    """One count, its filled cells by column, and the number of its line in the block."""

    number: int
    cells: dict[str, PastedCell]
    count: dict


@dataclass(frozen=True)
class PastedBlock:
    """The counts of a block, or the error of the block as a whole, and then no counts."""

    columns: tuple[str, ...] = ()  # those with a filled cell
    lines: tuple[PastedRow, ...] = ()
    error: str = ""
    note: str = ""  # what to check about the block as a whole

    @cached_property
    def rows(self):
        """The counts."""
        return tuple(line.count for line in self.lines)

    @cached_property
    def digest(self):
        """A hash of the counts, by which a form says that they were confirmed as shown."""
        counts = json.dumps(self.rows, sort_keys=True)
        return hashlib.sha256(counts.encode()).hexdigest()

    @cached_property
    def problem_count(self):
        """The number of cells that weren't understood."""
        return sum(bool(reading.problem) for reading in self._readings)

    @cached_property
    def question_count(self):
        """The number of cells that may have been misunderstood."""
        return sum(bool(reading.question) for reading in self._readings)

    @cached_property
    def _readings(self):
        return [cell.reading for line in self.lines for cell in line.cells.values()]

    @property
    def headings(self):
        """The labels of the columns."""
        return [COLUMN_LABELS[column] for column in self.columns]

    @property
    def table(self):
        """Each row's line number, and a (label, cell) pair for every column; None if empty."""
        return [
            (line.number, [(COLUMN_LABELS[name], line.cells.get(name)) for name in self.columns])
            for line in self.lines
        ]


def read_rows(table, headings, reader, usual):
    """Return the counts of a table; its first row is left out if it holds headings."""
    lines = table.lines[1:] if headings.known else table.lines
    if error := headings.error or table.error or find_row_error(table, lines, headings):
        return PastedBlock(error=error)
    if not lines:
        return PastedBlock(error="There are no rows below the headings. Paste them as well.")
    columns = headings.columns
    rows = tuple(
        read_row(line.number, dict(zip(columns, line.cells, strict=False)), reader, usual)
        for line in lines
    )
    used = [column for column in columns if any(row.cells.get(column) for row in rows)]
    return PastedBlock(tuple(used), rows)


def find_row_error(table, lines, headings):
    """Return why a row can't be read, or ""."""
    for line in lines:
        if error := find_extra_cell(table, line, headings) or find_broken_cell(line, headings):
            return error
    return ""


def find_extra_cell(table, line, headings):
    """Return the error of a cell that is in no column, or ""."""
    columns = headings.columns
    filled = [place for place, cell in enumerate(line.cells) if cell]
    if filled[-1] >= len(columns):
        said = (
            f"Line {line.number} has {filled[-1] + 1} cells, but there are {len(columns)} columns. "
        )
        said += f"Put a cell that contains a {SEPARATORS[table.separator]} in quotation marks"
        if headings.known:
            return f"{said}."
        return (
            f"{said}, include a heading row, or use these columns in order: {DEFAULT_COLUMN_TEXT}."
        )
    for place in filled:
        if not columns[place]:
            cell = quote_for_message(line.cells[place])
            return (
                f"Line {line.number} has {cell} in column {place + 1}, which has no heading. "
                "Add a heading, or remove the cell."
            )
    return ""


def find_broken_cell(line, headings):
    """Return the error of a number or a date with a line break in it, or ""."""
    for column, cell in zip(headings.columns, line.cells, strict=False):
        if "\n" in cell and column in ONE_LINE_COLUMNS:
            shown = quote_for_message(cell.replace("\n", " "))
            label = COLUMN_LABELS[column]
            return (
                f"Line {line.number}: {shown} in the column “{label}” has a line break. Remove it."
            )
    return ""


def read_row(number, cells, reader, usual):
    """Return the count of one row; `cells` are by column."""
    readings = {
        column: reader.read(column, cell) for column, cell in cells.items() if column and cell
    }
    readings |= settle_precision(cells, readings)
    values = {key: found.value for key, found in readings.items() if found.value is not None}
    signs = {readings[column].sign for column in NUMBER_COLUMNS if column in readings} - {""}
    count = EMPTY_COUNT | usual | {"qualifier": next(iter(signs), usual["qualifier"])} | values
    shown = {column: PastedCell(cells[column], readings[column]) for column in readings}
    return PastedRow(number, shown, count)


def settle_precision(cells, readings):
    """Return the readings of numbers whose precision differs from the row's, or applies to both.

    A count has one precision. A number with another one keeps its text.
    """
    numbers = [column for column in NUMBER_COLUMNS if column in readings]
    signed = [column for column in numbers if readings[column].sign]
    if not signed:
        return {}
    precision = readings.get("qualifier")
    first = (precision and precision.value) or readings[signed[0]].sign
    label = QUALIFIER_CHOICE_LABELS.get(first, first)
    settled = {}
    for column in signed:
        if readings[column].sign != first:
            said = f"A count has one precision, and this row already says “{label}.” Use two rows."
            settled[column] = CellReading(cells[column], cells[column], said)
    if not settled and len(signed) < len(numbers) and not precision:
        question = f"“{label}” applies to both numbers of the row."
        settled[signed[0]] = replace(readings[signed[0]], question=question)
    return settled
