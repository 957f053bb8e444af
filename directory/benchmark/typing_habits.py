"""How people type the name of an organization; each way says itself in its docstring."""

from itertools import pairwise

from directory.benchmark.registry_names import remove_legal_words
from directory.text import split_words

BEST_LOOKED_AT = 5
KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SHORTEST_SLIPPED_WORD = 4  # letters that a slip is made in, and that an unfinished word has more of
LEGAL_WORD_VARIANTS = {
    "corp": "corporation",
    "inc": "incorporated",
    "ltd": "limited",
    "co": "company",
}
LEGAL_WORD_VARIANTS |= {long: short for short, long in LEGAL_WORD_VARIANTS.items()}
ADDED_LEGAL_WORDS = ("inc", "ltd", "gmbh", "llc")
ABBREVIATIONS = {
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
ADDED_WORDS = ("careers", "contact", "jobs", "website", "address")


class NameToType:
    """A name to be typed: its words, those that say no legal form, and the rarest of these.

    `having` says of each word how many names have it.
    """

    def __init__(self, named, having, random):
        self.named, self.random = named, random
        self.words = split_words(named.name)
        self.core = remove_legal_words(self.words)
        self.rarest = min(self.core, key=having.__getitem__)
        self.is_rare = having[self.rarest] <= BEST_LOOKED_AT

    def replace_words(self, place, count, *instead):
        """Its words with others instead of so many from a place on."""
        return [*self.core[:place], *instead, *self.core[place + count :]]


def copy_name(case):
    """As it is written."""
    return [case.named.name]


def leave_out_legal_words(case):
    """Without legal words."""
    return case.core if case.core != case.words else None


def vary_legal_words(case):
    """With legal words written otherwise."""
    said = [LEGAL_WORD_VARIANTS.get(word, word) for word in case.words]
    return said if said != case.words else None


def add_legal_word(case):
    """With a legal word that it has not."""
    return [*case.core, case.random.choice(ADDED_LEGAL_WORDS)] if case.core == case.words else None


def swap_two_words(case):
    """Two words in the other order."""
    places = range(len(case.core) - 1)
    if not places:
        return None
    place = case.random.choice(places)
    return case.replace_words(place, 2, case.core[place + 1], case.core[place])


def join_two_words(case):
    """Two words as one."""
    beside = set(pairwise(case.words))
    places = [place for place, pair in enumerate(pairwise(case.core)) if pair in beside]
    if not places:
        return None
    place = case.random.choice(places)
    return case.replace_words(place, 2, "".join(case.core[place : place + 2]))


def split_longest_word(case):
    """The longest word as two."""
    word = max(case.core, key=len)
    if len(word) <= SHORTEST_SLIPPED_WORD + 1 or not word.isalpha():
        return None
    at = case.random.randrange(2, len(word) - 1)
    return case.replace_words(case.core.index(word), 1, word[:at], word[at:])


def leave_out_one_word(case):
    """Without one word, not the rarest."""
    others = [word for word in case.core if word != case.rarest]
    if len(case.core) <= 2 or not others:  # noqa: PLR2004 - two: the rarest would stand alone
        return None
    return case.replace_words(case.core.index(case.random.choice(others)), 1)


def stop_at_rarest_word(case):
    """As far as its rarest word."""
    place = case.core.index(case.rarest)
    return case.core[: place + 1] if place else None


def type_rare_word_alone(case):
    """Its rarest word alone, which at most five names have."""
    return [case.rarest] if case.is_rare and len(case.core) > 1 else None


def cut_last_word(case):
    """Its last word unfinished: two letters of three."""
    last = case.core[-1]
    return (
        [*case.core[:-1], last[: len(last) * 2 // 3]] if len(last) > SHORTEST_SLIPPED_WORD else None
    )


def abbreviate_words(case):
    """Words shortened: Intl, Univ, Tech."""
    said = [ABBREVIATIONS.get(word, word) for word in case.core]
    return said if said != case.core else None


def add_unrelated_word(case):
    """More than the name: careers, contact, jobs."""
    return [*case.core, case.random.choice(ADDED_WORDS)]


def use_former_name(case):
    """A former name."""
    return [case.named.other] if case.named.other_kind == "former" else None


def use_acronym(case):
    """An acronym that it gives itself."""
    return [case.named.other] if case.named.other_kind == "acronym" else None


def type_frequent_word_alone(case):
    """Its rarest word alone, which more than five names have."""
    return [case.rarest] if not case.is_rare and len(case.core) > 1 else None


def leave_out_rarest_word(case):
    """Without its rarest word."""
    return [word for word in case.core if word != case.rarest] or None


TYPING_WAYS = (
    copy_name,
    leave_out_legal_words,
    vary_legal_words,
    add_legal_word,
    swap_two_words,
    join_two_words,
    split_longest_word,
    leave_out_one_word,
    stop_at_rarest_word,
    type_rare_word_alone,
    cut_last_word,
    abbreviate_words,
    add_unrelated_word,
    use_former_name,
    use_acronym,
)
VAGUE_WAYS = (type_frequent_word_alone, leave_out_rarest_word)
"""What does not say which of many is meant: measured beside the ways, not among them."""


def make_slip(text, random):
    """The text with one slip in its longest word, or None where that is short."""
    typed = split_words(text)
    word = max(filter(is_latin, typed), key=len, default="")
    if len(word) < SHORTEST_SLIPPED_WORD:
        return None
    typed[typed.index(word)] = mistype_word(word, random)
    return " ".join(typed)


def mistype_word(word, random):
    """A word with one slip of the keyboard, never in its first letter, which the search keeps.

    A letter dropped, doubled, hit beside or swapped with its neighbour.
    """
    place = random.randrange(1, len(word))
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    slips = [
        head + tail,
        head + 2 * letter + tail,
        head + random.choice(find_adjacent_letters(letter)) + tail,
    ]
    if tail and tail[0] != letter:
        slips.append(head + tail[0] + letter + tail[1:])
    return random.choice(slips)


def is_latin(word):
    """Whether its letters are those of the keyboard, and it has no digits."""
    return word.isascii() and word.isalpha()


def find_adjacent_letters(letter):
    """The letters left and right of this one on the keyboard."""
    row = next(row for row in KEYBOARD_ROWS if letter in row)
    place = row.index(letter)
    return row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
