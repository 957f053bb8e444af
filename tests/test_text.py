import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.text import clean_text, find_nearest_word, fold_text, split_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Syneos Health", "syneos health"),
        ("  Ergomed,  plc. ", "ergomed plc"),
        ("Genève Straße Øresund Łódź", "geneve strasse oresund lodz"),
        ("DIYARBAKIR İstanbul ırmak", "diyarbakir istanbul irmak"),
        ("æther œuvre đakovo þing", "aether oeuvre dakovo thing"),
        ("ﬁnance ＩＣＯＮ ²", "finance icon 2"),
        ("Ἀθῆναι ΣΟΦΟΣ", "αθηναι σοφοσ"),
        ("Ёлка Йод", "елка иод"),
        ("O'Brien & Sons—Ltd_x", "o brien sons ltd x"),
        ("clin\u00adical", "clinical"),
        ("泰格医药 Tigermed", "泰 格 医 药 tigermed"),
        ("シミックCMIC", "シ ミ ッ ク cmic"),
        ("ガ ｶﾞ", "ガ ガ"),
        ("한국 임상", "한국 임상"),
        ("हिन्दी", "हिन्दी"),
        ("!!! …", ""),
        ("\x00\ud800", ""),
    ],
)
def test_folding_spells_out_what_people_type_differently(text, folded):
    assert fold_text(text) == folded


@given(st.text())
@example("\u0345ᾳ ΐ ǰ ŉ")
@example("か゛\u3099")
def test_folding_twice_is_folding_once(text):
    assert fold_text(fold_text(text)) == fold_text(text)


@given(st.text(), st.text())
def test_a_space_joins_the_words_of_two_texts(one, other):
    assert split_words(f"{one} {other}") == split_words(one) + split_words(other)


@given(st.text())
def test_case_makes_no_difference_to_plain_letters(text):
    plain = text.encode("ascii", "ignore").decode()

    assert fold_text(plain.upper()) == fold_text(plain.lower())


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_text(clean_text(text)) == clean_text(text)


def test_cleaning_composes_and_trims():
    assert clean_text(" Gene\u0300ve\u00a0\n") == "Genève"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("oncolgy", "oncology"),
        ("ONCOLOGY", "oncology"),
        ("zzz", None),
        ("", None),
        ("o" * 101, None),
    ],
)
def test_the_nearest_word_is_like_the_one_typed_or_none(word, found):
    assert find_nearest_word(word, ["oncology", "neurology"]) == found
