"""Numbers as people type them: read exactly, or left as they are."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.forms.typed_numbers import parse_whole_number

SEPARATORS = ",.'’٬，．＇ \u00a0\u2007\u2008\u2009\u202f"
# Zeros of scripts whose digits follow one another.
ZEROS = {"full width": "０", "Arabic-Indic": "٠", "Persian": "۰", "Devanagari": "०"}
NUMBER_TEXTS = st.text("0123456789" + SEPARATORS + "０１٠١-+_e²", max_size=14)


def read_slowly(text):
    """Return the number that a text is, None if it is none, by comparing with every spelling."""
    for zero in ("0", *ZEROS.values()):
        digits = "".join(str(ord(c) - ord(zero)) for c in text if 0 <= ord(c) - ord(zero) <= 9)
        if not digits or len(digits) > 15:
            continue
        number = int(digits)
        spellings = {str(number), *(f"{number:,}".replace(",", sign) for sign in SEPARATORS)}
        if text in {spelling.translate(translate_digits(zero)) for spelling in spellings}:
            return number
    return None


def translate_digits(zero):
    return {ord("0") + digit: ord(zero) + digit for digit in range(10)}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("1200", 1200),
        ("1,234,567", 1_234_567),
        ("1.200", 1200),
        ("12’500", 12_500),
        ("12'500", 12_500),
        ("1\u2009200", 1200),
        ("1\u202f200", 1200),
        ("1\u00a0200", 1200),
        ("１２３４", 1234),
        ("１，２３４", 1234),
        ("١٬٢٣٤", 1234),
    ],
)
def test_a_number_is_read_with_any_one_separator_and_any_digits(text, number):
    assert parse_whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("1,234.567", "1.234,567", "0.500", "0,500", "007", "00", "12,34,567", "1,23", "1,2345"),
        *(",123", "1,,234", "1.5", "12.0", "-5", "+5", "1e3", "1_000", "12²", "1１", "½", "IV"),
        *("1  200", "1\t200", "1\n200", "1,234\u2009567", "1\u200b200", "9" * 16),
    ],
)
def test_what_is_not_certainly_a_number_stays_as_typed(text):
    assert parse_whole_number(text) == text


@given(NUMBER_TEXTS)
@example("1,234.567")
@example("0.500")
def test_a_text_is_a_number_only_if_it_is_a_spelling_of_it(text):
    expected = read_slowly(text)

    assert parse_whole_number(text) == (text or None if expected is None else expected)


@given(st.integers(0, 10**15 - 1), st.sampled_from(["", *SEPARATORS]))
def test_every_number_is_read_from_every_spelling(number, separator):
    for zero in ("0", *ZEROS.values()):
        text = f"{number:,}".replace(",", separator).translate(translate_digits(zero))

        assert parse_whole_number(text) == number
