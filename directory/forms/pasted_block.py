"""A block of trial counts from a spreadsheet: cells separated by tabs, semicolons, or commas.

Recognized cells become values; others are kept as they are, for the validator to report beside
their row. A block with an unrecognized column is not read at all.
"""

import csv
import re
from dataclasses import dataclass

from directory import search
from directory.document.structure import TRIAL_COUNT_KEYS
from directory.document.validators import shorten_for_message
from directory.forms.typed_numbers import parse_whole_number
from directory.text import clean_text, fold_text

MAX_PASTED_LINES = 500
LONGEST_NUMBER = 100  # characters of a number with its qualifier
MOST_NAMED_HEADINGS = 10  # in an error message
DEFAULT_COLUMN_ORDER = (
    "trials",
    "participants",
    "period_start",
    "period_end",
    "phase",
    "area",
    "country",
)
DEFAULT_COLUMN_ORDER += ("as_of", "source_url", "note")
DEFAULT_COLUMN_TEXT = (
    "trials, participants, from, to, phase, therapeutic area, country, as of, source, and note"
)
COLUMN_HEADINGS = {  # folded names of each column, in addition to its key
    "trials": ("trial", "studies", "study", "number of trials", "number of studies", "count"),
    "participants": ("patients", "subjects", "number of participants", "number of patients"),
    "qualifier": ("precision", "how exact"),
    "measure": ("what is counted",),
    "scope": ("which trials",),
    "period_start": ("from", "start", "since"),
    "period_end": ("to", "end", "until"),
    "phase": (),
    "area": ("therapeutic area", "indication", "disease area"),
    "country": (),
    "basis": ("reported by", "who says so"),
    "as_of": ("date", "stated on"),
    "source_url": ("source", "url", "link", "address"),
    "note": ("notes", "comment", "comments", "remark"),
}
PHASE_NUMERALS = {
    "1": "1",
    "i": "1",
    "2": "2",
    "ii": "2",
    "3": "3",
    "iii": "3",
    "4": "4",
    "iv": "4",
}
PHASE_WORDS = {"na": "NA", "n a": "NA", "not applicable": "NA", "early 1": "EARLY_PHASE1"}
ABOUT_PATTERN = r"(?:about|approx(?:imately|\.)?|circa|ca\.?|around|~|≈)\s*(.+)"
QUALIFIER_PATTERNS = (  # (pattern, qualifier) pairs
    (re.compile(ABOUT_PATTERN, re.IGNORECASE), "about"),
    (re.compile(r"(?:at least|more than|over|>=?|≥)\s*(.+)", re.IGNORECASE), "at_least"),
    (re.compile(r"(.+?)\s*\+"), "at_least"),
    (re.compile(r"(?:nearly|almost|just under)\s*(.+)", re.IGNORECASE), "nearly"),
)
YEAR_FIRST_DATE = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})(?:[/.]([0-9]{1,2}))?")
MONTH_FIRST_DATE = re.compile(r"([0-9]{1,2})[/.]([0-9]{4})")


@dataclass(frozen=True)
class PastedBlock:
    """The counts of a block, or the error of the block as a whole, and then no counts."""

    rows: tuple = ()
    error: str = ""


def parse_pasted_block(text, usual):
    """Return the counts of a pasted block; `usual` has the values for cells that are missing."""
    lines = [line for line in text.splitlines() if line.strip(" \t;,")]
    if not lines:
        return PastedBlock()
    if len(lines) > MAX_PASTED_LINES:
        return PastedBlock(
            error=f"You pasted {len(lines):,} lines. Paste at most {MAX_PASTED_LINES} at a time."
        )
    table = [
        [clean_text(cell) for cell in row]
        for row in csv.reader(lines, delimiter=find_delimiter(lines))
    ]
    columns, error = match_headings(table[0])
    if columns:
        table = table[1:]
    longest = max(map(len, table), default=0)
    columns = columns or list(DEFAULT_COLUMN_ORDER)
    if not error and longest > len(columns):
        error = f"One line has {longest} cells, but there are {len(columns)} columns. "
        error += f"Include a heading row, or use these columns in order: {DEFAULT_COLUMN_TEXT}."
    if error:
        return PastedBlock(error=error)
    vocabulary = search.fetch_vocabulary()
    codes = {
        "phase": map_to_codes(vocabulary.phases),
        "area": map_to_codes(vocabulary.areas),
        "country": map_to_codes(vocabulary.countries),
    }
    cells = [dict(zip(columns, row, strict=False)) for row in table]
    return PastedBlock(tuple(parse_trial_count(row, usual, codes) for row in cells))


def find_delimiter(lines):
    """Return the delimiter: a tab if any line has one, else a semicolon, else a comma.

    If every line is one number, commas group its digits, and each line is one cell.
    """
    if all(isinstance(parse_qualified_number(line.strip())[0], int) for line in lines):
        return "\t"
    return next((sign for sign in "\t;" if any(sign in line for line in lines)), ",")


def match_headings(cells):
    """Return the columns that a first line names, and an error; ([], "") if it names none."""
    known = {
        name: key for key, names in COLUMN_HEADINGS.items() for name in (fold_text(key), *names)
    }
    columns = [known.get(fold_text(cell)) for cell in cells]
    if not any(columns):
        return [], ""
    unknown = [cell for cell, key in zip(cells, columns, strict=True) if not key and cell]
    if unknown:
        known_headings = ", ".join(key.replace("_", " ") for key in TRIAL_COUNT_KEYS)
        named = ", ".join(map(shorten_for_message, unknown[:MOST_NAMED_HEADINGS]))
        more = len(unknown) - MOST_NAMED_HEADINGS
        named += f", and {more:,} more" if more > 0 else ""
        said = f"These column headings aren’t recognized: {named}. "
        return [], f"{said}Rename or remove them. Use any of: {known_headings}."
    return columns, ""


def parse_trial_count(cells, usual, codes):
    """Return one count from the cells of a line; `codes` are by vocabulary and folded text."""
    cells = {key: cell for key, cell in cells.items() if key and cell}
    item = dict.fromkeys(TRIAL_COUNT_KEYS) | {"scope": "", "source_url": "", "note": ""}
    item |= usual | cells
    for key in ("trials", "participants"):
        item[key], sign = parse_qualified_number(cells.get(key, ""))
        item["qualifier"] = cells.get("qualifier") or sign or item["qualifier"]
    for key in ("period_start", "period_end", "as_of"):
        item[key] = parse_spreadsheet_date(item[key])
    item["phase"] = parse_phase(item["phase"], codes["phase"])
    for key in ("area", "country"):
        item[key] = match_code(item[key], codes[key])
    return item


def parse_qualified_number(text):
    """Return a number and its qualifier, "" if it has none: "about 1,200", "500+"."""
    if len(text) > LONGEST_NUMBER:
        return text, ""  # Not a number, and the patterns take quadratic time.
    for form, qualifier in QUALIFIER_PATTERNS:
        if match := form.fullmatch(text):
            return parse_whole_number(match[1]), qualifier
    return parse_whole_number(text), ""


def parse_spreadsheet_date(text):
    """Return a partial date in the document's form if the spreadsheet's form is unambiguous.

    Any other text is returned unchanged.
    """
    if match := YEAR_FIRST_DATE.fullmatch(text or ""):
        return "-".join(part.zfill(2) for part in match.groups() if part)
    if match := MONTH_FIRST_DATE.fullmatch(text or ""):
        return f"{match[2]}-{match[1].zfill(2)}"
    return text


def parse_phase(text, codes):
    """Return a phase by its code, its label, or a common spelling: 3, III, Phase 3."""
    words = fold_text(text or "").removeprefix("phase").strip()
    if words in PHASE_NUMERALS:
        return f"PHASE{PHASE_NUMERALS[words]}"
    return PHASE_WORDS.get(words) or match_code(text, codes)


def map_to_codes(labels):
    """Return the codes of a vocabulary by folded code and label."""
    codes = {fold_text(key): key for key in labels}
    return codes | {fold_text(label): key for key, label in labels.items()}


def match_code(text, codes):
    """Return the code with this code or label; other text unchanged, None if empty."""
    return codes.get(fold_text(text or ""), text) or None
