import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.document.diff import (
    Difference,
    MergeConflict,
    apply_merge_patch,
    diff_documents,
    merge_documents,
)

SOURCE = "https://example.org/source"
GERMANY = {"code": "DE", "kind": "office", "as_of": None, "source_url": SOURCE}
JAPAN = {"code": "JP", "kind": "office", "as_of": None, "source_url": SOURCE}
STAFF = {"count": 500, "qualifier": "about", "as_of": "2024", "source_url": SOURCE, "note": ""}
CITED = [{"url": SOURCE, "as_of": None}]


def document(**changes):
    return {"slug": "delta", "name": "Delta", "kind": "cro"} | changes


def merged(base, ours, theirs):
    """Return the merged values of the fields that any side names, and the conflicts."""
    result, conflicts = merge_documents(document(**base), document(**ours), document(**theirs))
    return {key: result[key] for key in {**base, **ours, **theirs}}, conflicts


def test_each_change_is_named_by_field_item_and_part():
    old = document(
        employees=STAFF,
        countries=[GERMANY],
        services=["rtsm"],
        headquarters={"city": "Bonn", "country": "DE"},
        citations={"services[rtsm]": CITED},
    )
    new = document(
        name="Delta Group",
        employees=STAFF | {"count": 600, "as_of": "2025"},
        countries=[GERMANY | {"kind": "subsidiary"}, JAPAN],
        services=["clinical-monitoring"],
        headquarters={"city": "Köln", "country": "DE"},
        links={"linkedin": SOURCE},
        parent={"name": "Epsilon", "slug": None, "as_of": None, "source_url": ""},
    )

    assert diff_documents(old, new) == [
        Difference("name", "Delta", "Delta Group"),
        Difference("headquarters.city", "Bonn", "Köln"),
        Difference("parent", None, new["parent"]),
        Difference("employees.count", 500, 600),
        Difference("employees.as_of", "2024", "2025"),
        Difference("countries[DE].kind", "office", "subsidiary"),
        Difference("countries[JP]", None, JAPAN),
        Difference("services[clinical-monitoring]", None, "clinical-monitoring"),
        Difference("services[rtsm]", "rtsm", None),
        Difference("links.linkedin", None, SOURCE),
        Difference("citations[services[rtsm]]", CITED, None),
    ]


def test_a_first_version_is_all_additions():
    paths = [difference.path for difference in diff_documents({}, document(services=["rtsm"]))]

    assert paths == ["slug", "name", "kind", "services[rtsm]"]


def test_changes_to_different_fields_and_items_are_joined():
    base = {"name": "Delta", "countries": [GERMANY], "services": ["rtsm"], "links": {}}
    ours = {"name": "Delta Group", "countries": [GERMANY, JAPAN], "services": []}
    theirs = {
        "countries": [GERMANY | {"kind": "subsidiary"}],
        "services": ["clinical-monitoring", "rtsm"],
        "links": {"linkedin": SOURCE},
    }

    assert merged(base, base | ours, base | theirs) == (
        {
            "name": "Delta Group",
            "countries": [GERMANY | {"kind": "subsidiary"}, JAPAN],
            "services": ["clinical-monitoring"],
            "links": {"linkedin": SOURCE},
        },
        [],
    )


@pytest.mark.parametrize(
    ("field", "base", "ours", "theirs"),
    [
        ("headquarters", {"city": "Bonn", "country": None}, {"city": "Köln"}, {"country": "DE"}),
        ("logo", {"sha256": "0" * 64, "alt": "Delta"}, {"sha256": "1" * 64}, {"alt": "The D"}),
    ],
)
def test_merging_never_makes_a_place_or_a_logo_that_neither_side_stated(field, base, ours, theirs):
    ours, theirs = base | ours, base | theirs

    assert merged({field: base}, {field: ours}, {field: theirs}) == (
        {field: ours},
        [MergeConflict(field, base, ours, theirs)],
    )
    assert merged({field: base}, {field: ours}, {field: base}) == ({field: ours}, [])


def test_a_number_is_never_joined_to_the_source_of_another_side():
    ours = STAFF | {"count": 600}
    theirs = STAFF | {"source_url": f"{SOURCE}/2"}

    assert merged({"employees": STAFF}, {"employees": ours}, {"employees": theirs}) == (
        {"employees": ours},
        [MergeConflict("employees", STAFF, ours, theirs)],
    )


def test_overlapping_changes_are_conflicts_and_ours_is_used_meanwhile():
    base = {"name": "Delta", "countries": [GERMANY], "citations": {"name": CITED}}
    ours = {"name": "Delta One", "countries": [], "citations": {}}
    changed = GERMANY | {"kind": "subsidiary"}
    theirs = {"name": "Delta Two", "countries": [changed], "citations": {"name": CITED * 2}}

    assert merged(base, ours, theirs) == (
        ours,
        [
            MergeConflict("name", "Delta", "Delta One", "Delta Two"),
            MergeConflict("countries[DE]", GERMANY, None, changed),
            MergeConflict("citations[name]", CITED, None, CITED * 2),
        ],
    )


def test_both_sides_adding_the_same_is_no_conflict():
    assert merged({}, {"countries": [JAPAN]}, {"countries": [JAPAN]}) == (
        {"countries": [JAPAN]},
        [],
    )


def test_identifiers_of_two_sides_are_joined():
    ours = {"ror": "https://ror.org/012345678", "lei": None}
    theirs = {"ror": None, "lei": "529900T8BM49AURSDO55"}

    assert merged({"identifiers": {}}, {"identifiers": ours}, {"identifiers": theirs}) == (
        {"identifiers": {"ror": ours["ror"], "lei": theirs["lei"]}},
        [],
    )


DOCUMENTS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Delta", "Epsilon"]),
        "founded": st.sampled_from([None, 1999, 2000]),
        "headquarters": st.fixed_dictionaries(
            {"city": st.sampled_from([None, "Bonn"]), "country": st.sampled_from([None, "DE"])}
        ),
        "employees": st.sampled_from([None, STAFF, STAFF | {"count": 600}]),
        "countries": st.sampled_from([[], [GERMANY], [GERMANY, JAPAN], [JAPAN]]),
        "services": st.sets(st.sampled_from(["a", "b", "c"])).map(sorted),
        "identifiers": st.sampled_from([{}, {"ror": "x", "lei": None}, {"ror": None, "lei": "y"}]),
        "links": st.dictionaries(st.sampled_from("ab"), st.just(SOURCE)).map(
            lambda links: dict(sorted(links.items()))
        ),
    }
).map(
    lambda changes: merge_documents(document(**changes), document(**changes), document(**changes))[
        0
    ]
)


@given(DOCUMENTS, DOCUMENTS)
def test_there_are_no_differences_if_and_only_if_documents_are_equal(one, other):
    assert (diff_documents(one, other) == []) == (one == other)


@given(DOCUMENTS, DOCUMENTS)
def test_an_unchanged_side_leaves_the_other_sides_values(base, changed):
    assert merge_documents(base, changed, base) == (changed, [])
    assert merge_documents(base, base, changed) == (changed, [])
    assert merge_documents(base, changed, changed) == (changed, [])


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_the_two_sides_of_a_merge_conflict_in_the_same_places(base, ours, theirs):
    forward = merge_documents(base, ours, theirs)
    backward = merge_documents(base, theirs, ours)

    assert {c.path for c in forward[1]} == {c.path for c in backward[1]}
    assert forward[1] or forward[0] == backward[0]


@pytest.mark.parametrize(
    ("original", "patch", "result"),
    [  # The test cases of RFC 7396, appendix A.
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_does_what_its_standard_says(original, patch, result):
    sent = json.dumps([original, patch])

    assert apply_merge_patch(original, patch) == result
    assert json.dumps([original, patch]) == sent


def test_a_deeply_nested_patch_is_applied():
    patch = {}
    for _ in range(50_000):
        patch = {"a": patch}

    assert list(apply_merge_patch({"b": 1}, patch)) == ["b", "a"]
