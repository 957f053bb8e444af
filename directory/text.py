"""Text as submitted and as compared: cleaning, folding, words, the nearest known word.

The search, not this module, decides where words are looked up and how they are weighted.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import Indel

LONGEST_MISTYPED_WORD = 100  # characters
MOST_MARKS = 30  # on one letter, as in Unicode's Stream-Safe Text Format; no language needs more
LEAST_SIMILARITY = 0.6  # of a mistyped word: letters in common, as a share of both words
LONGEST_FOLDED_NAME = 400  # Folded characters: one may become 18, and indexes have a limit.

_SPELLED_OUT = str.maketrans(
    # Unicode has no decomposition for these. casefold handles ß, and NFKD the ligatures.
    {"ø": "o", "ł": "l", "\u0131": "i", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"}
    | {"ħ": "h", "ŧ": "t", "ŋ": "n", "ƀ": "b", "ɨ": "i", "ȷ": "j", "ƒ": "f", "ǥ": "g"}
)
_ACCENTED = re.compile(  # A Latin, Greek, or Cyrillic letter (or a sign) with its accents.
    "([\u0000-\u02ff\u0370-\u0482\u048a-\u052f\u1c80-\u1c8f\u1d00-\u1dbf\u1e00-\u1fff"
    "\u2c60-\u2c7f\ua640-\ua66e\ua722-\ua7ff\uab30-\uab6f])"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u2de0-\u2dff\ufe20-\ufe2f]+"
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_SIGNS = re.compile("[\u00a9\u00ae\u2117\u2120\u2122]")  # ©, ®, ℗, ℠, ™: of a name, not in it
_OTHER_SCRIPTS = re.compile("[\u0300-\u036f\u0530-\u1bff\u1c90-\u1cff\u2c80-\U0010ffff]")
_MANY_MARKS_ARE_POSSIBLE = re.compile(f"[\u0300-\U0010ffff]{{{MOST_MARKS + 1}}}")
_WORD = re.compile(r"[^\W_]+")
_ONE_CHARACTER_WORDS = re.compile(  # Han and kana are written without spaces between words.
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001aff0-\U0001b16f\U00020000-\U000323af]"
)


def clean_text(text: str) -> str:
    """Return the text as stored: in Unicode NFC, without spaces at its ends."""
    return text.strip() if text.isascii() else normalize_text("NFC", text).strip()


def normalize_text(form: Literal["NFC", "NFKD"], text: str) -> str:
    """Return the text in a Unicode form, unchanged if a letter has too many marks.

    Normalizing takes time quadratic in the number of a letter's marks.
    """
    return text if has_too_many_marks(text) else unicodedata.normalize(form, text)


def has_too_many_marks(text: str) -> bool:
    """Return whether a letter has more than `MOST_MARKS` combining marks."""
    if not _MANY_MARKS_ARE_POSSIBLE.search(text):
        return False
    marks = 0
    for character in text:
        marks = marks + 1 if _is_mark(character) else 0
        if marks > MOST_MARKS:
            return True
    return False


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    """Return whether a character becomes a mark on the letter before it."""
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) != 0


def fold_text(text: str) -> str:
    """Return the text as compared: its folded words, joined by single spaces."""
    return " ".join(split_words(text))


def fold_name(name: str) -> str:
    """Return the key under which equal names match and sort, cut to 400 characters.

    A name of signs alone is its own key.
    """
    name = name[:LONGEST_FOLDED_NAME]  # A longer one isn't valid, but may be compared with others.
    return (fold_text(name) or name)[:LONGEST_FOLDED_NAME]


def split_words(text: str) -> list[str]:
    """Return the runs of letters and digits of a text, without case and accents.

    Accents are dropped only from Latin, Greek, and Cyrillic letters: in other scripts such a mark
    makes another letter. Each Han or kana character is a word of its own. Signs such as ™ and ® are
    punctuation.
    """
    if text.isascii():
        return _WORD.findall(text.lower())
    text = _SIGNS.sub(" ", text)  # before NFKD, which makes letters of ™ and ℠
    text = _without_accents(_INVISIBLE.sub("", text))
    text = _without_accents(text.casefold()).translate(_SPELLED_OUT)
    return _words_of_any_script(text) if _OTHER_SCRIPTS.search(text) else _WORD.findall(text)


def _without_accents(text: str) -> str:
    return _ACCENTED.sub(r"\1", normalize_text("NFKD", text))


def _words_of_any_script(text: str) -> list[str]:
    """Return the words of decomposed text; vowel signs and other marks join the letter before."""
    words: list[list[str]] = []  # the characters of each
    within = False
    for character in normalize_text("NFC", text):
        kind = unicodedata.category(character)[0]
        if kind in "LNM" and within and not _ONE_CHARACTER_WORDS.match(character):
            words[-1].append(character)
        elif kind in "LN":
            words.append([character])
            within = not _ONE_CHARACTER_WORDS.match(character)
        elif kind != "M":
            within = False
    return ["".join(word) for word in words]


def find_nearest_word(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate closest to a mistyped word, ignoring case, or None if none is close."""
    if len(word) > LONGEST_MISTYPED_WORD:
        return None  # Not a typo.
    by_form = {candidate.casefold(): candidate for candidate in candidates}
    found = process.extractOne(
        word.strip().casefold(),
        by_form.keys(),
        scorer=Indel.normalized_similarity,
        score_cutoff=LEAST_SIMILARITY,
    )
    return by_form[found[0]] if found else None
