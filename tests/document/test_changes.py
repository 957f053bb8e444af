from types import SimpleNamespace

import pytest
from document_examples import EMPTY, FIGURE, FULL, SOURCE, TRIALS
from hypothesis import given
from hypothesis import strategies as st

from directory.document import merge_documents
from directory.document.changes import (
    DescribedConflict,
    describe_changes,
    describe_conflicts,
    summarize_changes,
)
from directory.document.diff import MergeConflict, diff_documents

LABELS = SimpleNamespace(
    countries={"DE": "Germany", "JP": "Japan", "US": "United States"},
    services={"clinical-monitoring": "Clinical monitoring", "rtsm": "Trial supply"},
    areas={"oncology": "Oncology"},
    modalities={"drug": "Drug", "device": "Device"},
    phases={"PHASE3": "Phase 3", "NA": "Not applicable"},
    kinds={"cro": "Clinical research organization", "technology": "Technology"},
    memberships={"current": "Member", "former": "Former member", "unconfirmed": "Unconfirmed"},
)
OTHER = "https://example.org/other"
GERMANY = {"code": "DE", "kind": "office", "as_of": "2024", "source_url": SOURCE}
JAPAN = GERMANY | {"code": "JP"}


def told(before, after):
    """Return the changes as lines of text."""
    changes = describe_changes(EMPTY | before, EMPTY | after, LABELS)
    return [str(change) for change in changes]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ({"name": "Delta"}, {"name": "Delta Group"}, ["Name changed: Delta → Delta Group"]),
        ({}, {"founded": 1999}, ["Founded added: 1999"]),
        (
            {"headquarters": {"city": "Bonn", "country": "DE"}},
            {"headquarters": {"city": "Bonn", "country": None}},
            ["Headquarters changed: Bonn, Germany → Bonn"],
        ),
        (
            {"employees": FIGURE},
            {"employees": FIGURE | {"count": 1500, "qualifier": "at_least", "source_url": ""}},
            [
                (
                    f"Employees changed: about 90; as of 2023; {SOURCE}"
                    " → at least 1,500; as of 2023; reported by the company"
                )
            ],
        ),
        (
            {"countries": []},
            {"countries": [GERMANY, JAPAN, GERMANY | {"code": "US", "kind": "operations"}]},
            [
                f"Countries added: Germany, Japan (office; as of 2024; {SOURCE})",
                f"Countries added: United States (operations; as of 2024; {SOURCE})",
            ],
        ),
        (
            {"countries": [GERMANY, JAPAN]},
            {"countries": [GERMANY | {"as_of": "2026-01"}, JAPAN | {"as_of": "2026-01"}]},
            [
                (
                    f"Countries changed: Germany, Japan (office; as of 2024; {SOURCE}"
                    f" → office; as of January 2026; {SOURCE})"
                )
            ],
        ),
        (
            {"services": ["rtsm"], "areas": ["oncology"]},
            {"services": ["clinical-monitoring"], "areas": []},
            [
                "Services added: Clinical monitoring",
                "Services removed: Trial supply",
                "Therapeutic areas removed: Oncology",
            ],
        ),
        (
            {"trial_counts": [TRIALS]},
            {"trial_counts": [TRIALS | {"trials": 6000, "period_end": "2024", "as_of": "2024"}]},
            [
                (
                    "Trial counts changed: Trials worked on, published by a third party"
                    f" (at least 5,850 trials; from 2019 through 2023; as of 2023; {SOURCE}"
                    " → at least 6,000 trials;"
                    f" from 2019 through 2024; as of 2024; {SOURCE})"
                )
            ],
        ),
        (
            {"summary": "Runs trials in Bonn."},
            {"summary": "Runs many trials in Cologne."},
            ["Summary: Runs [added: many] trials in [removed: Bonn.] [added: Cologne.]"],
        ),
        (
            {"citations": {}},
            {"citations": {key: [{"url": OTHER, "as_of": None}] for key in ("founded", "general")}},
            [f"Sources added: Founded, The profile as a whole ({OTHER} (undated))"],
        ),
    ],
)
def test_a_change_reads_as_a_person_would_say_it(before, after, lines):
    assert told(before, after) == lines


def test_the_summary_counts_additions_and_removals_once_per_field():
    older = GERMANY | {"code": "US", "kind": "subsidiary", "as_of": "2009"}
    before = EMPTY | {"countries": [GERMANY, older], "summary": "One."}
    after = EMPTY | {"countries": [JAPAN], "summary": "Two."}

    summary = summarize_changes(describe_changes(before, after, LABELS))

    assert summary == "Summary, Countries (1 added, 2 removed)"


def test_two_counts_about_the_same_are_separate_items():
    now = TRIALS | {"as_of": "2024"}
    also = TRIALS | {"as_of": "2025"}

    changes = describe_changes(
        EMPTY | {"trial_counts": [TRIALS]}, EMPTY | {"trial_counts": [now, also]}, LABELS
    )

    assert [change.kind for change in changes] == ["added", "added", "removed"]


def test_a_first_version_lists_everything_as_added():
    fields = [change.path for change in describe_changes({}, FULL, LABELS)]

    assert list(dict.fromkeys(fields)) == list(EMPTY)


def variants(field, *values):
    return st.sampled_from([FULL[field], EMPTY[field], *values])


FIGURES = [
    FIGURE | change
    for change in (
        {"count": 91},
        {"qualifier": "exact"},
        {"qualifier": "stated"},
        {"as_of": None},
        {"as_of": "2023-01"},
        {"source_url": ""},
        {"source_url": OTHER},
        {"note": "as said"},
    )
]
COUNTS = [
    TRIALS | change
    for change in (
        {"trials": None, "participants": 5850},
        {"trials": 5851},
        {"note": "x"},
        {"phase": "PHASE3"},
        {"scope": "abroad"},
        {"period_start": None},
        {"period_end": None},
        {"as_of": "2024"},
        {"basis": "company"},
        {"measure": "ongoing"},
        {"country": "DE"},
        {"area": "oncology"},
        {"source_url": OTHER},
        {"qualifier": "exact"},
    )
]
PLACES = [
    {"url": SOURCE, "as_of": "2023-07"},
    {"url": SOURCE, "as_of": None},
    {"url": OTHER, "as_of": None},
]
DOCUMENTS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Delta", "Epsilon"]),
        "kind": st.sampled_from(["cro", "technology"]),
        "legal_name": variants("legal_name"),
        "other_names": variants(
            "other_names",
            [{"name": "OLD DELTA", "type": "former", "until": "2020-05"}],
            [{"name": "Old Delta", "type": "alias", "until": None}],
        ),
        "summary": variants("summary", "A small company."),
        "description": variants("description", "One line and another."),
        "website": variants("website"),
        "headquarters": variants("headquarters", {"city": None, "country": "DE"}),
        "founded": variants("founded", 2000),
        "parent": variants(
            "parent", {"name": "Epsilon", "slug": None, "as_of": None, "source_url": ""}
        ),
        "membership": variants("membership"),
        "member_since": variants("member_since", "2010-01"),
        "successor": variants("successor"),
        "reports_trials": st.booleans(),
        "employees": variants("employees", *FIGURES),
        "countries_stated": variants("countries_stated", *FIGURES),
        "countries": st.lists(
            st.builds(
                lambda code, kind, as_of: {
                    "code": code,
                    "kind": kind,
                    "as_of": as_of,
                    "source_url": "",
                },
                st.sampled_from(["DE", "JP", "US"]),
                st.sampled_from(["office", "operations"]),
                st.sampled_from([None, "2024"]),
            ),
            unique_by=lambda item: item["code"],
        ),
        "services": variants("services", ["rtsm"]),
        "modalities": variants("modalities", ["drug"]),
        "phases": variants("phases", ["NA"]),
        "trial_counts": st.lists(
            st.sampled_from([TRIALS, *COUNTS]),
            max_size=4,
            unique_by=lambda item: str(
                [
                    item[key]
                    for key in (
                        "basis",
                        "measure",
                        "scope",
                        "phase",
                        "area",
                        "country",
                        "period_start",
                        "period_end",
                        "as_of",
                    )
                ]
            ),
        ),
        "registered_trials": variants(
            "registered_trials", [{"number": "NCT01234567", "duties": []}]
        ),
        "logo": variants("logo", FULL["logo"] | {"alt": ""}),
        "links": st.dictionaries(
            st.sampled_from(["linkedin", "x"]), st.sampled_from([SOURCE, OTHER])
        ),
        "identifiers": variants("identifiers", {"ror": None, "lei": "529900T8BM49AURSDO55"}),
        "citations": st.dictionaries(
            st.sampled_from(["founded", "general", "services[rtsm]", "other_names[Old Delta]"]),
            st.lists(st.sampled_from(PLACES), min_size=1, unique_by=str),
        ),
    }
).map(lambda fields: merge_documents(EMPTY | fields, EMPTY | fields, EMPTY | fields)[0])


@given(DOCUMENTS, DOCUMENTS)
def test_every_difference_is_described_and_equal_documents_have_none(one, other):
    changes = describe_changes(one, other, LABELS)

    for difference in diff_documents(one, other):
        assert [c for c in changes if difference.path.startswith(c.paths)], difference
    for change in changes:
        assert change.before != change.after or (change.kind != "changed" and change.items), change
        assert change.kind != "text" or {piece.kind for piece in change.pieces} != {"same"}
    assert (changes == []) == (one == other)


@given(DOCUMENTS, DOCUMENTS)
def test_a_change_and_its_reversal_name_the_same_items(one, other):
    opposite = {"added": "removed", "removed": "added"}
    there = {
        (c.path, c.kind, c.items, c.before, c.after) for c in describe_changes(one, other, LABELS)
    }
    back = {
        (c.path, opposite.get(c.kind, c.kind), c.items, c.after, c.before)
        for c in describe_changes(other, one, LABELS)
    }
    named = {change[:2] + change[3:] for change in there}

    assert named == {change[:2] + change[3:] for change in back}


def test_a_conflict_shows_the_previous_value_and_both_sides():
    found = describe_conflicts(
        [
            MergeConflict("employees", FIGURE, FIGURE | {"count": 91}, None),
            MergeConflict("countries[DE]", None, GERMANY, GERMANY | {"kind": "operations"}),
            MergeConflict("links.linkedin", SOURCE, None, OTHER),
            MergeConflict("identifiers.ror", None, "x", "y"),
            MergeConflict("founded", 1999, "in the nineties", {"year": 1999}),
        ],
        LABELS,
    )

    figure = f"about 90; as of 2023; {SOURCE}"
    assert found == [
        DescribedConflict("employees", "Employees", figure, figure.replace("90", "91"), "none"),
        DescribedConflict(
            "countries[DE]",
            "Countries: Germany",
            "none",
            f"Germany (office; as of 2024; {SOURCE})",
            f"Germany (operations; as of 2024; {SOURCE})",
        ),
        DescribedConflict(
            "links.linkedin",
            "Links: linkedin",
            f"linkedin ({SOURCE})",
            "none",
            f"linkedin ({OTHER})",
        ),
        DescribedConflict("identifiers.ror", "Identifiers: ROR", "none", "x", "y"),
        DescribedConflict("founded", "Founded", "1999", "in the nineties", '{"year": 1999}'),
    ]
