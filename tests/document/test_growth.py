"""No operation on a document or a text grows much faster than its input, whatever it holds."""

from datetime import date
from types import SimpleNamespace

import pytest
from document_examples import EMPTY, SOURCE, TRIALS
from growth import TIMES_LARGER, measure_growth

from directory.document import (
    DocumentInvalid,
    ValidationContext,
    apply_merge_patch,
    diff_documents,
    merge_documents,
    validate_document,
)
from directory.document.changes import describe_changes, describe_conflicts
from directory.document.schema import check_representative_changes
from directory.document.validators import is_url
from directory.mail.letters import collapse_blank_lines
from directory.markdown import render_markdown
from directory.profile.freshness import find_stale_statements
from directory.profile.timeline import draw_timeline
from directory.terms import DESCRIPTION_LIMIT, LIST_LIMIT
from directory.text import clean_text, find_nearest_word, fold_name, fold_text
from directory.transfer.document_rows import parse_document

TODAY = date(2026, 11, 24)
ITEMS = LIST_LIMIT // TIMES_LARGER
CHARACTERS = DESCRIPTION_LIMIT // TIMES_LARGER
LABELS = SimpleNamespace(
    countries={
        f"{one}{two}": f"{one}{two}land" for one in "ABCDEFGHIJKLMNOPQRST" for two in "ABCDE"
    },
    services={f"service-{number}": f"Service {number}" for number in range(LIST_LIMIT)},
    areas={f"area-{number}": f"Area {number}" for number in range(LIST_LIMIT)},
    modalities={"drug": "Drug"},
    phases={"PHASE3": "Phase 3"},
    kinds={"cro": "Clinical research organization"},
    memberships={"unconfirmed": "Unconfirmed"},
)
KNOWN = ValidationContext(
    countries=LABELS.countries,
    services=LABELS.services,
    areas=LABELS.areas,
    modalities=LABELS.modalities,
    successor_of={},
    redirects={},
    today=TODAY,
)


def make_document(size, word="one"):
    """Return a document with lists of this many items, which differ from those of other words."""
    numbers = range(size)
    services = [f"service-{number}" for number in numbers]
    places = [{"url": f"{SOURCE}/{word}/{number}", "as_of": "2020"} for number in range(10)]
    return EMPTY | {
        "other_names": [
            {"name": f"Name {word} {number}", "type": "former", "until": None} for number in numbers
        ],
        "services": services,
        "areas": [f"area-{number}" for number in numbers],
        "trial_counts": [
            TRIALS | {"scope": f"scope {number}", "note": word, "basis": basis}
            for number, basis in zip(numbers, ["company", "publication"] * size, strict=False)
        ],
        "registered_trials": [
            {"number": f"NCT{number:08}", "duties": ["service-0"]} for number in numbers
        ],
        "links": {f"network-{number}": f"{SOURCE}/{word}" for number in numbers},
        "citations": {f"services[{service}]": places for service in services},
    }


def make_invalid(size):
    """Return a document in which every value of every list is wrong."""
    numbers = range(size)
    return EMPTY | {
        "countries": [{"code": f"country {number}", "kind": "nothing"} for number in numbers],
        "services": [f"servise-{number}" for number in numbers],
        "areas": [f"aera-{number}" * 8 for number in numbers],
        "trial_counts": [{"phase": f"P{number}", "area": "x", "scope": 1} for number in numbers],
        "citations": {f"nothing-{number}": [{}] for number in range(20 * size)},
        "links": {f"Not a name {number}": "nowhere" for number in numbers},
    }


def validate_invalid(document):
    with pytest.raises(DocumentInvalid):
        validate_document(document, KNOWN)


def make_conflicts(size):
    sides = [make_document(size, word) for word in ("one", "two", "three")]
    return (merge_documents(*sides)[1],)


OPERATIONS = {
    "validating": (lambda document: validate_document(document, KNOWN), [make_document]),
    "finding errors": (validate_invalid, [make_invalid]),
    "comparing": (diff_documents, [make_document, lambda n: make_document(n, "two")]),
    "checking staff's counts": (
        check_representative_changes,
        [make_document, lambda n: make_document(n, "two")],
    ),
    "describing changes": (
        lambda one, other: [str(change) for change in describe_changes(one, other, LABELS)],
        [make_document, lambda n: make_document(n, "two")],
    ),
    "merging": (
        merge_documents,
        [make_document, lambda n: make_document(n, "two"), lambda n: make_document(n, "three")],
    ),
    "patching": (apply_merge_patch, [make_document, lambda n: make_document(n, "two")]),
    "finding old statements": (
        lambda document: find_stale_statements(document, TODAY),
        [make_document],
    ),
    "drawing the timeline": (
        lambda document: draw_timeline(document["trial_counts"], TODAY),
        [make_document],
    ),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_time_for_a_document_grows_as_its_lists_do(name):
    work, makers = OPERATIONS[name]

    grown = measure_growth(work, lambda size: [make(size) for make in makers], ITEMS)

    assert grown < 2 * TIMES_LARGER


def test_the_time_to_describe_conflicts_grows_as_their_number_does():
    grown = measure_growth(
        lambda conflicts: describe_conflicts(conflicts, LABELS), make_conflicts, ITEMS
    )

    assert grown < 2 * TIMES_LARGER


MARKDOWN = ("[", "*a ", "_a_b", "> ", "- ", "[a](", "**a *b ", "`a``b", "![", "<a", "[a]: b\n")
MARKDOWN += ("a\n", "\\", "](", "[*_`<&\n", "&a;", "```\n", "* * ", "[x][y]", "[[[[a](b)", "[a](<b")
ACCENTS = ("\u0301\u0323", "\uff9e\u0301", "\u0f73\u0301", "e\u0301", "\u1100\u1161", "\ufdfa")
SIGNS = (" ", "\n", "\u6f22", "\u0e01\u0e34", "a_", "1,111", "+ ", *ACCENTS)


@pytest.mark.parametrize("text", MARKDOWN)
def test_the_time_for_markdown_grows_as_the_text_does(text):
    assert (
        measure_growth(render_markdown, lambda n: [(text * n)[:n]], CHARACTERS) < 2 * TIMES_LARGER
    )


@pytest.mark.parametrize("work", [clean_text, fold_text, fold_name, collapse_blank_lines])
@pytest.mark.parametrize("text", SIGNS)
def test_the_time_to_clean_and_fold_a_text_grows_as_it_does(work, text):
    grown = measure_growth(work, lambda n: [("a" + text * n)[:n] + "a"], CHARACTERS)

    assert grown < 2 * TIMES_LARGER


@pytest.mark.parametrize("text", ["a", "a-", "a.", ":1", "/", "_", "a_-"])
def test_the_time_to_check_a_url_grows_as_it_does(text):
    grown = measure_growth(is_url, lambda n: [f'http://{text * n}"'], CHARACTERS)

    assert grown < 2 * TIMES_LARGER


def test_the_time_to_find_the_nearest_word_grows_as_the_words_do():
    grown = measure_growth(
        find_nearest_word, lambda n: ["servise" * 10, [f"service-{i}" * 8 for i in range(n)]], ITEMS
    )

    assert grown < 2 * TIMES_LARGER


@pytest.mark.parametrize(
    "make",
    [
        lambda n: b'{"a": ' * (n // 40) + b'{"b": 1, "b": 2}' + b"}" * (n // 40),
        lambda n: b"{" + b'"a": 1, ' * n + b'"a": 2}',
        lambda n: b'{"a": ' * 500 + b"{" + b'"b": {}, ' * n + b'"b": {}}' + b"}" * 500,
    ],
    ids=["nested", "many", "many and nested"],
)
def test_the_time_to_find_repeated_keys_grows_as_the_json_does(make):
    grown = measure_growth(parse_document, lambda n: [make(n)], CHARACTERS)

    assert grown < 2 * TIMES_LARGER
