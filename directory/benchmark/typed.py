"""How people type the name of an organization; each way says itself in its docstring."""

from itertools import pairwise

from directory.benchmark.names import without_legal
from directory.text import words

FEW = 5
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SHORTEST = 4  # letters that a slip is made in, and that an unfinished word has more of
LEGAL_OTHERWISE = {"corp": "corporation", "inc": "incorporated", "ltd": "limited", "co": "company"}
LEGAL_OTHERWISE |= {long: short for short, long in LEGAL_OTHERWISE.items()}
LEGAL_ADDED = ("inc", "ltd", "gmbh", "llc")
SHORTENED = {
    "association": "assoc",
    "company": "co",
    "corporation": "corp",
    "department": "dept",
    "government": "govt",
    "incorporated": "inc",
    "institute": "inst",
    "international": "intl",
    "laboratories": "labs",
    "limited": "ltd",
    "management": "mgmt",
    "services": "svcs",
    "systems": "sys",
    "technologies": "tech",
    "technology": "tech",
    "university": "univ",
}
MORE = ("careers", "contact", "jobs", "website", "address")


class Case:
    """A name to be typed: its words, those that say no legal form, and the rarest of these.

    `having` says of each word how many names have it.
    """

    def __init__(self, named, having, random):
        self.named, self.random = named, random
        self.words = words(named.name)
        self.core = without_legal(self.words)
        self.rarest = min(self.core, key=having.__getitem__)
        self.is_rare = having[self.rarest] <= FEW

    def with_instead(self, place, count, *instead):
        """Its words with others instead of so many from a place on."""
        return [*self.core[:place], *instead, *self.core[place + count :]]


def as_written(case):
    """As it is written."""
    return [case.named.name]


def without_legal_words(case):
    """Without legal words."""
    return case.core if case.core != case.words else None


def legal_words_otherwise(case):
    """With legal words written otherwise."""
    said = [LEGAL_OTHERWISE.get(word, word) for word in case.words]
    return said if said != case.words else None


def legal_words_added(case):
    """With a legal word that it has not."""
    return [*case.core, case.random.choice(LEGAL_ADDED)] if case.core == case.words else None


def swapped(case):
    """Two words in the other order."""
    places = range(len(case.core) - 1)
    if not places:
        return None
    place = case.random.choice(places)
    return case.with_instead(place, 2, case.core[place + 1], case.core[place])


def joined(case):
    """Two words as one."""
    beside = set(pairwise(case.words))
    places = [place for place, pair in enumerate(pairwise(case.core)) if pair in beside]
    if not places:
        return None
    place = case.random.choice(places)
    return case.with_instead(place, 2, "".join(case.core[place : place + 2]))


def divided(case):
    """The longest word as two."""
    word = max(case.core, key=len)
    if len(word) <= SHORTEST + 1 or not word.isalpha():
        return None
    at = case.random.randrange(2, len(word) - 1)
    return case.with_instead(case.core.index(word), 1, word[:at], word[at:])


def one_left_out(case):
    """Without one word, not the rarest."""
    others = [word for word in case.core if word != case.rarest]
    if len(case.core) <= 2 or not others:  # noqa: PLR2004 - two: the rarest would stand alone
        return None
    return case.with_instead(case.core.index(case.random.choice(others)), 1)


def to_the_rarest(case):
    """As far as its rarest word."""
    place = case.core.index(case.rarest)
    return case.core[: place + 1] if place else None


def rare_alone(case):
    """Its rarest word alone, which at most five names have."""
    return [case.rarest] if case.is_rare and len(case.core) > 1 else None


def unfinished(case):
    """Its last word unfinished: two letters of three."""
    last = case.core[-1]
    return [*case.core[:-1], last[: len(last) * 2 // 3]] if len(last) > SHORTEST else None


def shortened(case):
    """Words shortened: Intl, Univ, Tech."""
    said = [SHORTENED.get(word, word) for word in case.core]
    return said if said != case.core else None


def more_than_the_name(case):
    """More than the name: careers, contact, jobs."""
    return [*case.core, case.random.choice(MORE)]


def former(case):
    """A former name."""
    return [case.named.other] if case.named.other_kind == "former" else None


def acronym(case):
    """An acronym that it gives itself."""
    return [case.named.other] if case.named.other_kind == "acronym" else None


def frequent_alone(case):
    """Its rarest word alone, which more than five names have."""
    return [case.rarest] if not case.is_rare and len(case.core) > 1 else None


def without_the_rarest(case):
    """Without its rarest word."""
    return [word for word in case.core if word != case.rarest] or None


WAYS = (
    as_written,
    without_legal_words,
    legal_words_otherwise,
    legal_words_added,
    swapped,
    joined,
    divided,
    one_left_out,
    to_the_rarest,
    rare_alone,
    unfinished,
    shortened,
    more_than_the_name,
    former,
    acronym,
)
VAGUE = (frequent_alone, without_the_rarest)
"""What does not say which of many is meant: measured beside the ways, not among them."""


def slip(text, random):
    """The text with one slip in its longest word, or None where that is short."""
    typed = words(text)
    word = max(filter(latin, typed), key=len, default="")
    if len(word) < SHORTEST:
        return None
    typed[typed.index(word)] = mistyped(word, random)
    return " ".join(typed)


def mistyped(word, random):
    """A word with one slip of the keyboard, never in its first letter, which the search keeps.

    A letter dropped, doubled, hit beside or swapped with its neighbour.
    """
    place = random.randrange(1, len(word))
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    slips = [head + tail, head + 2 * letter + tail, head + random.choice(beside(letter)) + tail]
    if tail and tail[0] != letter:
        slips.append(head + tail[0] + letter + tail[1:])
    return random.choice(slips)


def latin(word):
    """Whether its letters are those of the keyboard, and it has no digits."""
    return word.isascii() and word.isalpha()


def beside(letter):
    """The letters left and right of this one on the keyboard."""
    row = next(row for row in KEYS if letter in row)
    place = row.index(letter)
    return row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
