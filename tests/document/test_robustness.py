import json

import pytest
from document_examples import FULL, MINIMAL, SOURCE, TRIALS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.document import schema
from directory.document.schema import DocumentInvalid, validate_document
from directory.terms import NAME_TYPES


@pytest.mark.parametrize("data", [None, [], "x", 7, float("nan"), b"{}"])
def test_a_document_that_is_not_an_object_is_one_problem(known, data):
    with pytest.raises(DocumentInvalid) as caught:
        validate_document(data, known)

    assert [(p.path, p.code) for p in caught.value.problems] == [("", "wrong_type")]


def deeply_nested(kind):
    value = kind()
    for _ in range(50_000):
        value = [value] if kind is list else {"name": value}
    return value


@pytest.mark.parametrize("kind", [list, dict])
def test_deep_nesting_is_a_problem_never_a_crash(known, kind):
    deep = deeply_nested(kind)

    for key in schema.DOCUMENT_KEYS:
        with pytest.raises(DocumentInvalid):
            validate_document(MINIMAL | {key: deep}, known)
    with pytest.raises(DocumentInvalid):
        validate_document(
            MINIMAL | {"services": [deep], "trial_counts": [dict.fromkeys(TRIALS, deep)]}, known
        )


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*FULL, *TRIALS, "url", "name", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from([*FULL, "zzz"]), JUNK, max_size=6))
def test_any_input_is_valid_and_stable_or_a_list_of_problems(known, changes):
    try:
        canonical = validate_document(FULL | changes, known)
    except DocumentInvalid as invalid:
        found = invalid.problems
        assert "".join(problem.path + problem.message for problem in found).encode()
    else:
        assert json.dumps(validate_document(canonical, known)) == json.dumps(canonical)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.text(max_size=20),
            "legal_name": st.text(max_size=20),
            "description": st.text(max_size=20),
            "services": st.lists(st.sampled_from(["rtsm", "clinical-monitoring"]), unique=True),
            "other_names": st.lists(
                st.fixed_dictionaries(
                    {
                        "name": st.text(min_size=1, max_size=4),
                        "type": st.sampled_from(NAME_TYPES),
                    }
                ),
                max_size=3,
            ),
            "citations": st.dictionaries(
                st.sampled_from(["name", "legal_name", "services[rtsm]", "general"]),
                st.lists(st.fixed_dictionaries({"url": st.just(SOURCE)}), max_size=1),
            ),
        },
    )
)
def test_validating_twice_is_validating_once(known, changes):
    try:
        canonical = validate_document(MINIMAL | changes, known)
    except DocumentInvalid:
        return

    assert json.dumps(validate_document(canonical, known)) == json.dumps(canonical)


def test_a_document_that_is_larger_than_a_request_is_an_error(known):
    sources = [{"url": f"https://a.example/{'x' * 1_900}{number}"} for number in range(500)]
    cited = ("general", "name", "kind")

    with pytest.raises(DocumentInvalid) as refused:
        validate_document(MINIMAL | {"citations": dict.fromkeys(cited, sources)}, known)

    assert [(p.path, p.code) for p in refused.value.problems] == [("", "too_large")]
    assert validate_document(MINIMAL | {"citations": {"general": sources}}, known)


@pytest.mark.parametrize("marks", ["\u0301" * 31, "\u0301\u0323" * 16, "\uff9e\u0301" * 16])
def test_a_letter_with_more_marks_than_any_language_uses_is_an_error(known, marks):
    with pytest.raises(DocumentInvalid) as refused:
        validate_document(MINIMAL | {"summary": f"a{marks} b"}, known)

    assert [(p.path, p.code) for p in refused.value.problems] == [("summary", "too_many_marks")]
    assert validate_document(MINIMAL | {"summary": f"a{marks[:12]} b"}, known)
