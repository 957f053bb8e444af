"""The meaning of each cell of pasted trial counts, for a person to confirm.

A value may be written by its code, label, or any synonym of the vocabulary. What isn't understood
keeps its text, with its problem; what might be misunderstood is asked about.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from directory.dates import format_partial_date
from directory.document.labels import BASIS_LABELS, MEASURE_LABELS, QUALIFIER_CHOICE_LABELS
from directory.document.validators import quote_for_message
from directory.forms.typed_dates import read_typed_date
from directory.forms.typed_numbers import parse_whole_number, write_ascii_digits
from directory.text import find_nearest_word, fold_text

LONGEST_NUMBER = 100  # characters of a number with its qualifier
LONGEST_NAME = 200  # characters of a value's name
SHORTEST_TYPO = 4  # “GER” is not a mistyped Niger
NUMBER_COLUMNS = ("trials", "participants")
DATE_COLUMNS = ("period_start", "period_end", "as_of")
VOCABULARY_COLUMNS = ("phase", "area", "country")
CHOICE_COLUMNS = {
    "qualifier": QUALIFIER_CHOICE_LABELS,
    "measure": MEASURE_LABELS,
    "basis": BASIS_LABELS,
}
ONE_LINE_COLUMNS = {*NUMBER_COLUMNS, *DATE_COLUMNS}  # A line break would join two values.
LINE_BREAK = re.compile(r"\s*\n\s*")
NO_PHASES = (
    "Read as the phase “Not applicable,” for trials without phases. For all phases, leave the cell "
    "empty."
)
NOT_APPLICABLE = {"na", "n a", "nan", "null", "none", "not applicable", "not available"}
DASHES = {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"}
VALUES_IN_WORDS = {"phase": "phases", "area": "areas", "country": "countries"}
VALUE_IN_WORDS = {"area": "therapeutic area", "country": "country"}
ALL_VALUES = {  # folded words for no restriction
    "phase": {"all", "any", "all phases", "any phase"},
    "area": {"all", "any", "all areas", "all therapeutic areas", "all indications"},
    "country": {"all", "any", "all countries", "global", "worldwide", "world", "all regions"},
}
TOTALS = {"total", "totals", "grand total", "subtotal", "sub total", "sum"}
REGIONS = {  # folded names of groups of countries that the vocabulary's regions don't have
    *("apac", "asia pacific", "benelux", "cee", "dach", "eea", "emea", "eu", "european union"),
    *("latam", "mena", "middle east", "nordics", "rest of world", "row"),
}
BETWEEN_VALUES = re.compile(r"\s*(?:[/;,&+]|\band\b)\s*", re.IGNORECASE)
NOT_IN_VOCABULARY = {
    "phase": "is not a phase. Write it like Phase 2, or leave the cell empty for all phases.",
    "area": "is not a therapeutic area of the directory. Write one from the list of a count above, "
    "or leave the cell empty for all areas.",
    "country": "is not a country. Write its name or its two-letter code, or leave the cell empty "
    "for all countries.",
}
PHASE_NUMERALS = {"1": "1", "i": "1", "2": "2", "ii": "2", "3": "3", "iii": "3", "4": "4"}
PHASE_NUMERALS |= {"iv": "4"}
PHASE_FILLERS = {"phase", "phases", "ph", "and", "or", "to"}
PHASE_PART = re.compile("(?:phase|ph?)?([1-4]|i{1,3}|iv)[abc]?")
NUMBER_AS_DECIMAL = re.compile("([0-9]+)[.]00?")  # as a spreadsheet writes the number 12
ABOUT_PATTERN = r"(?:about|approx(?:imately|\.)?|circa|ca?\.|ca|around|~|≈)\s*(.+)"
QUALIFIER_PATTERNS = (  # (pattern, qualifier) pairs
    (re.compile(ABOUT_PATTERN, re.IGNORECASE), "about"),
    (re.compile(r"(?:at least|more than|over|>=?|≥)\s*(.+)", re.IGNORECASE), "at_least"),
    (re.compile(r"(.+?)\s*\+"), "at_least"),
    (re.compile(r"(?:nearly|almost|just under)\s*(.+)", re.IGNORECASE), "nearly"),
)
PRECISION_WORDS = {  # folded
    **dict.fromkeys(("approx", "approximately", "ca", "circa", "around", "estimated"), "about"),
    **dict.fromkeys(("min", "minimum", "more than", "over"), "at_least"),
    "almost": "nearly",
    "exact": "exact",
}
THOUSANDS_BY_PERIODS = re.compile("[0-9]{1,3}(?:[.][0-9]{3})+")
NUMBER_HINTS = (
    (
        re.compile(r"[0-9.,]+\s*(?:k|m|mm|mn|mio|tsd|thousand|million)\.?", re.IGNORECASE),
        "is shortened. Write all its digits, such as 12,000.",
    ),
    (
        re.compile(r"[0-9.,]+\s*(?:-|\u2013|\u2014|to)\s*[0-9.,]+", re.IGNORECASE),
        "is a range. Write one number, such as “at least 50.”",
    ),
    (
        re.compile(r"(?:<=?|≤|up to|less than|under|max(?:imum|\.)?)\s*[0-9.,]+", re.IGNORECASE),
        "is an upper limit, and a count has none. Write the number itself, or “nearly 50.”",
    ),
)


@dataclass(frozen=True)
class CellReading:
    """The meaning of a cell: its value, in words, and what a person has to know about it."""

    value: Any
    words: str
    problem: str = ""  # why the value is still the typed text, and what to write
    question: str = ""  # what to check
    sign: str = ""  # the qualifier that a number was written with


class CellReader:
    """A reader of the cells of one block; it remembers what it has read."""

    def __init__(self, vocabulary):
        self.vocabulary = vocabulary
        self.read = lru_cache(maxsize=None)(self._read)

    def _read(self, column, text):
        """Return the meaning of a cell that isn't empty."""
        if column in NUMBER_COLUMNS:
            return read_number_cell(text)
        if column in DATE_COLUMNS:
            return read_date_cell(text)
        if column in CHOICE_COLUMNS:
            words = PRECISION_WORDS if column == "qualifier" else {}
            return read_choice_cell(text, CHOICE_COLUMNS[column], words)
        if column in VOCABULARY_COLUMNS:
            return self.read_vocabulary_value(column, LINE_BREAK.sub(" ", text))
        if column == "source_url" and is_not_applicable(text):
            return read_empty_cell(text)
        return read_line_cell(text)

    def read_vocabulary_value(self, column, text):
        """Return a phase, an area, or a country by any of its names.

        “NA” is a phase, the phase of trials that have none, but not the country Namibia.
        """
        is_absent = is_not_applicable(text)
        code = None if column == "country" and is_absent else self.find_code(column, text)
        if code:
            words = self.vocabulary.of(column)[code]
            is_asked = is_absent and fold_text(text) != fold_text(words)
            return CellReading(code, words, question=NO_PHASES if is_asked else "")
        if is_absent:
            return read_empty_cell(text, column)
        if fold_text(text[:LONGEST_NAME]) in ALL_VALUES[column]:
            words = f"All {VALUES_IN_WORDS[column]}"
            question = f"Read as all {VALUES_IN_WORDS[column]}, like an empty cell."
            return CellReading(None, words, question=question)
        return CellReading(text, text, self.explain_value(column, text))

    def find_code(self, column, text):
        """Return the code of a value's name, or None; a phase may be just its number."""
        if len(text) > LONGEST_NAME:
            return None
        code = self.vocabulary.find_value(column, text)
        code = code or self.vocabulary.find_value(column, text.replace("&", " and "))
        if code or column != "phase":
            return code
        numbers = list_phase_numbers(text)
        return f"PHASE{numbers[0]}" if len(numbers) == 1 else None

    def explain_value(self, column, text):
        """Return why a text isn't one value of the vocabulary, and what to write."""
        folded = fold_text(text[:LONGEST_NAME])
        if folded in TOTALS:
            return (
                f"{quote_for_message(text)} looks like a row of totals. Remove the row if it adds "
                f"up others, or leave the cell empty for all {VALUES_IN_WORDS[column]}."
            )
        if column == "phase":
            numbers = list_phase_numbers(text)
            return (
                explain_several_phases(text, numbers)
                if numbers
                else self.explain_unknown_value(column, text)
            )
        if len(found := self.list_values(column, text)) > 1:
            return explain_several_values(column, text, found)
        if column == "country" and (folded in REGIONS or self.find_code("region", text)):
            return (
                f"{quote_for_message(text)} is a region, and a count has one country. Leave the "
                "cell empty and name the region in the Scope column."
            )
        return self.explain_unknown_value(column, text)

    def list_names(self, column, code):
        """Return the label and the synonyms of a value."""
        return [self.vocabulary.of(column)[code], *self.vocabulary.synonyms_of(column, code)]

    def list_values(self, column, text):
        """Return the labels of the values that a text names, each once."""
        parts = BETWEEN_VALUES.split(text[:LONGEST_NAME])
        codes = dict.fromkeys(self.find_code(column, part) for part in parts if part)
        return [self.vocabulary.of(column)[code] for code in codes if code]

    def explain_unknown_value(self, column, text):
        """Return why a value isn't known, with the nearest name of one that is."""
        code = None if column == "phase" else self.vocabulary.find_nearest_value(column, text)
        nearest = code and find_nearest_word(text, self.list_names(column, code))
        if nearest and len(text) >= SHORTEST_TYPO and nearest[0].casefold() == text[0].casefold():
            label = self.vocabulary.of(column)[code]
            meant = f"“{label}”" if label == nearest else f"“{nearest}” ({label})"
            return f"{quote_for_message(text)} is not in the list. Did you mean {meant}?"
        return f"{quote_for_message(text)} {NOT_IN_VOCABULARY[column]}"


def is_not_applicable(text):
    """Return whether a cell says that it has no value: NA, n/a, #N/A, or a dash."""
    return text in DASHES or fold_text(text[:LONGEST_NAME]) in NOT_APPLICABLE


def read_empty_cell(text, column=""):
    """Return the meaning of a cell that says it has no value: an empty cell, asked about."""
    question = "Read as “not applicable,” like an empty cell."
    if column == "country" and fold_text(text) == "na":
        question = "Read as “not applicable”: no country. For Namibia, write Namibia."
    return CellReading(None, "Not applicable", question=question)


def read_line_cell(text):
    """Return text of one line; each line break becomes a space, and is asked about."""
    line = LINE_BREAK.sub(" ", text)
    question = "" if line == text else "A line break was read as a space."
    return CellReading(line, line, question=question)


def read_number_cell(text):
    """Return a number with its qualifier: "about 1,200", "500+"."""
    if is_not_applicable(text):
        return read_empty_cell(text)
    number, sign = parse_qualified_number(text)
    if not isinstance(number, int):
        return CellReading(text, text, f"{quote_for_message(text)} {explain_number(text)}")
    if text.replace(",", "") == str(number):
        return CellReading(number, text)
    label = QUALIFIER_CHOICE_LABELS[sign] + " " if sign else ""
    has_periods = THOUSANDS_BY_PERIODS.search(text)
    question = "The period was read as a separator of thousands." if has_periods else ""
    return CellReading(number, f"{label}{number:,}", question=question, sign=sign)


def explain_number(text):
    """Return what keeps a text from being a number, and what to write."""
    if len(text) <= LONGEST_NUMBER:
        for form, hint in NUMBER_HINTS:
            if form.fullmatch(text):
                return hint
        number, sign = parse_qualified_number(text)
        if sign and isinstance(parse_qualified_number(number)[0], int):
            return "has two signs of precision. Keep one, such as “about 300” or “at least 300.”"
    return "is not a whole number. Write it like 1200 or 1,200."


def parse_qualified_number(text):
    """Return a number and its qualifier, "" if it has none; other text unchanged."""
    if len(text) > LONGEST_NUMBER:
        return text, ""  # Not a number, and the patterns take quadratic time.
    for form, qualifier in QUALIFIER_PATTERNS:
        if match := form.fullmatch(text):
            return parse_spreadsheet_number(match[1]), qualifier
    return parse_spreadsheet_number(text), ""


def parse_spreadsheet_number(text):
    """Return a whole number, also one that a spreadsheet wrote as 12.0; other text unchanged."""
    match = NUMBER_AS_DECIMAL.fullmatch(text)
    return parse_whole_number(match[1] if match else text)


def read_date_cell(text):
    """Return a partial date in the document's form."""
    if is_not_applicable(text):
        return read_empty_cell(text)
    date = read_typed_date(text)
    if date.problem:
        return CellReading(text, text, date.problem)
    return CellReading(date.value, format_partial_date(date.value))


def read_choice_cell(text, labels, words):
    """Return the code of one of a few values, by its code, its label, or one of other words."""
    if is_not_applicable(text):
        return read_empty_cell(text)
    names = {fold_text(name): code for code, label in labels.items() for name in (code, label)}
    if code := (words | names).get(fold_text(text)):
        return CellReading(code, labels[code])
    allowed = ", ".join(f"“{label}”" for label in labels.values())
    return CellReading(text, text, f"{quote_for_message(text)} is not one of: {allowed}.")


def list_phase_numbers(text):
    """Return the numbers of the phases named, each once; [] if anything else is named, too."""
    if match := NUMBER_AS_DECIMAL.fullmatch(text):
        text = match[1]
    words = fold_text(write_ascii_digits(text)).split()
    parts = [PHASE_PART.fullmatch(word) for word in words if word not in PHASE_FILLERS]
    return list(dict.fromkeys(PHASE_NUMERALS[part[1]] for part in parts)) if all(parts) else []


def explain_several_values(column, text, found):
    """Return why a count can't have several areas or countries, and where to write them."""
    *others, last = found
    named = f"{', '.join(others)}{',' if len(others) > 1 else ''} and {last}"
    return (
        f"{quote_for_message(text)} names {named}, and a count has one {VALUE_IN_WORDS[column]}. "
        "Use a row for each, or leave the cell empty and name them in the Scope column."
    )


def explain_several_phases(text, numbers):
    """Return why a count can't have several phases, and where to write them."""
    *others, last = (f"phase {number}" for number in numbers)
    phases = f"{', '.join(others)}{',' if len(others) > 1 else ''} and {last}"
    return (
        f"{quote_for_message(text)} names {phases}, and a count has one phase. Write one phase, or "
        "leave the cell empty and name them in the Scope column."
    )
