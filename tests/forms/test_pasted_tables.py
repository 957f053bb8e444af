"""Whole tables, pasted with any separator and any quotation: read exactly, or refused whole."""

import csv
import io
import re

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from directory import search
from directory.forms.figures import parse_registered_trials
from directory.forms.pasted_block import ONE_NUMBER_A_LINE, parse_pasted_block
from directory.forms.post_data import PostData
from directory.text import fold_text

USUAL = {"qualifier": "stated", "measure": "worked_on", "basis": "company"}
SEPARATORS = "\t;,"
# What spreadsheets and people put into a cell, with every sign that could divide it.
CELLS = st.text('ab1";,\t\n', max_size=8).map(str.strip)
NUMBERS = st.integers(0, 20_000)
NUMBER_FORMATS = st.sampled_from(["{}", "{:,}", "about {}"])
TABLES = st.lists(st.tuples(NUMBERS, CELLS, CELLS), min_size=1, max_size=5)
QUOTING = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
LINE_ENDS = st.sampled_from(["\n", "\r\n"])

pytestmark = pytest.mark.usefixtures("vocabulary")
untimed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def write_csv(rows, separator, quoting, line_end):
    file = io.StringIO()
    csv.writer(file, delimiter=separator, quoting=quoting, lineterminator=line_end).writerows(rows)
    return file.getvalue()


def put_on_one_line(cell):
    return re.sub(r"\s*\n\s*", " ", cell)


def read_counts(block, *keys):
    return [tuple(count[key] for key in keys) for count in block.rows]


@untimed
@given(TABLES, st.sampled_from(SEPARATORS), QUOTING, LINE_ENDS)
@example([(1, "a;b", ""), (2, "c", "")], ",", csv.QUOTE_MINIMAL, "\n")
@example([(1, '"Only EU', "x\ny")], ";", csv.QUOTE_MINIMAL, "\r\n")
def test_a_table_with_headings_is_read_exactly_or_refused(table, separator, quoting, line_end):
    text = write_csv([("Trials", "Scope", "Note"), *table], separator, quoting, line_end)
    is_doubtful = any("\n" in cell and separator in cell for row in table for cell in row[1:])

    block = parse_pasted_block(text, USUAL)

    expected = [(number, *map(put_on_one_line, texts)) for number, *texts in table]
    assert bool(block.error) == is_doubtful
    assert read_counts(block, "trials", "scope", "note") == ([] if is_doubtful else expected)


@untimed
@given(TABLES, st.sampled_from(SEPARATORS))
@example([(12, "2025", '"Only EU'), (13, "2024", "Asia"), (14, "2023", "US")], ";")
@example([(12, "2025", '"Only EU'), (13, "2024", 'Asia"'), (14, "2023", "US")], "\t")
def test_cells_joined_without_any_quoting_swallow_no_row(table, separator):
    rows = [(str(number), *(text.replace("\n", " ") for text in texts)) for number, *texts in table]
    text = "\n".join(separator.join(row) for row in [("Trials", "Scope", "Note"), *rows])

    block = parse_pasted_block(text, USUAL)

    numbers = [(number,) for number, *_ in table]
    assert read_counts(block, "trials") == ([] if block.error else numbers)


@untimed
@given(
    st.lists(st.tuples(NUMBERS, st.none() | NUMBERS, st.booleans(), CELLS), min_size=1, max_size=4),
    NUMBER_FORMATS,
    st.sampled_from(SEPARATORS),
    QUOTING,
)
@example([(1, 200, False, "")], "{}", ",", csv.QUOTE_MINIMAL)
@example([(1200, None, False, "")], "{:,}", "\t", csv.QUOTE_MINIMAL)
def test_a_table_without_headings_is_read_exactly_or_refused_or_asked_about(
    table, written, separator, quoting
):
    rows = []
    for trials, participants, is_long, note in table:
        numbers = [written.format(trials), "" if participants is None else participants]
        rows.append([*numbers, "2020", "", "III", "", "USA", "", "", note] if is_long else numbers)
    text = write_csv(rows, separator, quoting, "\n")

    block = parse_pasted_block(text, USUAL)

    expected = [
        (trials, participants, put_on_one_line(note) if is_long else "")
        for trials, participants, is_long, note in table
    ]
    is_asked = block.note == ONE_NUMBER_A_LINE or block.problem_count
    read = read_counts(block, "trials", "participants", "note")
    assert is_asked or read == ([] if block.error else expected)


@untimed
@given(st.text('Trials12;,\t\n"', max_size=40))
def test_any_text_is_read_or_refused_whole(text):
    block = parse_pasted_block(text, USUAL)

    assert not (block.error and block.rows)
    assert block.error or block.rows or not text.strip('";,\t\n')


def list_names(facet):
    """Return every name of every value: (name, value), by code, label, and synonym."""
    vocabulary = search.fetch_vocabulary()
    return [
        (name, value)
        for value, label in vocabulary.of(facet).items()
        for name in (value, label, *vocabulary.synonyms_of(facet, value))
    ]


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("column", ["country", "area", "phase"])
def test_every_name_in_the_vocabulary_is_understood(column, separator):
    names = [row for row in list_names(column) if (column, row[0]) != ("country", "NA")]
    read = []

    for start in range(0, len(names), 500):
        rows = [(name, 12) for name, _ in names[start : start + 500]]
        text = write_csv([(column, "Trials"), *rows], separator, csv.QUOTE_MINIMAL, "\n")
        block = parse_pasted_block(text, USUAL)
        asked = sum(column == "phase" and fold_text(name) in {"na", "n a"} for name, _ in rows)
        assert (block.error, block.problem_count, block.question_count) == ("", 0, asked)
        read += [count[column] for count in block.rows]

    assert read == [value for _, value in names]


def test_every_name_of_a_service_is_understood_in_pasted_registered_trials():
    names = list_names("service")
    lines = "\n".join(f"NCT01234567\t{name}" for name, _ in names)
    posted = PostData(QueryDict(mutable=True))
    posted.data["registered_trials"] = lines

    trials = parse_registered_trials(posted)

    assert [trial["duties"] for trial in trials] == [[value] for _, value in names]
