"""The ways people type the name of an organization. The report labels each by its docstring."""

from itertools import pairwise

from directory.benchmark.registry_names import remove_legal_words
from directory.text import split_words

BEST_COMPARED = 5
KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SHORTEST_MISTYPED_WORD = 4  # letters; words that are cut short have more
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
    """A name to type: its words, its `core` without legal words, and the rarest of these.

    `name_counts` holds the number of names that have each word.
    """

    def __init__(self, named, name_counts, random):
        self.named, self.random = named, random
        self.words = split_words(named.name)
        self.core = remove_legal_words(self.words)
        self.rarest = min(self.core, key=name_counts.__getitem__)
        self.is_rare = name_counts[self.rarest] <= BEST_COMPARED

    def replace_words(self, place, count, *instead):
        """Return the core words with `count` of them, from `place` on, replaced by others."""
        return [*self.core[:place], *instead, *self.core[place + count :]]


def copy_name(case):
    """As it is written."""
    return [case.named.name]


def leave_out_legal_words(case):
    """Without legal words."""
    return case.core if case.core != case.words else None


def vary_legal_words(case):
    """With legal words written differently."""
    words = [LEGAL_WORD_VARIANTS.get(word, word) for word in case.words]
    return words if words != case.words else None


def add_legal_word(case):
    """With a legal word that it doesn't have."""
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
    if len(word) <= SHORTEST_MISTYPED_WORD + 1 or not word.isalpha():
        return None
    at = case.random.randrange(2, len(word) - 1)
    return case.replace_words(case.core.index(word), 1, word[:at], word[at:])


def leave_out_one_word(case):
    """Without one word, not the rarest."""
    others = [word for word in case.core if word != case.rarest]
    if len(case.core) <= 2 or not others:  # noqa: PLR2004 - of two, only the rarest would be left
        return None
    return case.replace_words(case.core.index(case.random.choice(others)), 1)


def stop_at_rarest_word(case):
    """Up to its rarest word."""
    place = case.core.index(case.rarest)
    return case.core[: place + 1] if place else None


def type_rare_word_alone(case):
    """Its rarest word alone, which at most five names have."""
    return [case.rarest] if case.is_rare and len(case.core) > 1 else None


def cut_last_word(case):
    """Its last word unfinished: two letters of three."""
    last = case.core[-1]
    return (
        [*case.core[:-1], last[: len(last) * 2 // 3]]
        if len(last) > SHORTEST_MISTYPED_WORD
        else None
    )


def abbreviate_words(case):
    """Words shortened: Intl, Univ, Tech."""
    words = [ABBREVIATIONS.get(word, word) for word in case.core]
    return words if words != case.core else None


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
"""The ways that don't say which of many names is meant. Their figures are reported apart."""


def make_typo(text, random):
    """Return the text with one typo in its longest word, or None if that is too short."""
    words = split_words(text)
    word = max(filter(is_latin, words), key=len, default="")
    if len(word) < SHORTEST_MISTYPED_WORD:
        return None
    words[words.index(word)] = mistype_word(word, random)
    return " ".join(words)


def mistype_word(word, random):
    """Return a word with one typo, never in its first letter, which the search keeps.

    A letter is dropped, doubled, replaced by one beside it on the keyboard, or swapped with the
    next.
    """
    place = random.randrange(1, len(word))
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    typos = [
        head + tail,
        head + 2 * letter + tail,
        head + random.choice(find_adjacent_letters(letter)) + tail,
    ]
    if tail and tail[0] != letter:
        typos.append(head + tail[0] + letter + tail[1:])
    return random.choice(typos)


def is_latin(word):
    """Return whether a word consists of the letters A to Z alone."""
    return word.isascii() and word.isalpha()


def find_adjacent_letters(letter):
    """Return the letters left and right of a letter on the keyboard."""
    row = next(row for row in KEYBOARD_ROWS if letter in row)
    place = row.index(letter)
    return row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
