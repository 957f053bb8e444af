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
