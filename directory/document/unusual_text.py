"""Characters that are allowed but that a reader takes for others or doesn't notice.

The review names them beside the change: a Cyrillic letter within a Latin word, letters written from
right to left, wide or styled letters, spaces that aren't the usual one, and joiners.
"""

import re
import unicodedata

from directory.text import is_unseen_kind, name_character

MOST_NAMED = 5  # characters in one note
LONGEST_CONTEXT = 30  # characters of the word that a note quotes
ORDINARY_SPACES = " \n"
# Scripts that are written together within one word.
EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA", "BOPOMOFO"}
STYLED = {"FULLWIDTH", "HALFWIDTH", "MATHEMATICAL", "SUPERSCRIPT", "SUBSCRIPT", "CIRCLED"}
RIGHT_TO_LEFT = {"R", "AL"}


def describe_unusual(text: str) -> list[str]:
    """Return a note for each unusual character, such as "U+00A0 NO-BREAK SPACE after “Acme”".

    Each character is named once. At most five are named; the last note counts the others.
    """
    if text.isascii():
        return []
    notes: dict[str, str] = {}
    for word in re.finditer(r"[^ \n]+", text):
        for position, character in find_unusual(word[0]):
            notes.setdefault(
                character, f"{name_character(character)} in “{shorten(word[0], position)}”"
            )
    named = list(notes.values())
    more = len(named) - MOST_NAMED
    return named[:MOST_NAMED] + ([f"and {more} more"] if more > 0 else [])


def find_unusual(word: str) -> list[tuple[int, str]]:
    """Return the unusual characters of a run of text without ordinary spaces, with positions."""
    if word.isascii():
        return []
    scripts = [name_script(character) for character in word]
    written = set(filter(None, scripts)) - EAST_ASIAN
    main = "LATIN" if "LATIN" in written else next((each for each in scripts if each), "")
    found = []
    for position, (character, script) in enumerate(zip(word, scripts, strict=True)):
        mixed = script in written - {main} and len(written) > 1
        turned = unicodedata.bidirectional(character) in RIGHT_TO_LEFT
        if mixed or turned or script in STYLED or is_unusual_sign(character):
            found.append((position, character))
    return found


def is_unusual_sign(character: str) -> bool:
    """Return whether this is a space that isn't the usual one, or an allowed unseen character."""
    return character not in ORDINARY_SPACES and (character.isspace() or is_unseen_kind(character))


def name_script(character: str) -> str:
    """Return the first word of a letter's Unicode name, which is its script; "" for other signs."""
    if unicodedata.category(character)[0] != "L":
        return ""
    return unicodedata.name(character, "").partition(" ")[0]


def shorten(word: str, position: int) -> str:
    """Return the part of a word around a position, to quote in a note."""
    start = max(0, position - LONGEST_CONTEXT // 2)
    return word[start : start + LONGEST_CONTEXT]
