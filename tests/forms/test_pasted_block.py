"""Counts pasted from a spreadsheet: parsed if possible, otherwise preserved as text."""

import pytest

from directory.forms import pasted_block

USUAL = {"qualifier": "stated", "measure": "worked_on", "basis": "company", "as_of": "2026"}
TWELVE, PHASE3 = {"trials": 12}, {"phase": "PHASE3"}
ONCOLOGY = {"area": "oncology", "country": "DE"}
YEARS = {"period_start": "2020", "period_end": "2024"}
AT_LEAST = {"trials": 500, "qualifier": "at_least"}


def counts(text):
    keys = ("trials", "participants", "qualifier", "period_start", "period_end", "phase", "area")
    keys += ("country", "as_of", "note")
    return [
        {key: row[key] for key in keys if row[key] != USUAL.get(key) and row[key] not in {None, ""}}
        for row in pasted_block.parse_pasted_block(text, USUAL).rows
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120\t5,000\t2020\t2024", [{"trials": 120, "participants": 5000} | YEARS]),
        ("Trials;Phase\n12;III\n7;Phase 2", [TWELVE | PHASE3, {"trials": 7, "phase": "PHASE2"}]),
        ("Number of trials,Therapeutic area,Country\n12,Oncology,Germany", [TWELVE | ONCOLOGY]),
        ('Trials,Note\n12,"one, two"', [TWELVE | {"note": "one, two"}]),
        ("Country\tTrials\n\t9", [{"trials": 9}]),
        ("Trials\tAs of\n500+\t06/2025", [AT_LEAST | {"as_of": "2025-06"}]),
        ("1,200\n3,400", [{"trials": 1200}, {"trials": 3400}]),
        ("about 1,200", [{"trials": 1200, "qualifier": "about"}]),
        ("Trials\tPhase\nmany\tlate", [{"trials": "many", "phase": "late"}]),
        ("\n\n", []),
    ],
)
def test_cells_are_understood_or_stay_as_they_are(vocabulary, text, expected):
    assert counts(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Trials\tColor\n9\tred", "These column headings aren’t recognized: Color."),
        ("9\t" * 12 + "9", "Line 1 has 13 cells, but there are 10 columns."),
        ("9\n" * 501, "You pasted 501 lines. Paste at most 500 at a time."),
    ],
)
def test_a_block_that_is_not_understood_is_not_read_at_all(vocabulary, text, said):
    block = pasted_block.parse_pasted_block(text, USUAL)

    assert (block.rows, block.error[: len(said)]) == ((), said)


def read_column(column, *cells):
    """Return the value, and the problem or the question, of each cell of a column."""
    text = "\n".join([f"{column}\tTrials", *(f"{cell}\t12" for cell in cells)])
    lines = pasted_block.parse_pasted_block(text, USUAL).lines
    readings = [line.cells[column].reading for line in lines]
    return [(reading.value, reading.problem or reading.question) for reading in readings]


@pytest.mark.parametrize(
    ("column", "cells", "value"),
    [
        ("area", ["Cardiology", "cardiovascular", "Heart failure"], "cardiovascular"),
        ("area", ["CNS", "neurology / cns", "Alzheimer's"], "neurology"),
        ("country", ["USA", "U.S.", "United States", "us", "America"], "US"),
        ("country", ["UK", "Great Britain", "GB"], "GB"),
        ("country", ["Namibia"], "NA"),
        ("phase", ["2", "II", "IIb", "2a", "P2", "Phase 2", "phase ii", "2.0", "2a/2b"], "PHASE2"),
        ("phase", ["3b", "IIIb", "Phase IIIc", "３"], "PHASE3"),
        ("phase", ["Not applicable"], "NA"),
        ("phase", ["Ph1", "PhI", "Ph. 1"], "PHASE1"),
        ("country", ["Bosnia & Herzegovina"], "BA"),
        ("qualifier", ["approx.", "ca.", "circa"], "about"),
        ("qualifier", ["at least", "at_least", "At Least"], "at_least"),
        ("measure", ["Per year", "per_year"], "per_year"),
        ("basis", ["Reported by the company", "company"], "company"),
    ],
)
def test_a_value_is_understood_by_any_of_its_names(vocabulary, column, cells, value):
    assert read_column(column, *cells) == [(value, "")] * len(cells)


def test_na_in_a_phase_column_is_the_phase_of_trials_without_one_and_asked_about(vocabulary):
    read = read_column("phase", "NA", "n/a")

    assert [value for value, _ in read] == ["NA", "NA"]
    assert {said.partition(".")[0] for _, said in read} == {
        "Read as the phase “Not applicable,” for trials without phases"
    }


def test_words_for_all_values_are_an_empty_cell_and_asked_about(vocabulary):
    countries = read_column("country", "All", "Global", "Worldwide")
    phases = read_column("phase", "All", "all phases")

    assert countries == [(None, "Read as all countries, like an empty cell.")] * 3
    assert phases == [(None, "Read as all phases, like an empty cell.")] * 2


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("country", "Total", "“Total” looks like a row of totals."),
        ("country", "EU", "“EU” is a region, and a count has one country."),
        ("country", "UK & Ireland", "“UK & Ireland” names United Kingdom and Ireland, and"),
        ("country", "US/Canada", "“US/Canada” names United States and Canada, and"),
        ("country", "Scotland", "“Scotland” is not a country."),
        ("country", "GER", "“GER” is not a country."),
        ("area", "AD", "“AD” is not a therapeutic area"),
        ("area", "Oncology/Hematology", "“Oncology/Hematology” names Oncology and Hematology,"),
        ("phase", "1/2/3", "“1/2/3” names phase 1, phase 2, and phase 3, and"),
        ("trials", "12k", "“12k” is shortened. Write all its digits"),
        ("trials", "50–60", "“50–60” is a range."),
        ("trials", "<50", "“<50” is an upper limit"),
        ("trials", "approx. 300+", "“approx. 300+” has two signs of precision."),
    ],
)
def test_a_cell_that_is_not_one_value_says_why_and_keeps_its_text(vocabulary, column, cell, said):
    other = "Note" if column == "trials" else "Trials"
    block = pasted_block.parse_pasted_block(f"{column}\t{other}\n{cell}\t12", USUAL)

    (reading,) = [found.reading for key, found in block.lines[0].cells.items() if key == column]
    assert (reading.value, reading.problem[: len(said)]) == (cell, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Our trials 2025\t\n\t\nTrials\tCountry\n12\tDE", "Line 3 has the column headings."),
        ("Germany\t12\nFrance\t8", "Line 1: without headings, “Germany” would be in the column"),
        ("\tPhase 1\tPhase 2\nGermany\t1\t2", "Line 2: without headings, “Germany” would be in"),
        ("Trials   Country\n12   DE", "Line 1: without headings, “Trials   Country” would"),
    ],
)
def test_a_block_of_another_shape_is_not_read_into_the_usual_columns(vocabulary, text, said):
    block = pasted_block.parse_pasted_block(text, USUAL)

    assert (block.rows, block.error[: len(said)]) == ((), said)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("# of trials", "trials"),
        ("No. of patients", "participants"),
        ("Start date", "period_start"),
        ("Study phase", "phase"),
        ("TA", "area"),
        ("Country/Region", "country"),
        ("Remarks", "note"),
    ],
)
def test_usual_headings_are_recognized(vocabulary, heading, column):
    first, cells = ("Note", "2025\tx") if column == "period_start" else ("Scope", "2\tx")

    block = pasted_block.parse_pasted_block(f"{heading}\t{first}\n{cells}", USUAL)

    assert (block.error, block.columns[0]) == ("", column)


def test_na_in_a_country_column_is_no_country_and_asked_about(vocabulary):
    namibia = "Read as “not applicable”: no country. For Namibia, write Namibia."
    other = "Read as “not applicable,” like an empty cell."

    assert read_column("country", "NA", "na", "N/A", "#N/A", "–") == [
        *[(None, namibia)] * 2,
        *[(None, other)] * 3,
    ]


def test_several_phases_of_one_count_are_named_and_not_read_as_one(vocabulary):
    cells = ["Phase 2/3", "II/III", "2-3", "Phases 2 and 3"]

    read = read_column("phase", *cells)

    assert [value for value, _ in read] == cells
    assert {problem.partition("names ")[2].partition(",")[0] for _, problem in read} == {
        "phase 2 and phase 3"
    }


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("1,234.567", "“1,234.567” is not a whole number."),
        ("0.500", "“0.500” is not a whole number."),
        ("500+\tabout 30", "A count has one precision, and this row already says “at least.”"),
    ],
)
def test_a_number_that_is_not_certain_stays_as_typed(vocabulary, cells, said):
    block = pasted_block.parse_pasted_block(f"Trials\tParticipants\n{cells}", USUAL)

    problems = [cell for cell in block.lines[0].cells.values() if cell.reading.problem]
    assert [cell.reading.problem[: len(said)] for cell in problems] == [said]
    assert [cell.reading.value for cell in problems] == [cell.typed for cell in problems]


def test_one_precision_of_two_numbers_is_asked_about(vocabulary):
    block = pasted_block.parse_pasted_block("Trials\tParticipants\n5\tabout 30", USUAL)

    assert block.rows[0]["qualifier"] == "about"
    assert block.question_count == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('Trials\tNote\n1\tx\n2\t"EU" only', "Line 3 has a cell that begins with a quotation mark"),
        ('Trials\tNote\n"1\n2"\tx', "Line 2: “1 2” in the column “Trials” has a line break."),
        ('Trials\tAs of\n1\t"20\n25"', "Line 2: “20 25” in the column “As of” has a line break."),
        ("Trials\tPhase", "There are no rows below the headings."),
        ("Trials\tStudies\n1\t2", "The headings “Trials” and “Studies” both mean trials."),
        ("Trials\t\n1\tx", "Line 2 has “x” in column 2, which has no heading."),
        ("Trials,Note\n1,200,EU", "Line 2 has 3 cells, but there are 2 columns."),
        ("Trails;Dates\n12;2025", "These column headings aren’t recognized: Trails, Dates."),
        ("1,2;3\n4,5;6", "The cells can be divided in more than one way."),
    ],
)
def test_an_uncertain_row_or_column_is_named_and_nothing_is_read(vocabulary, text, said):
    block = pasted_block.parse_pasted_block(text, USUAL)

    assert (block.rows, block.error[: len(said)]) == ((), said)


def test_a_shared_date_that_is_not_certain_refuses_the_block(vocabulary):
    block = pasted_block.parse_pasted_block("12", USUAL | {"as_of": "03/04/2025"})

    assert (block.rows, block.error[:40]) == ((), "As of: “03/04/2025” could be two days. W")


def test_commas_between_the_digits_of_one_number_a_line_are_asked_about(vocabulary):
    block = pasted_block.parse_pasted_block("1,200\n3,400", USUAL)

    assert [row["trials"] for row in block.rows] == [1200, 3400]
    assert block.note == pasted_block.ONE_NUMBER_A_LINE


def test_a_code_that_is_also_a_heading_is_read_in_a_block_without_headings(vocabulary):
    assert counts("12\t\t\t\t\t\tTO") == [{"trials": 12, "country": "TO"}]


def test_a_declared_separator_is_used(vocabulary):
    assert counts('sep=;\nTrials;Note\n1;"a,b"') == [{"trials": 1, "note": "a,b"}]
