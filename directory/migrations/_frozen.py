"""Copies of the code that the replaced migrations (0001 to 0017) import.

The app's own code may move and change; these copies never do. They go in version 1.0, together
with the replaced migrations. No other migration imports them.
"""

import re
import unicodedata

from django.db import models
from psycopg.types.json import Json, Jsonb

_SPELLED_OUT = str.maketrans(
    # Letters that neither casefold nor NFKD takes apart.
    {"ø": "o", "ł": "l", "\u0131": "i", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"}
    | {"ħ": "h", "ŧ": "t", "ŋ": "n", "ƀ": "b", "ɨ": "i", "ȷ": "j", "ƒ": "f", "ǥ": "g"}
)
_ACCENTED = re.compile(  # A Latin, Greek, or Cyrillic letter or sign with its accents.
    "([\u0000-\u02ff\u0370-\u0482\u048a-\u052f\u1c80-\u1c8f\u1d00-\u1dbf\u1e00-\u1fff"
    "\u2c60-\u2c7f\ua640-\ua66e\ua722-\ua7ff\uab30-\uab6f])"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u2de0-\u2dff\ufe20-\ufe2f]+"
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_OTHER_SCRIPTS = re.compile("[\u0300-\u036f\u0530-\u1bff\u1c90-\u1cff\u2c80-\U0010ffff]")
_WORD = re.compile(r"[^\W_]+")
_ONE_CHARACTER_WORDS = re.compile(  # Han and kana have no spaces between words.
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001aff0-\U0001b16f\U00020000-\U000323af]"
)


class DocumentField(models.JSONField):
    """A `json` column on PostgreSQL, which keeps the order of keys; `jsonb` sorts them."""

    def deconstruct(self):
        """Return the same path as the app's field, so that the two compare as equal."""
        name, _, args, kwargs = super().deconstruct()
        return name, "directory.models.DocumentField", args, kwargs

    def db_type(self, connection):
        """Return the type of the column."""
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value, connection, prepared=False):
        """Return the value for the driver, which sends `jsonb` by default."""
        adapted = super().get_db_prep_value(value, connection, prepared)
        if connection.vendor == "postgresql" and isinstance(adapted, Jsonb):
            return Json(adapted.obj)
        return adapted

    def from_db_value(self, value, expression, connection):
        """Return the value; the PostgreSQL driver has already parsed `json`."""
        if isinstance(value, str):
            return super().from_db_value(value, expression, connection)
        return value


def count_evidence(document):
    """Return how much evidence a profile has: {trial_counts, citations: {count, undated, years}}.

    `trial_counts` and `count` are numbers, `undated` is the number of citations without a date,
    and `years` holds the first and the last year of the others.
    """
    places = [place for found in document["citations"].values() for place in found]
    years = sorted({place["as_of"][:4] for place in places if place["as_of"]})
    citations = {
        "count": len(places),
        "undated": sum(not place["as_of"] for place in places),
        "years": years[:1] + years[1:][-1:],
    }
    return {"trial_counts": len(document["trial_counts"]), "citations": citations}


def fold(text):
    """Return the folded words of a text, joined by one space: without case and accents."""
    return " ".join(_words(text))


def _words(text):
    if text.isascii():
        return _WORD.findall(text.lower())
    text = _without_accents(_INVISIBLE.sub("", text))
    text = _without_accents(text.casefold()).translate(_SPELLED_OUT)
    return _words_of_any_script(text) if _OTHER_SCRIPTS.search(text) else _WORD.findall(text)


def _without_accents(text):
    return _ACCENTED.sub(r"\1", unicodedata.normalize("NFKD", text))


def _words_of_any_script(text):
    """Return the words of decomposed text. A mark belongs to the letter before it."""
    composed = []
    within = False
    for character in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(character)[0]
        if kind == "M" and within:
            composed[-1] += character
        elif kind not in "LN":
            within = False
        elif _ONE_CHARACTER_WORDS.match(character):
            composed += [character, ""]
            within = False
        elif within:
            composed[-1] += character
        else:
            composed.append(character)
            within = True
    return [word for word in composed if word]
