"""The columns of pasted trial counts, by their headings."""

from dataclasses import dataclass

from directory.document.validators import quote_for_message, shorten_for_message
from directory.text import fold_text

MOST_NAMED_HEADINGS = 10  # in an error message
DEFAULT_COLUMN_ORDER = (
    *("trials", "participants", "period_start", "period_end", "phase", "area", "country"),
    *("as_of", "source_url", "note"),
)
DEFAULT_COLUMN_TEXT = (
    "trials, participants, from, to, phase, therapeutic area, country, as of, source, and note"
)
COLUMN_LABELS = {
    "trials": "Trials",
    "participants": "Participants",
    "qualifier": "Precision",
    "measure": "What is counted",
    "scope": "Scope",
    "period_start": "Period start",
    "period_end": "Period end",
    "phase": "Phase",
    "area": "Therapeutic area",
    "country": "Country",
    "basis": "Basis",
    "as_of": "As of",
    "source_url": "Source URL",
    "note": "Note",
}
OTHER_HEADINGS = {  # folded names of a column, in addition to its key and its label
    "trials": (
        *("trial", "studies", "study", "number of trials", "number of studies", "count"),
        *("no of trials", "no of studies", "nr of trials", "of trials", "of studies"),
        *("trial count", "study count", "total trials", "total studies"),
    ),
    "participants": (
        *("patients", "subjects", "number of participants", "number of patients"),
        *("no of participants", "no of patients", "no of subjects", "of participants"),
        *("of patients", "of subjects", "enrollment", "patients enrolled", "subjects enrolled"),
    ),
    "qualifier": ("how exact",),
    "scope": ("which trials",),
    "period_start": ("from", "start", "since", "start date", "start year"),
    "period_end": ("to", "end", "until", "end date", "end year"),
    "phase": ("study phase", "trial phase", "phases"),
    "area": ("indication", "disease area", "ta", "therapy area", "area", "therapeutic areas"),
    "country": ("country region", "countries", "country name", "country code"),
    "basis": ("reported by", "who says so"),
    "as_of": ("date", "stated on", "as of date", "data cutoff", "cutoff date"),
    "source_url": ("source", "url", "link", "address"),
    "note": ("notes", "comment", "comments", "remark", "remarks"),
}
COLUMNS_BY_HEADING = {
    fold_text(name): column
    for column, label in COLUMN_LABELS.items()
    for name in (column, label, *OTHER_HEADINGS.get(column, ()))
}


@dataclass(frozen=True)
class Headings:
    """The column of each cell of a heading row, "" for an empty cell.

    `known` is how many headings are recognized, 0 if the row holds a count instead.
    """

    columns: tuple[str, ...] = ()
    known: int = 0
    error: str = ""


def match_headings(cells):
    """Return the columns that the cells of a first row name."""
    columns = tuple(COLUMNS_BY_HEADING.get(fold_text(cell), "") for cell in cells)
    known = [column for column in columns if column]
    # “TO” may be a heading, or Tonga in a row of a block without headings.
    if not known or (has_digits(cells) and not {"trials", "participants"} & set(known)):
        return Headings()
    if unknown := [
        cell for cell, column in zip(cells, columns, strict=True) if cell and not column
    ]:
        return Headings(columns, len(known), name_unknown_headings(unknown))
    return Headings(columns, len(known), find_repeated_heading(cells, columns))


def has_digits(cells):
    """Return whether any cell has a digit, as the cells of a count do and headings rarely."""
    return any(character.isdecimal() for cell in cells for character in cell)


def name_unknown_headings(unknown):
    """Return the error of headings that aren't recognized."""
    named = ", ".join(map(shorten_for_message, unknown[:MOST_NAMED_HEADINGS]))
    more = len(unknown) - MOST_NAMED_HEADINGS
    named += f", and {more:,} more" if more > 0 else ""
    known = ", ".join(label.lower() for label in COLUMN_LABELS.values())
    said = f"These column headings aren’t recognized: {named}. "
    return f"{said}Rename or remove them. Use any of: {known}."


def find_repeated_heading(cells, columns):
    """Return the error of two headings for the same column, or ""."""
    named = {}
    for cell, column in zip(cells, columns, strict=True):
        if column in named:
            first, second = quote_for_message(named[column]), quote_for_message(cell)
            label = COLUMN_LABELS[column].lower()
            return f"The headings {first} and {second} both mean {label}. Keep one of them."
        if column:
            named[column] = cell
    return ""
