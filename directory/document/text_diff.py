"""Comparison of two texts, word by word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Indel

# A text of the allowed length has at most half as many words; more are only in lists of sources.
MAX_COMPARED_WORDS = 10_000
MAX_JOINING_WORDS = 2  # unchanged words between two changes that are read as one
CONTEXT_WORDS = 12  # unchanged words kept on each side of a change
_TOKEN = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True)
class TextPiece:
    """A run of words; `kind` is `same` (in both texts), `removed`, or `added`."""

    kind: str
    text: str


@dataclass(frozen=True)
class WordChange:
    """Words `start` to `end` of the old text become `new_start` to `new_end` of the new one."""

    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def size(self) -> int:
        """The number of removed and added words."""
        return self.end - self.start + self.new_end - self.new_start


def compare_texts(before: str, after: str) -> list[TextPiece]:
    """Return both texts as one list of pieces.

    Without the added pieces it is `before`, without the removed ones `after`. Lists of more than
    `MAX_COMPARED_WORDS` words are removed and added whole.
    """
    old_words, new_words = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[TextPiece] = []
    position = 0
    for change in _join_changes(_find_changes(old_words, new_words)):
        for kind, words in (
            ("same", old_words[position : change.start]),
            ("removed", old_words[change.start : change.end]),
            ("added", new_words[change.new_start : change.new_end]),
        ):
            if words:
                pieces.append(TextPiece(kind, "".join(words)))
        position = change.end
    rest = "".join(old_words[position:])
    return [*pieces, TextPiece("same", rest)] if rest else pieces


def _find_changes(old_words: list[str], new_words: list[str]) -> list[WordChange]:
    """Return the changes between two lists of words, in order, with unchanged words between them.

    The time doesn't depend on what the words are: rapidfuzz compares 64 pairs in one step.
    `difflib` takes cubic time if words repeat.
    """
    if max(len(old_words), len(new_words)) > MAX_COMPARED_WORDS:
        return [WordChange(0, len(old_words), 0, len(new_words))]
    numbers: dict[str, int] = {}
    old, new = (
        [numbers.setdefault(w, len(numbers)) for w in words] for words in (old_words, new_words)
    )
    changes: list[WordChange] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            continue
        start, new_start = step.src_start, step.dest_start
        if changes and (changes[-1].end, changes[-1].new_end) == (start, new_start):
            last = changes.pop()
            start, new_start = last.start, last.new_start
        changes.append(WordChange(start, step.src_end, new_start, step.dest_end))
    return changes


def _join_changes(changes: list[WordChange]) -> list[WordChange]:
    """Return the changes, with those joined that only a word or two keeps apart.

    Two rewritten sentences share words like "the" by chance, and a change at each of them can't be
    read. A joined change may be larger than the words before it, so it is compared again.
    """
    joined: list[WordChange] = []
    for found in changes:
        change = found
        while joined and change.start - joined[-1].end <= _most_joining_words(joined[-1], change):
            last = joined.pop()
            change = WordChange(last.start, change.end, last.new_start, change.new_end)
        joined.append(change)
    return joined


def _most_joining_words(one: WordChange, other: WordChange) -> int:
    """Return how many unchanged words may join two changes: fewer than either change has."""
    return min(MAX_JOINING_WORDS, one.size - 1, other.size - 1)


def shorten_pieces(pieces: list[TextPiece]) -> list[TextPiece]:
    """Return the pieces with long unchanged runs cut to a few words around each change."""
    last = len(pieces) - 1
    return [
        TextPiece(piece.kind, _cut(piece.text, first=number == 0, last=number == last))
        if piece.kind == "same"
        else piece
        for number, piece in enumerate(pieces)
    ]


def format_pieces(pieces: Iterable[TextPiece]) -> str:
    """Return the pieces as plain text, with removed and added words in brackets."""
    formats = {"same": "{}", "removed": " [removed: {}]", "added": " [added: {}]"}
    text = "".join(
        formats[piece.kind].format(piece.text if piece.kind == "same" else piece.text.strip())
        for piece in pieces
    )
    return " ".join(text.split())


def _cut(text: str, *, first: bool, last: bool) -> str:
    words = _TOKEN.findall(text)
    if len(words) <= 2 * CONTEXT_WORDS + 1:
        return text
    head = "" if first else "".join(words[:CONTEXT_WORDS])
    tail = "" if last else "".join(words[-CONTEXT_WORDS:])
    return f"{head} …{tail}"
