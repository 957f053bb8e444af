"""Fold names and texts again: signs such as ™ and characters that can't be seen don't count.

The folding is a copy of that of `directory.text` at this migration; it never changes.
"""

import re
import unicodedata

from django.db import migrations

BATCH = 500
PLACES = {"city", "parent"}
LONGEST, MOST_MARKS = 400, 30
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
    # Controls but white space, format characters but the visible signs of some scripts, surrogates,
    # noncharacters, and what Unicode says to ignore in display (Default_Ignorable_Code_Point).
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3"
    "\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_SIGNS = re.compile("[\u00a9\u00ae\u2117\u2120\u2122]")  # ©, ®, ℗, ℠, ™: of a name, not in it
_OTHER_SCRIPTS = re.compile("[\u0300-\u036f\u0530-\u1bff\u1c90-\u1cff\u2c80-\U0010ffff]")
MANY_MARKS = re.compile(f"[\u0300-\U0010ffff]{{{MOST_MARKS + 1}}}")
_WORD = re.compile(r"[^\W_]+")
_ONE_CHARACTER_WORDS = re.compile(  # Han and kana are written without spaces between words.
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001aff0-\U0001b16f\U00020000-\U000323af]"
)


def normalize(form, text):
    if MANY_MARKS.search(text):
        marks = 0
        for character in text:
            is_mark = unicodedata.combining(unicodedata.normalize("NFKD", character)[0])
            marks = marks + 1 if is_mark else 0
            if marks > MOST_MARKS:
                return text
    return unicodedata.normalize(form, text)


def fold(text):
    """Return the text as compared: its folded words, joined by single spaces."""
    return " ".join(split(text))


def fold_name(name):
    """Return the key under which equal names match and sort, cut to 400 characters.

    A name of signs alone is its own key.
    """
    name = name[:LONGEST]  # A longer one isn't valid, but may be compared with others.
    return (fold(name) or name)[:LONGEST]


def split(text):
    """Return the runs of letters and digits of a text, without case and accents.

    Accents are dropped only from Latin, Greek, and Cyrillic letters: in other scripts such a mark
    makes another letter. Each Han or kana character is a word of its own. Signs such as ™ and ® are
    dropped.
    """
    if text.isascii():
        return _WORD.findall(text.lower())
    text = _SIGNS.sub("", text)  # before NFKD, which makes letters of ™ and ℠
    text = _without_accents(_INVISIBLE.sub("", text))
    text = _without_accents(text.casefold()).translate(_SPELLED_OUT)
    return _words_of_any_script(text) if _OTHER_SCRIPTS.search(text) else _WORD.findall(text)


def _without_accents(text):
    return _ACCENTED.sub(r"\1", normalize("NFKD", text))


def _words_of_any_script(text):
    """Return the words of decomposed text; vowel signs and other marks join the letter before."""
    words = []  # the characters of each
    within = False
    for character in normalize("NFC", text):
        kind = unicodedata.category(character)[0]
        if kind in "LNM" and within and not _ONE_CHARACTER_WORDS.match(character):
            words[-1].append(character)
        elif kind in "LN":
            words.append([character])
            within = not _ONE_CHARACTER_WORDS.match(character)
        elif kind != "M":
            within = False
    return ["".join(word) for word in words]


def fold_again(apps, schema_editor):
    """Fold the texts of every company that has a sign or an invisible character in them."""
    model = apps.get_model
    for row in model("directory", "Member").objects.iterator(chunk_size=BATCH):
        if is_changed(row.name):
            model("directory", "Member").objects.filter(pk=row.pk).update(
                folded_name=fold_name(row.name)
            )
    others = model("directory", "OtherName").objects
    for row in others.iterator(chunk_size=BATCH):
        folded = fold_name(row.name)
        # Two names that are now equal keep the old key: one name can't be there twice.
        if is_changed(row.name) and not others.filter(member=row.member, folded=folded).exists():
            others.filter(pk=row.pk).update(folded=folded)
    texts = model("directory", "SearchText").objects.select_related("member")
    for row in texts.iterator(chunk_size=BATCH):
        words = "\n".join(entry["text"] for entry in row.entries)
        if is_changed(f"{words}\n{row.member.summary}\n{row.member.description}"):
            row.names = fold_entries(each for each in row.entries if each["kind"] not in PLACES)
            row.places = fold_entries(each for each in row.entries if each["kind"] in PLACES)
            row.summary, row.description = fold(row.member.summary), fold(row.member.description)
            row.save()


def is_changed(text):
    """Return whether the text has a character that is now folded in another way."""
    return not text.isascii() and bool(_SIGNS.search(text) or _INVISIBLE.search(text))


def fold_entries(entries):
    """Return the folded texts of these entries, one per line."""
    return "\n".join(fold(entry["text"]) for entry in entries)


class Migration(migrations.Migration):
    dependencies = [("directory", "0022_logo_digest")]

    operations = [migrations.RunPython(fold_again, migrations.RunPython.noop)]
