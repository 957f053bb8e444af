"""The JSON schema of the profile document, checked against the documents and the validator."""

import json
from datetime import date

import jsonschema
import pytest
from factories import document, trial_count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.api.profile_schema import PROFILE_SCHEMA, TRIAL_COUNT_SCHEMA
from directory.document.schema import (
    DOCUMENT_KEYS,
    TRIAL_COUNT_KEYS,
    DocumentInvalid,
    ValidationContext,
    validate_document,
)
from directory.models import Revision

VALIDATOR = jsonschema.Draft202012Validator(PROFILE_SCHEMA)
SOURCE = "https://example.org/source"
KNOWN = ValidationContext(
    countries={"DE"},
    services={"rtsm"},
    areas={"oncology"},
    modalities={"drug"},
    successor_of={"beta": None},
    redirects={},
    today=date(2026, 11, 24),
)
FIGURE = {"count": 90, "qualifier": "about", "as_of": "2023", "source_url": SOURCE, "note": ""}
FULL = document("Alpha", "DE") | {
    "legal_name": "Alpha Ltd",
    "other_names": [{"name": "Old Alpha", "type": "former", "until": "2020-05"}],
    "description": "One line\n\nand another.",
    "website": "https://alpha.example",
    "headquarters": {"city": "Bonn", "country": "DE"},
    "founded": 1999,
    "parent": {"name": "Beta", "slug": "beta", "as_of": "2024-01", "source_url": SOURCE},
    "membership": "former",
    "member_since": "2010",
    "member_until": "2020-06-30",
    "successor": "beta",
    "employees": FIGURE,
    "countries_stated": FIGURE | {"source_url": ""},
    "services": ["rtsm"],
    "areas": ["oncology"],
    "modalities": ["drug"],
    "phases": ["NA", "PHASE3"],
    "trial_counts": [trial_count(10, area="oncology"), trial_count(None, participants=7)],
    "registered_trials": [{"number": "NCT01234567", "duties": ["rtsm"]}],
    "logo": {"sha256": "0" * 64, "alt": "Alpha"},
    "links": {"linkedin": "https://linkedin.example/alpha"},
    "identifiers": {"ror": "https://ror.org/012345678"},
    "citations": {"founded": [{"url": SOURCE, "as_of": "2023-07"}]},
}


def test_there_is_one_schema_with_the_keys_in_order():
    jsonschema.Draft202012Validator.check_schema(PROFILE_SCHEMA)

    assert tuple(PROFILE_SCHEMA["properties"]) == DOCUMENT_KEYS
    assert tuple(TRIAL_COUNT_SCHEMA["properties"]) == TRIAL_COUNT_KEYS


def test_every_profile_of_the_sample_is_as_the_schema_says(sample):
    documents = Revision.objects.values_list("document", flat=True)

    assert len(documents) == 41
    for profile in documents:
        VALIDATOR.validate(profile)


@pytest.mark.parametrize("sent", [document(), FULL])
def test_the_smallest_and_the_fullest_document_match_the_schema(sent):
    VALIDATOR.validate(validate_document(sent, KNOWN))


PARTS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=4)
    | st.sampled_from(
        ["2024", "2024-02", "DE", "rtsm", "company", "publication", "worked_on", SOURCE, "PHASE1"]
    )
)
VALUES = st.recursive(
    PARTS,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from([*TRIAL_COUNT_KEYS, "code", "kind", "url"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from(DOCUMENT_KEYS), VALUES, max_size=4))
def test_documents_that_the_validator_accepts_match_the_schema(changes):
    try:
        canonical = validate_document(FULL | changes, KNOWN)
    except DocumentInvalid:
        return

    VALIDATOR.validate(canonical)


COUNT = trial_count(10)
WRONG = [
    {"slug": "Alpha"},
    {"slug": "a" * 81},
    {"name": ""},
    {"name": "a" * 201},
    {"kind": "sponsor"},
    {"kind": None},
    {"other_names": [{"name": "Old", "type": "nickname", "until": None}]},
    {"summary": "a" * 301},
    {"website": "alpha.example"},
    {"headquarters": {"city": "Bonn", "country": "de"}},
    {"headquarters": {"city": "Bonn", "country": "DE", "street": "x"}},
    {"founded": 999},
    {"founded": "1999"},
    {"membership": "maybe"},
    {"member_since": "in 2010"},
    {"reports_trials": None},
    {"employees": FIGURE | {"count": None}},
    {"employees": FIGURE | {"count": 10_000_001}},
    {"employees": FIGURE | {"as_of": None, "source_url": ""}},
    {"countries": [{"code": "DE", "kind": "ship", "as_of": None, "source_url": ""}]},
    {"services": ["RTSM"]},
    {"services": ["rtsm", "rtsm"]},
    {"phases": ["PHASE9"]},
    {"trial_counts": [COUNT | {"trials": None}]},
    {"trial_counts": [COUNT | {"trials": -1}]},
    {"trial_counts": [COUNT | {"as_of": None}]},
    {"trial_counts": [COUNT | {"basis": "publication"}]},
    {"trial_counts": [COUNT | {"measure": "conducted"}]},
    {"registered_trials": [{"number": "NCT1", "duties": []}]},
    {"logo": {"sha256": "0", "alt": ""}},
    {"links": {"Linked In": SOURCE}},
    {"links": {"linkedin": "linkedin"}},
    {"identifiers": {"ror": "x", "lei": None}},
    {"citations": {"founded": [{"url": "", "as_of": None}]}},
    {"color": "blue"},
]


@pytest.mark.parametrize("changes", WRONG, ids=json.dumps)
def test_documents_that_the_validator_refuses_do_not_match_the_schema(changes):
    usual = dict.fromkeys(TRIAL_COUNT_KEYS) | {"scope": "", "source_url": "", "note": ""}
    canonical = validate_document(FULL, KNOWN)
    wrong = canonical | changes
    if "trial_counts" in changes:
        wrong["trial_counts"] = [usual | count for count in changes["trial_counts"]]

    with pytest.raises(DocumentInvalid):
        validate_document(wrong, KNOWN)
    assert not VALIDATOR.is_valid(wrong)
