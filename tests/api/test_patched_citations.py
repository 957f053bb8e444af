"""Writing through the API: the citations of a profile follow the values that they support."""

import pytest
from factories import republish, trial_count

from directory.document.structure import DOCUMENT_KEYS
from directory.models import Revision

SOURCE = [{"url": "https://a.example/", "as_of": None}]
FIGURE = {"count": 90, "qualifier": "about", "as_of": "2023"}
VALUES = {
    "legal_name": "Alpha Ltd",
    "other_names": [
        {"name": "Old Alpha", "type": "former", "until": None},
        {"name": "ALF", "type": "acronym", "until": None},
    ],
    "description": "One line.",
    "website": "https://a.example/",
    "headquarters": {"city": "Bonn", "country": "DE"},
    "parent": {"name": "Epsilon", "slug": None, "as_of": None, "source_url": ""},
    "employees": FIGURE,
    "countries_stated": FIGURE,
    "services": ["clinical-monitoring", "rtsm"],
    "areas": ["oncology", "neurology"],
    "modalities": ["drug", "device"],
    "phases": ["PHASE1", "PHASE3"],
    "registered_trials": [{"number": "NCT01234567", "duties": []}],
    "logo": {"sha256": "0" * 64, "alt": "Alpha"},
    "links": {"linkedin": "https://linkedin.example/alpha"},
    "identifiers": {"ror": "https://ror.org/012345678", "lei": None},
}
ITEMS = [
    "services[rtsm]",
    "areas[neurology]",
    "modalities[device]",
    "phases[PHASE3]",
    "other_names[ALF]",
]
KEPT = {"general": SOURCE, "name": SOURCE, "summary": SOURCE}


def cite(member, *keys, **values):
    """Publish the profile with these values, and a source for each of these keys and a few more."""
    return republish(member, **values, citations=dict.fromkeys(keys, SOURCE) | KEPT)


@pytest.mark.parametrize(
    ("body", "cited", "left"),
    [
        ({"services": ["rtsm"]}, ["services[rtsm]", "services[clinical-monitoring]"], [0]),
        ({"areas": ["oncology"]}, ["areas", "areas[neurology]", "areas[oncology]"], [0, 2]),
        ({"modalities": []}, ["modalities", "modalities[drug]", "modalities[device]"], []),
        ({"phases": None}, ["phases", "phases[PHASE1]"], []),
        ({"phases": ["PHASE3"]}, ["phases[PHASE1]", "phases[PHASE3]"], [1]),
        (
            {"other_names": [{"name": " Old Alpha ", "type": "alias"}]},
            ["other_names", "other_names[Old Alpha]", "other_names[ALF]"],
            [0, 1],
        ),
        ({"headquarters": {"city": None, "country": ""}}, ["headquarters"], []),
        ({"headquarters": {"city": None}}, ["headquarters"], [0]),
        ({"employees": None}, ["employees", "countries_stated"], [1]),
        ({"links": {"linkedin": None}}, ["links"], []),
        ({"identifiers": {"ror": None}}, ["identifiers", "logo"], [1]),
        ({"description": " "}, ["description"], []),
        ({"legal_name": ""}, ["legal_name", "website"], [1]),
        ({"services": ["rtsm"], "areas": []}, ["services[clinical-monitoring]", "areas"], []),
    ],
)
def test_a_patch_drops_the_citations_of_what_it_removes_and_no_others(
    patch, alpha, body, cited, left
):
    cite(alpha, *cited, **VALUES)

    response = patch(body)

    assert response.status_code == 202
    kept = KEPT | dict.fromkeys((cited[position] for position in left), SOURCE)
    assert response.json()["profile"]["citations"] == kept


@pytest.mark.parametrize("field", [*VALUES, "founded"])
def test_the_citation_of_any_field_goes_when_the_field_is_emptied(patch, alpha, field):
    items = [key for key in ITEMS if key.startswith(f"{field}[")]
    cite(alpha, field, *items, **VALUES)

    response = patch({field: None})

    assert (response.status_code, response.json()["profile"]["citations"]) == (202, KEPT)


def test_the_trial_counts_keep_their_source_until_the_last_is_removed(patch, alpha):
    cite(alpha, "trial_counts", trial_counts=[trial_count(100), trial_count(90, as_of="2023")])

    first = patch({"trial_counts": [trial_count(100)]})
    Revision.objects.waiting().delete()
    second = patch({"trial_counts": []})

    assert "trial_counts" in first.json()["profile"]["citations"]
    assert second.json()["profile"]["citations"] == KEPT


def test_the_sources_of_a_name_follow_its_spelling(patch, alpha):
    cite(alpha, "other_names[Old Alpha]", "services[rtsm]", **VALUES)

    response = patch({"other_names": [{"name": "Öld-ALPHA", "type": "former"}]})

    assert response.json()["profile"]["citations"] == KEPT | {
        "other_names[Öld-ALPHA]": SOURCE,
        "services[rtsm]": SOURCE,
    }


def test_the_answer_lists_the_dropped_citation_as_a_change(patch, alpha):
    cite(alpha, "services[rtsm]", **VALUES)

    changes = patch({"services": ["clinical-monitoring"]}).json()["changes"]

    assert [change["path"] for change in changes] == ["services[rtsm]", "citations[services[rtsm]]"]


@pytest.mark.parametrize("citations", [{}, {"services[rtsm]": SOURCE}, {"general": None}])
def test_a_patch_with_citations_is_taken_as_it_is(patch, alpha, citations):
    cite(alpha, "services[rtsm]", **VALUES)

    response = patch({"services": ["clinical-monitoring"], "citations": citations})

    errors = [(error["path"], error["code"]) for error in response.json()["errors"]]
    assert (response.status_code, errors) == (400, [("citations[services[rtsm]]", "not_cited")])


def test_a_patch_can_remove_all_citations(patch, alpha):
    cite(alpha, "services[rtsm]", **VALUES)

    response = patch({"services": ["clinical-monitoring"], "citations": None})

    assert (response.status_code, response.json()["profile"]["citations"]) == (202, {})


@pytest.mark.parametrize("field", DOCUMENT_KEYS)
@pytest.mark.parametrize("value", ["x", 7, ["x"], [["x"]], [{"name": 5}], {"a": {"b": 1}}])
def test_malformed_values_are_reported_without_their_lost_citations(patch, alpha, field, value):
    cite(alpha, *(key for key in VALUES if key != field), *ITEMS, **VALUES)

    response = patch({field: value})

    codes = {error["code"] for error in response.json().get("errors", [])}
    assert response.status_code in {202, 400, 403}
    assert "not_cited" not in codes or field == "citations"
