import pytest

from directory.document.unusual_text import describe_unusual


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("Parexel", []),
        ("Müller-Łódź & Søn ApS, 臨床試験センター 2", []),
        ("Αθήνα и Москва", []),
        ("P\u0430rexel", ["U+0430 CYRILLIC SMALL LETTER A in “P\u0430rexel”"]),
        ("М\u03bfсква", ["U+03BF GREEK SMALL LETTER OMICRON in “М\u03bfсква”"]),
        ("Acme\u00a0Trials", ["U+00A0 NO-BREAK SPACE in “Acme\u00a0Trials”"]),
        ("\uff21cme", ["U+FF21 FULLWIDTH LATIN CAPITAL LETTER A in “\uff21cme”"]),
        ("Acme \u05d0", ["U+05D0 HEBREW LETTER ALEF in “\u05d0”"]),
        ("a\u0430 a\u0430", ["U+0430 CYRILLIC SMALL LETTER A in “a\u0430”"]),
    ],
)
def test_a_note_names_what_readers_take_for_something_else(text, notes):
    assert describe_unusual(text) == notes


def test_many_unusual_characters_are_counted():
    text = "a" + "".join(chr(code) for code in range(0x0430, 0x0440))

    notes = describe_unusual(text)

    assert (len(notes), notes[-1]) == (6, "and 11 more")
