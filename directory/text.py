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
VIRAMA = 9  # combining class of the sign that takes a letter's vowel away
LAST_TWO = 0xFFFE  # The last two code points of each plane are no characters.
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
_INVISIBLE_RANGES = (
    # Controls but white space, format characters but the visible signs of some scripts, surrogates,
    # noncharacters, and what Unicode says to ignore in display (Default_Ignorable_Code_Point).
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3"
    "\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
)
_INVISIBLE = re.compile(f"[{_INVISIBLE_RANGES}]")
_SIGNS = re.compile("[\u00a9\u00ae\u2117\u2120\u2122]")  # ©, ®, ℗, ℠, ™: of a name, not in it
_NOT_TEXT = re.compile(f"[{_INVISIBLE_RANGES}\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LINE_BREAK = re.compile("\r\n|[\n\x0b\x0c\r\x85\u2028\u2029]")
_LINE_BREAK_OR_TAB = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]")
_MARK_AFTER_SPACE = re.compile(r"(?:\A|\s)([^\w\s\x00-\u02ff])")  # or a sign
_WHITE_SPACE = (  # of Unicode; `str.strip` also takes away four controls
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)
_CONTROL_NAMES = {
    "\0": "NULL",
    "\t": "TAB",
    "\n": "LINE FEED",
    "\x0b": "LINE TABULATION",
    "\x0c": "FORM FEED",
    "\r": "CARRIAGE RETURN",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
    "\x85": "NEXT LINE",
}
_JOINERS = "\u200c\u200d"
_EMOJI_PARTS = "\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # after an emoji
_OTHER_SCRIPTS = re.compile("[\u0300-\u036f\u0530-\u1bff\u1c90-\u1cff\u2c80-\U0010ffff]")
_MANY_MARKS_ARE_POSSIBLE = re.compile(f"[\u0300-\U0010ffff]{{{MOST_MARKS + 1}}}")
_WORD = re.compile(r"[^\W_]+")
_ONE_CHARACTER_WORDS = re.compile(  # Han and kana are written without spaces between words.
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001aff0-\U0001b16f\U00020000-\U000323af]"
)


def clean_text(text: str) -> str:
    """Return the text as stored: in Unicode NFC, without white space at its ends."""
    return (text if text.isascii() else normalize_text("NFC", text)).strip(_WHITE_SPACE)


def trim_unseen(text: str) -> str:
    """Return the text without white space and invisible characters at its ends."""
    start, end = 0, len(text)
    while start < end and _is_blank(text[start]):
        start += 1
    while start < end and _is_blank(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_blank(character: str) -> bool:
    return character.isspace() or is_unseen_kind(character)


def read_code(text: str) -> str:
    """Return the letters and digits of a code, in any script's or width's digits, as 0 to 9."""
    plain = unicodedata.normalize("NFKC", text)
    digits = (str(unicodedata.digit(character, character)) for character in plain)
    return "".join(character for character in digits if character.isalnum())


def normalize_line_breaks(text: str) -> str:
    """Return the text with every kind of line break as a line feed."""
    return _LINE_BREAK.sub("\n", text)


def name_character(character: str) -> str:
    """Return the code point of a character and its name, such as "U+00AD SOFT HYPHEN"."""
    name = unicodedata.name(character, "") or _CONTROL_NAMES.get(character)
    if not name:
        is_none = ord(character) % 0x10000 >= LAST_TWO or "\ufdd0" <= character <= "\ufdef"
        kinds = {"Cc": "CONTROL CHARACTER", "Co": "PRIVATE USE CHARACTER", "Cs": "SURROGATE"}
        unnamed = "NONCHARACTER" if is_none else "UNASSIGNED CHARACTER"
        name = kinds.get(unicodedata.category(character), unnamed)
    return f"U+{ord(character):04X} {name}"


def find_line_break(text: str) -> int | None:
    """Return the position of the first line break or tab, from 0, or None."""
    if text.isascii() and text.isprintable():
        return None
    found = _LINE_BREAK_OR_TAB.search(text)
    return found.start() if found else None


def find_unseen_character(text: str) -> int | None:
    """Return the position of the first character that readers can't see, from 0, or None.

    These are controls, format characters, fillers, noncharacters, characters for private use, and
    combining marks without a letter. Where a language or an emoji needs a joiner or a variation
    selector, it counts as seen.
    """
    if text.isascii():
        found = None if text.isprintable() else _INVISIBLE.search(text)
        return found.start() if found else None
    suspects = {found.start() for found in _NOT_TEXT.finditer(text)}
    suspects |= {found.start(1) for found in _MARK_AFTER_SPACE.finditer(text)}
    for position in sorted(suspects):
        if not _is_seen(text, position):
            return position
    return None


def is_unseen_kind(character: str) -> bool:
    """Return whether a character is one that can't be seen, also where a language needs it."""
    return _INVISIBLE.match(character) is not None


def _is_seen(text: str, position: int) -> bool:
    character, before = text[position], text[position - 1 : position] or " "
    if character in _JOINERS:
        return _joins(before, text[position + 1 : position + 2], character)
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return before in "#*0123456789\u203c\u2049\u3030\u303d" or _is_symbol_or_han(before)
    if "\u180b" <= character <= "\u180f" and character != "\u180e":
        return "\u1820" <= before <= "\u18aa"  # chooses the form of a Mongolian letter
    if _NOT_TEXT.match(character):
        return False
    return unicodedata.category(character)[0] != "M"  # after a space or at the start


def _joins(before: str, after: str, joiner: str) -> bool:
    """Return whether a joiner is next to a virama, in Arabic script, or between two emoji."""
    if not after:
        return unicodedata.combining(before) == VIRAMA
    if VIRAMA in {unicodedata.combining(before), unicodedata.combining(after)}:
        return True
    if joiner == "\u200d":
        is_emoji = unicodedata.category(before) == "So" or before in _EMOJI_PARTS
        return is_emoji and unicodedata.category(after) == "So"
    return all(unicodedata.name(near, "").startswith("ARABIC ") for near in (before, after))


def _is_symbol_or_han(character: str) -> bool:
    return unicodedata.category(character)[0] == "S" or unicodedata.name(character, "").startswith(
        "CJK "
    )


def hide_unseen(text: str) -> str:
    """Return a text for a message: what can't be seen is shown as U+FFFD."""
    return _NOT_TEXT.sub("\ufffd", _LINE_BREAK_OR_TAB.sub("\ufffd", text))


def normalize_text(form: Literal["NFC", "NFD", "NFKD"], text: str) -> str:
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
    dropped.
    """
    if text.isascii():
        shown = text if text.isprintable() else _INVISIBLE.sub("", text)
        return _WORD.findall(shown.lower())
    text = _SIGNS.sub("", text)  # before NFKD, which makes letters of ™ and ℠
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


def find_nearest_word(
    word: str, candidates: Iterable[str], least: float = LEAST_SIMILARITY
) -> str | None:
    """Return the candidate closest to a mistyped word, ignoring case, or None if none is close.

    `least` is the share of the letters of both words that they have in common.
    """
    if len(word) > LONGEST_MISTYPED_WORD:
        return None  # Not a typo.
    by_form = {candidate.casefold(): candidate for candidate in candidates}
    found = process.extractOne(
        word.strip().casefold(),
        by_form.keys(),
        scorer=Indel.normalized_similarity,
        score_cutoff=least,
    )
    return by_form[found[0]] if found else None
