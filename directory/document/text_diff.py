"""Comparison of two texts, word by word."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

# Pairs of equal words set the cost of a comparison; text that repeats one word has the most.
MAX_EQUAL_PAIRS = 300_000
CONTEXT_WORDS = 12  # unchanged words kept on each side of a change
_TOKEN = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True)
class TextPiece:
    """A run of words; `kind` is `same` (in both texts), `removed`, or `added`."""

    kind: str
    text: str


def compare_texts(before: str, after: str) -> list[TextPiece]:
    """Return both texts as one list of pieces.

    Without the added pieces it is `before`, without the removed ones `after`. Texts that would take
    too long to compare are removed and added whole.
    """
    old_words, new_words = _TOKEN.findall(before), _TOKEN.findall(after)
    counts = Counter(new_words)
    if sum(counts[word] for word in old_words) > MAX_EQUAL_PAIRS:
        return [TextPiece("removed", before), TextPiece("added", after)]
    pieces: list[TextPiece] = []
    for tag, i, j, k, m in SequenceMatcher(
        None, old_words, new_words, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pieces.append(TextPiece("same", "".join(old_words[i:j])))
            continue
        removed, added = "".join(old_words[i:j]), "".join(new_words[k:m])
        pieces += [
            TextPiece(kind, text) for kind, text in (("removed", removed), ("added", added)) if text
        ]
    return pieces


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
