"""A block of trial counts from a spreadsheet, read as a whole or not at all.

Its cells may be separated by tabs, semicolons, or commas. All three are tried, and the one is used
whose reading makes sense: the headings are recognized, or without headings every cell is
understood. If several do and differ, the block isn't read.
"""

from dataclasses import replace

from directory import search
from directory.document.validators import quote_for_message
from directory.forms.pasted_cells import DATE_COLUMNS, NUMBER_COLUMNS, CellReader
from directory.forms.pasted_headings import (
    COLUMN_LABELS,
    DEFAULT_COLUMN_ORDER,
    DEFAULT_COLUMN_TEXT,
    Headings,
    has_digits,
    match_headings,
    name_unknown_headings,
)
from directory.forms.pasted_rows import PastedBlock, read_rows
from directory.forms.pasted_table import read_tables

MAX_PASTED_LINES = 500
DEFAULT_HEADINGS = Headings(DEFAULT_COLUMN_ORDER)
SEVERAL_READINGS = (
    "The cells can be divided in more than one way. Add a heading row, such as “Trials” and "
    "“Country,” and put each cell that contains a comma or a semicolon in quotation marks."
)
LATE_HEADINGS = "Line {line} has the column headings. Remove everything above it, such as a title."
MOST_LINES_ABOVE = 10  # above the headings
FEWEST_LATE_HEADINGS = 2
ONE_NUMBER_A_LINE = (
    "Each line was read as one number, with commas between its digits. If the commas separate "
    "cells, add a heading row."
)


def parse_pasted_block(text, usual):
    """Return the counts of a pasted block; `usual` has the values for cells that are missing."""
    tables = read_tables(text, MAX_PASTED_LINES + 1)  # and the headings
    if not any(table.lines or table.error for table in tables):
        return PastedBlock()
    reader = CellReader(search.fetch_vocabulary())
    if usual.get("as_of"):
        date = reader.read("as_of", usual["as_of"])
        if date.problem:
            return PastedBlock(error=f"As of: {date.problem}")
        usual = usual | {"as_of": date.value}
    headings = [match_headings(table.lines[0].cells if table.lines else ()) for table in tables]
    best = max(headings, key=rate_headings)
    if not best.known and (line := find_late_headings(tables)):
        return PastedBlock(error=LATE_HEADINGS.format(line=line))
    pairs = [
        (table, found if best.known else DEFAULT_HEADINGS)
        for table, found in zip(tables, headings, strict=True)
        if rate_headings(found) == rate_headings(best)
        and len(table.lines) - bool(best.known) <= MAX_PASTED_LINES
    ]
    if not pairs:
        return PastedBlock(error=describe_too_many_lines(text))
    blocks = [read_rows(table, found, reader, usual) for table, found in pairs]
    if best.known:
        return choose_only([block for block in blocks if not block.error] or blocks[:1])
    block = choose_unnamed([table for table, _ in pairs], blocks)
    error = find_foreign_column(block)
    return PastedBlock(error=error) if error else block


def find_foreign_column(block):
    """Return the error of a column without a heading that holds something else, or "".

    In a column of numbers or dates, no cell is then understood, and one has no digit.
    """
    for column in (*NUMBER_COLUMNS, *DATE_COLUMNS):
        cells = [(line.number, line.cells[column]) for line in block.lines if column in line.cells]
        strange = [pair for pair in cells if not has_digits([pair[1].typed])]
        if strange and all(cell.reading.problem for _, cell in cells):
            number, cell = strange[0]
            return (
                f"Line {number}: without headings, {quote_for_message(cell.typed)} would be in the "
                f"column “{COLUMN_LABELS[column]}.” Add a heading row, such as “Trials” and "
                f"“Country,” or use these columns in order: {DEFAULT_COLUMN_TEXT}."
            )
    return ""


def find_late_headings(tables):
    """Return the number of the line, not the first one, that has the headings, None if none has."""
    for table in tables:
        for line in table.lines[1:MOST_LINES_ABOVE]:
            found = match_headings(line.cells)
            if found.known >= FEWEST_LATE_HEADINGS and not has_digits(line.cells):
                return line.number
    return None


def rate_headings(headings):
    """Return how well a reading's headings are recognized, to be compared with another's."""
    return headings.known, len(headings.columns)


def describe_too_many_lines(text):
    """Return the error of a block with too many lines."""
    count = sum(bool(line.strip()) for line in text.splitlines())
    return f"You pasted {count:,} lines. Paste at most {MAX_PASTED_LINES} at a time."


def choose_only(blocks):
    """Return the only block; an error if there are several readings or none."""
    return blocks[0] if len(blocks) == 1 else PastedBlock(error=SEVERAL_READINGS)


def choose_unnamed(tables, blocks):
    """Return the block without headings whose reading is certain.

    It is one in which every cell is understood, or else one with the same number of cells in every
    row.
    """
    pairs = list(zip(tables, blocks, strict=True))
    understood = [
        (table, block) for table, block in pairs if not block.error and not block.problem_count
    ]
    lists = [block for table, block in understood if table.width == 1]
    if lists and len(understood) > 1:
        return replace(lists[0], note=ONE_NUMBER_A_LINE)
    if understood:
        return choose_only([block for _, block in understood])
    if len(pairs) > 1:
        pairs = [pair for pair in pairs if pair[0].is_rectangular] or [
            pair for pair in pairs if pair[0].is_divided
        ]
    if len(pairs) == 1 and (error := find_missing_headings(pairs[0][0])):
        return PastedBlock(error=error)
    return choose_only([block for _, block in pairs])


def find_missing_headings(table):
    """Return the error of a first row that must hold headings, since it has no digits, or ""."""
    lines = table.lines
    is_heading = len(lines) > 1 and table.is_divided and not has_digits(lines[0].cells)
    return name_unknown_headings([cell for cell in lines[0].cells if cell]) if is_heading else ""
