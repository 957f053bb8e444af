"""The worst comparison of two descriptions: the longest allowed texts, of the worst content."""

import random
from itertools import cycle, islice
from time import process_time

from directory.document.text_diff import compare_texts
from directory.terms import DESCRIPTION_LIMIT

FIRST_SIGN = 0x4E00  # Han characters: many different words of one character
COMPARISON_ROUNDS = 5


def fill_text(words, size):
    """Return a text of this many characters that repeats the words, one space apart."""
    text = "".join(f"{word} " for word in islice(cycle(words), size))
    return text[:size]


def draw_words(words, size, seed):
    """Return a text of this many characters whose words are drawn from `words`."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    return fill_text(draw.choices(words, k=size), size)


def list_signs(first, number):
    """Return this many different words of one character."""
    return [chr(FIRST_SIGN + first + place) for place in range(number)]


LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Each makes two texts of a size. Those that repeat words took difflib up to 90 s.
ADVERSARIAL_TEXTS = {
    "one word": lambda size: (fill_text("a", size), fill_text("a", size - 1) + "b"),
    "a few repeated words": lambda size: (fill_text("aaabaa", size), fill_text("aabaaa", size)),
    "two words in turn": lambda size: (fill_text("ab", size), fill_text("ba", size)),
    "two words at random": lambda size: (draw_words("ab", size, 1), draw_words("ab", size, 2)),
    "letters at random": lambda size: (draw_words(LETTERS, size, 1), draw_words(LETTERS, size, 2)),
    "different words": lambda size: (
        fill_text(list_signs(0, size // 2), size),
        fill_text(list_signs(size // 2, size // 2), size),
    ),
    "the same words reversed": lambda size: (
        fill_text(list_signs(0, size // 2), size),
        fill_text(list_signs(0, size // 2)[::-1], size),
    ),
    "every other word changed": lambda size: (
        fill_text("ab", size),
        fill_text(
            [w for pair in zip("a" * size, list_signs(0, size // 4), strict=False) for w in pair],
            size,
        ),
    ),
    "no spaces": lambda size: ("a" * size, "b" * size),
    "spaces alone": lambda size: (" " * size, "\n" * size),
    "runs of spaces": lambda size: (
        "".join(f"a{' ' * number}" for number in range(size))[:size],
        "".join(f"a{' ' * number}" for number in range(1, size))[:size],
    ),
}


def measure_text_comparison():
    """Return the processor time of the worst comparison in ms, and the texts it compared."""
    worst = {}
    for name, make in ADVERSARIAL_TEXTS.items():
        before, after = make(DESCRIPTION_LIMIT)
        worst[name] = min(time_comparison(before, after) for _ in range(COMPARISON_ROUNDS))
    name = max(worst, key=worst.get)
    return {"worst": worst[name], "texts": name}


def time_comparison(before, after):
    """Return the processor time of comparing two texts, in milliseconds."""
    start = process_time()
    compare_texts(before, after)
    return (process_time() - start) * 1000
