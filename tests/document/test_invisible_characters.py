import sys
import unicodedata

import pytest
from document_examples import MINIMAL

from directory.document.schema import DocumentInvalid, validate_document
from directory.text import find_unseen_character, split_words

VISIBLE_FORMAT_CHARACTERS = (  # number signs and the like of Arabic, Syriac, and Kaithi script
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\u200b", "U+200B ZERO WIDTH SPACE, which can’t be seen, as character 1. Remove it."),
        (
            "Acme \u202eInc",
            (
                "U+202E RIGHT-TO-LEFT OVERRIDE, which can’t be seen, as character 6, after “Acme”. "
                "Remove it."
            ),
        ),
        ("\u3164", "U+3164 HANGUL FILLER, which can’t be seen, as character 1. Remove it."),
        (
            "A\U000e0041",
            (
                "U+E0041 TAG LATIN CAPITAL LETTER A, which can’t be seen, as character 2, "
                "after “A”. Remove it."
            ),
        ),
        (
            "\ufeffAcme",
            "U+FEFF ZERO WIDTH NO-BREAK SPACE, which can’t be seen, as character 1. Remove it.",
        ),
        (
            "clin\u00adical",
            "U+00AD SOFT HYPHEN, which can’t be seen, as character 5, after “clin”. Remove it.",
        ),
        (
            "\uf0b7",
            "U+F0B7 PRIVATE USE CHARACTER, which can’t be seen, as character 1. Remove it.",
        ),
        (
            "a \u0301",
            (
                "U+0301 COMBINING ACUTE ACCENT, which can’t be seen, as character 3, after “a”. "
                "Remove it."
            ),
        ),
        (
            "Acme\x0bInc",
            (
                "a line break (U+000B LINE TABULATION) as character 5, after “Acme”. "
                "Use one line of text."
            ),
        ),
        (
            "Acme\u2028Inc",
            (
                "a line break (U+2028 LINE SEPARATOR) as character 5, after “Acme”. "
                "Use one line of text."
            ),
        ),
    ],
)
def test_a_character_that_cannot_be_seen_is_named_with_its_position(known, text, message):
    with pytest.raises(DocumentInvalid) as refused:
        validate_document(MINIMAL | {"name": text}, known)

    assert [(found.path, found.message) for found in refused.value.problems] == [
        ("name", f"This contains {message}")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",  # a Persian verb with U+200C
        "श्री शक्‍ति",  # Hindi with U+200D after a virama
        "ශ්‍රී ලංකා",  # Sri Lanka, written with U+200D
        "👩🏽‍🔬 ❤️ 1️⃣ 🏳️‍🌈",
        "葛\U000e0100城市",  # a variant of a Han character in a place name
        "café Å שָׁלוֹם ประเทศไทย 한국",
        "\u0601 ١٢",
        "a◌\u0301",
    ],
)
def test_characters_that_a_language_needs_are_accepted(known, text):
    document = validate_document(MINIMAL | {"name": text}, known)

    assert document["name"] == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "text", ["Ac\u200cme", "Ac\u200dme", "A\ufe0fcme", "می\u200d ", "क्a\u200d"]
)
def test_a_joiner_or_selector_is_refused_where_nothing_needs_it(text):
    assert find_unseen_character(text) is not None


def test_every_format_and_control_character_is_seen_as_unseen():
    kinds = ("Cc", "Cf", "Cs", "Co")
    missed = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) in kinds
        and find_unseen_character(f"a{character}b") is None
    ]

    assert "".join(missed) == "\t\n\x0b\x0c\r\x85" + VISIBLE_FORMAT_CHARACTERS


def test_every_kind_of_line_break_is_a_line_break_in_the_description(known):
    sent = "a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h\ni\tj"

    document = validate_document(MINIMAL | {"description": sent}, known)

    assert document["description"] == "a\nb\nc\nd\ne\nf\ng\nh\ni\tj"


@pytest.mark.parametrize(
    "character", ["\u00ad", "\u200b", "\u202e", "\u3164", "\ufe0f", "\x08", "\U000e0041"]
)
def test_a_character_that_cannot_be_seen_does_not_divide_a_word_of_the_search(character):
    assert split_words(f"clin{character}ical É{character}") == ["clinical", "e"]
    assert split_words(f"clin{character}ical") == ["clinical"]
