"""Two texts are compared word by word, readably, and in bounded time whatever they say."""

import json
from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from growth import time_work
from hypothesis import example, given
from hypothesis import strategies as st

from directory.benchmark.text_comparison import ADVERSARIAL_TEXTS
from directory.document.text_diff import (
    TextPiece,
    compare_texts,
    format_pieces,
    shorten_pieces,
)
from directory.terms import DESCRIPTION_LIMIT
from directory.transfer.fixtures import FIXTURES_FOLDER

FEW_WORDS = st.lists(st.sampled_from(["trials", "sites", "the", "a", "\n\n", "\t"]), max_size=40)
TEXTS = FEW_WORDS.map(" ".join) | FEW_WORDS.map("".join) | st.text(max_size=60)
SUMMARIES = [
    json.loads(line)["summary"]
    for line in (FIXTURES_FOLDER / "members.jsonl").read_text().splitlines()
]


@given(TEXTS, TEXTS)
@example("", "")
@example("a ", "a  ")
@example(" ", "\n")
@example("a\x1cb", "a b")
def test_a_text_diff_holds_both_texts(before, after):
    pieces = compare_texts(before, after)

    assert "".join(p.text for p in pieces if p.kind != "added") == before
    assert "".join(p.text for p in pieces if p.kind != "removed") == after
    assert all(piece.text for piece in pieces)
    assert [one for one, other in pairwise(pieces) if one.kind == other.kind] == []


@given(TEXTS)
def test_a_text_differs_from_itself_by_nothing(text):
    assert compare_texts(text, text) == ([TextPiece("same", text)] if text else [])


def test_long_unchanged_runs_are_cut_to_the_context_of_a_change():
    words = [f"w{number}" for number in range(100)]
    changed = [*words[:50], "new", *words[50:]]

    pieces = shorten_pieces(compare_texts(" ".join(words), " ".join(changed)))

    around = (" ".join(words[38:50]), " ".join(words[50:62]))
    assert pieces == [
        TextPiece("same", f" … {around[0]}"),
        TextPiece("added", " new"),
        TextPiece("same", f" {around[1]} …"),
    ]


def test_texts_that_repeat_a_few_words_are_compared_word_by_word():
    before, after = "a b " * 2500, "b a " * 2500

    kinds = [piece.kind for piece in compare_texts(before, after)]
    longest = max(compare_texts(before, after), key=lambda piece: len(piece.text))

    assert len(kinds) <= 5
    assert (longest.kind, len(longest.text) > 9_000) == ("same", True)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "Founded in 1990 in Ohio.",
            "Founded in 1995 in Utah.",
            "Founded in [removed: 1990 in Ohio.] [added: 1995 in Utah.]",
        ),
        (
            "We run trials and studies.",
            "We now run many trials and studies.",
            "We [added: now] run [added: many] trials and studies.",
        ),
        (
            "Bonn serves most of Asia in 2001.",
            "Paris serves most of Asia in 2004.",
            "[removed: Bonn] [added: Paris] serves most of Asia in [removed: 2001.] [added: 2004.]",
        ),
    ],
)
def test_changes_that_only_a_word_or_two_keep_apart_read_as_one(before, after, expected):
    assert format_pieces(compare_texts(before, after)) == expected


def test_real_texts_are_not_more_scattered_than_with_difflib():
    rewritten = list(pairwise(SUMMARIES))
    edited = [(text, edit_lightly(text)) for text in SUMMARIES]

    scattered = [
        (before, after)
        for before, after in rewritten + edited
        if count_changes(before, after) > count_difflib_changes(before, after)
    ]

    assert scattered == []


def edit_lightly(text):
    """Return the text with a word dropped, a word replaced, and a few words moved to its end."""
    words = text.split()
    middle = len(words) // 2
    words[middle] = "approximately"
    return " ".join([*words[4:], *words[1:3]])


def count_changes(before, after):
    """Return the number of changes between two texts."""
    pieces = [piece.kind for piece in compare_texts(before, after)]
    return sum(kind != "same" for kind in pieces) - " ".join(pieces).count("removed added")


def count_difflib_changes(before, after):
    """Return the number of changes that difflib finds between the words of two texts."""
    steps = SequenceMatcher(None, before.split(), after.split(), autojunk=False).get_opcodes()
    return sum(tag != "equal" for tag, *_ in steps)


@pytest.mark.parametrize("name", ADVERSARIAL_TEXTS)
def test_no_texts_take_much_longer_than_different_words(name):
    ordinary = ADVERSARIAL_TEXTS["different words"](DESCRIPTION_LIMIT)

    took = time_work(compare_texts, *ADVERSARIAL_TEXTS[name](DESCRIPTION_LIMIT))

    assert took < 10 * time_work(compare_texts, *ordinary)


def test_adversarial_texts_have_the_largest_allowed_size():
    sizes = {len(text) for make in ADVERSARIAL_TEXTS.values() for text in make(DESCRIPTION_LIMIT)}

    assert sizes == {DESCRIPTION_LIMIT}
