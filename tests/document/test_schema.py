import json
from dataclasses import replace
from itertools import pairwise

import pytest
from document_examples import EMPTY, FIGURE, FULL, MINIMAL, SOURCE, TRIALS

from directory.document import schema
from directory.document.schema import (
    DocumentInvalid,
    Problem,
    check_representative_changes,
    validate_document,
)


def problems(known, document):
    """Return the (path, code) of all problems of a document."""
    with pytest.raises(DocumentInvalid) as caught:
        validate_document(document, known)
    return [(problem.path, problem.code) for problem in caught.value.problems]


def problems_of(known, **changes):
    return problems(known, MINIMAL | changes)


def test_omitted_keys_get_empty_values_and_all_keys_are_in_order(known):
    assert json.dumps(validate_document(MINIMAL, known)) == json.dumps(EMPTY)
    assert tuple(EMPTY) == schema.DOCUMENT_KEYS
    assert tuple(TRIALS) == schema.TRIAL_COUNT_KEYS


def test_a_canonical_document_comes_back_as_it_is(known):
    canonical = validate_document(FULL, known)

    assert canonical == FULL
    assert json.dumps(validate_document(canonical, known)) == json.dumps(canonical)


def test_the_document_sent_is_not_changed(known):
    sent = json.loads(json.dumps(FULL))

    validate_document(sent, known)["links"].clear()

    assert sent == FULL


def test_every_sample_document_is_valid_and_unchanged(sample_documents):
    documents, known = sample_documents

    for document in documents:
        canonical = validate_document(document, known)
        assert list(canonical) == list(schema.DOCUMENT_KEYS)
        assert json.dumps(validate_document(canonical, known)) == json.dumps(canonical)
        assert {**canonical, **unordered(canonical)} == {**document, **unordered(document)}


def unordered(document):
    """Return the parts of a document whose order has no meaning, sorted."""
    lists = {key: value for key, value in document.items() if isinstance(value, list)}
    sources = document["citations"].items()
    return {key: sorted(value, key=json.dumps) for key, value in lists.items()} | {
        "citations": {key: sorted(value, key=json.dumps) for key, value in sources}
    }


def test_lists_are_sorted_by_key_because_their_order_means_nothing(known):
    canonical = validate_document(
        FULL
        | {key: FULL[key][::-1] for key in ("countries", "services", "modalities", "phases")}
        | {"citations": dict(reversed(FULL["citations"].items()))},
        known,
    )

    assert json.dumps(canonical) == json.dumps(validate_document(FULL, known))


def test_text_is_trimmed_and_composed_and_empty_values_have_one_form(known):
    canonical = validate_document(
        MINIMAL
        | {"name": " Gene\u0300ve ", "legal_name": None, "description": "a\r\nb\rc", "website": ""}
        | {"headquarters": {"city": " ", "country": ""}, "links": {"x": "", "y": None}}
        | {"identifiers": {"ror": None, "lei": None}, "citations": {"founded": [], "general": []}}
        | {"founded": 1999, "member_since": ""},
        known,
    )

    assert canonical == EMPTY | {"name": "Genève", "description": "a\nb\nc", "founded": 1999}


def test_all_problems_are_found_at_once_with_positions_as_sent(known):
    document = {
        "slug": "Delta",
        "kind": "bank",
        "founded": 3000,
        "services": ["rtsm", "clinical-monitorng"],
        "trial_counts": [TRIALS, TRIALS | {"phase": "PHASE9", "trials": 5.0}],
    }

    assert problems(known, document) == [
        ("slug", "invalid_slug"),
        ("name", "required"),
        ("kind", "unknown_value"),
        ("founded", "out_of_range"),
        ("services[1]", "unknown_value"),
        ("trial_counts[1].trials", "wrong_type"),
        ("trial_counts[1].phase", "unknown_value"),
    ]


def test_an_unknown_key_is_an_error_that_names_the_nearest_one(known):
    with pytest.raises(DocumentInvalid) as caught:
        validate_document(MINIMAL | {"sumary": "A company."}, known)

    (problem,) = caught.value.problems
    assert (problem.path, problem.code) == ("sumary", "unknown_key")
    assert problem.message.startswith("“sumary” is not a recognized field. Did you mean summary?")


def test_the_message_of_an_unknown_code_says_what_is_allowed(known):
    with pytest.raises(DocumentInvalid) as caught:
        validate_document(MINIMAL | {"kind": "Cro"}, known)

    message = "“Cro” isn't recognized. Did you mean cro? Allowed: cro, technology."
    assert caught.value.problems == (Problem("kind", message, "unknown_value"),)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"slug": ""}, ("slug", "required")),
        ({"slug": "a--b"}, ("slug", "invalid_slug")),
        ({"slug": "delta\n"}, ("slug", "invalid_slug")),
        ({"slug": "a" * 81}, ("slug", "too_long")),
        ({"slug": "compare"}, ("slug", "reserved_slug")),
        ({"slug": "old-gamma"}, ("slug", "redirected_slug")),
        ({"slug": 7}, ("slug", "wrong_type")),
        ({"name": " "}, ("name", "required")),
        ({"name": None}, ("name", "required")),
        ({"name": "a" * 201}, ("name", "too_long")),
        ({"name": "De\x00lta"}, ("name", "control_character")),
        ({"name": "De\nlta"}, ("name", "control_character")),
        ({"name": "De\ud800lta"}, ("name", "control_character")),
        ({"name": "De\u200blta"}, ("name", "invisible_character")),
        ({"summary": "a\u2028b"}, ("summary", "control_character")),
        ({"description": "a\x08b"}, ("description", "control_character")),
        ({"description": "a\u202eb"}, ("description", "invisible_character")),
        ({"description": "a" * 10_001}, ("description", "too_long")),
        ({"summary": ["a"]}, ("summary", "wrong_type")),
        ({"kind": None}, ("kind", "required")),
        ({"founded": True}, ("founded", "wrong_type")),
        ({"founded": 1999.0}, ("founded", "wrong_type")),
        ({"founded": float("nan")}, ("founded", "wrong_type")),
        ({"founded": "1999"}, ("founded", "wrong_type")),
        ({"founded": 999}, ("founded", "out_of_range")),
        ({"founded": 2027}, ("founded", "out_of_range")),
        ({"founded": 10**6000}, ("founded", "out_of_range")),
        ({"membership": None}, ("membership", "required")),
        ({"member_since": "2020-13"}, ("member_since", "invalid_date")),
        ({"member_since": 2020}, ("member_since", "wrong_type")),
        (
            {"member_since": "2020-02", "member_until": "2020-01"},
            ("member_until", "period_reversed"),
        ),
        ({"reports_trials": None}, ("reports_trials", "wrong_type")),
        ({"reports_trials": 1}, ("reports_trials", "wrong_type")),
        ({"services": None}, ("services", "wrong_type")),
        ({"services": "rtsm"}, ("services", "wrong_type")),
        ({"services": ["rtsm"] * 501}, ("services", "too_many")),
        ({"services": ["rtsm", "rtsm"]}, ("services[1]", "repeated")),
        ({"services": [None]}, ("services[0]", "required")),
        ({"phases": ["phase3"]}, ("phases[0]", "unknown_value")),
        ({"headquarters": None}, ("headquarters", "wrong_type")),
        ({"headquarters": {"country": "de"}}, ("headquarters.country", "unknown_value")),
        ({"headquarters": {"town": "Bonn"}}, ("headquarters.town", "unknown_key")),
        ({"parent": {}}, ("parent.name", "required")),
        ({"parent": {"name": "E", "slug": "nobody"}}, ("parent.slug", "no_such_member")),
        ({"parent": {"name": "E", "slug": "delta"}}, ("parent.slug", "own_parent")),
        ({"parent": {"name": "E", "as_of": "2027"}}, ("parent.as_of", "future_date")),
        ({"successor": "nobody"}, ("successor", "no_such_member")),
        ({"successor": "old-gamma"}, ("successor", "redirected_slug")),
        ({"successor": "delta"}, ("successor", "successor_loop")),
        ({"successor": ["alpha"]}, ("successor", "wrong_type")),
        ({"slug": "gamma", "successor": "alpha"}, ("successor", "successor_loop")),
        ({"employees": {}}, ("employees.count", "required")),
        ({"employees": FIGURE | {"count": -1}}, ("employees.count", "out_of_range")),
        ({"employees": FIGURE | {"count": 10_000_001}}, ("employees.count", "out_of_range")),
        ({"employees": FIGURE | {"qualifier": "over"}}, ("employees.qualifier", "unknown_value")),
        ({"employees": FIGURE | {"as_of": "2026-11-25"}}, ("employees.as_of", "future_date")),
        ({"employees": FIGURE | {"as_of": "2026-12"}}, ("employees.as_of", "future_date")),
        (
            {"employees": FIGURE | {"source_url": " ", "as_of": None}},
            ("employees.source_url", "no_evidence"),
        ),
        ({"countries": [{"code": "DE"}]}, ("countries[0].kind", "required")),
        ({"countries": FULL["countries"][:1] * 2}, ("countries[1]", "repeated")),
        ({"trial_counts": [TRIALS, TRIALS | {"trials": 1}]}, ("trial_counts[1]", "repeated")),
        ({"trial_counts": [TRIALS | {"trials": None}]}, ("trial_counts[0].trials", "required")),
        (
            {"trial_counts": [TRIALS | {"period_end": "2018-12"}]},
            ("trial_counts[0].period_end", "period_reversed"),
        ),
        (
            {"trial_counts": [TRIALS | {"source_url": ""}]},
            ("trial_counts[0].source_url", "no_evidence"),
        ),
        ({"registered_trials": [{}]}, ("registered_trials[0].number", "required")),
        (
            {"registered_trials": [{"number": "NCT1"}]},
            ("registered_trials[0].number", "invalid_number"),
        ),
        (
            {"registered_trials": [{"number": "NCT01234567", "duties": ["rtsm", "rtsm"]}]},
            ("registered_trials[0].duties[1]", "repeated"),
        ),
        ({"logo": {"alt": "x"}}, ("logo.sha256", "required")),
        ({"logo": {"sha256": "x"}}, ("logo.sha256", "invalid_digest")),
        ({"links": {"Linked In": SOURCE}}, ("links.Linked In", "invalid_slug")),
        ({"links": {"a" * 41: SOURCE}}, ("links." + "a" * 41, "too_long")),
        ({"links": {"x": "ftp://example.org"}}, ("links.x", "invalid_url")),
        ({"links": []}, ("links", "wrong_type")),
        ({"identifiers": {"lei": "123"}}, ("identifiers.lei", "invalid_value")),
        ({"identifiers": {"duns": "123"}}, ("identifiers.duns", "unknown_key")),
        ({"citations": {"general": [{}]}}, ("citations[general][0].url", "required")),
        ({"citations": {"founded": []}}, ("citations[founded]", "not_cited")),
        ({"citations": {"services[rtsm]": []}}, ("citations[services[rtsm]]", "not_cited")),
        (
            {"citations": {"general": [{"url": SOURCE}, {"url": SOURCE, "as_of": None}]}},
            ("citations[general][1]", "repeated"),
        ),
    ],
)
def test_one_mistake_is_one_problem_at_its_path(known, changes, found):
    assert found in problems_of(known, **changes)
    assert [path for path, _ in problems_of(known, **changes)].count(found[0]) == 1


@pytest.mark.parametrize(
    ("name", "path"), [("DELTA.", "other_names[0].name"), ("Old  délta", "other_names[1]")]
)
def test_an_other_name_that_repeats_a_name_once_folded_is_an_error(known, name, path):
    names = [{"name": name, "type": "alias"}]
    if path == "other_names[1]":
        names.insert(0, {"name": "Old Delta", "type": "former"})

    assert problems_of(known, other_names=names) == [(path, "repeated")]


def test_a_value_in_error_is_not_reported_again_as_missing(known):
    document = MINIMAL | {
        "founded": 3000,
        "areas": ["onclogy"],
        "employees": {"count": 1, "qualifier": "stated", "source_url": "here"},
        "citations": {"founded": [], "areas[onclogy]": []},
    }

    assert problems(known, document) == [
        ("founded", "out_of_range"),
        ("employees.source_url", "invalid_url"),
        ("areas[0]", "unknown_value"),
    ]


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org", "https://example.org:8443/a?b=c#d", "HTTPS://Example.org/ä"),
        *(
            "https://müller.example/",
            "http://[::1]/",
            "http://[::ffff:1.2.3.4]:80/",
            "http://localhost",
            "https://a_b.example",
        ),
    ],
)
def test_web_addresses_are_kept_as_they_are_written(known, url):
    assert validate_document(MINIMAL | {"website": url}, known)["website"] == url


@pytest.mark.parametrize(
    "url",
    [
        *(
            "example.org",
            "//example.org",
            "http://",
            "http:///a",
            "https://…",
            "mailto:a@b.example",
        ),
        *("javascript:alert(1)", "http://user@example.org", "http://a:b@example.org"),
        *("http://exa mple.org", "http://example.org/a b", "http://example.org\\@evil.example"),
        *("http://example.org:99999", "http://-a.example", "http://a..b", "http://a.example/<b>"),
        *("http://[::::]/", "http://[1:2]/", "http://[...]/", "http://[1.2.3.4]/", "http://[]/"),
        "http://" + "a-" * 900 + "!",
    ],
)
def test_an_invalid_url_is_refused(known, url):
    assert problems_of(known, website=url) == [("website", "invalid_url")]


def test_a_companys_own_figure_needs_only_its_date(known):
    own = {"count": 0, "qualifier": "exact", "as_of": "2026", "source_url": "", "note": ""}

    assert validate_document(MINIMAL | {"employees": own}, known)["employees"] == own


def test_a_loop_among_other_members_does_not_hang(known):
    looping = replace(known, successor_of={"alpha": "beta", "beta": "alpha"})

    assert validate_document(MINIMAL | {"successor": "alpha"}, looping)["successor"] == "alpha"


def test_items_are_known_by_their_keys():
    keys = [
        schema.build_item_key("countries", FULL["countries"][0]),
        schema.build_item_key("other_names", FULL["other_names"][0]),
        schema.build_item_key("trial_counts", TRIALS),
        schema.build_item_key("registered_trials", FULL["registered_trials"][0]),
        schema.build_item_key("services", "rtsm"),
    ]

    assert keys == [
        "DE",
        "former|old delta",
        "publication|worked_on|||||2019|2023|2023",
        "NCT01234567",
        "rtsm",
    ]


def test_a_representative_may_not_change_staff_fields(known):
    before = validate_document(FULL, known)
    after = before | {"slug": "new", "membership": "current", "summary": "Better."}

    assert [(p.path, p.code) for p in check_representative_changes(before, after)] == [
        ("slug", "staff_only"),
        ("membership", "staff_only"),
    ]


@pytest.mark.parametrize(
    ("counts", "paths"),
    [
        ([TRIALS], []),
        ([TRIALS, TRIALS | {"basis": "company"}], []),
        ([], ["trial_counts"]),
        ([TRIALS | {"trials": 6000}], ["trial_counts[0]", "trial_counts"]),
        ([TRIALS, TRIALS | {"scope": "vaccines"}], ["trial_counts[1]"]),
    ],
)
def test_a_representative_sends_counts_of_publications_back_unchanged(known, counts, paths):
    before = validate_document(FULL, known)

    problems_found = check_representative_changes(before, before | {"trial_counts": counts})

    assert [problem.path for problem in problems_found] == paths


def test_problems_come_in_the_order_of_the_document(known):
    order = [path.partition("[")[0] for path, _ in problems_of(known, **{key: {} for key in FULL})]
    positions = [schema.DOCUMENT_KEYS.index(field.partition(".")[0]) for field in order]

    assert all(one <= other for one, other in pairwise(positions))
