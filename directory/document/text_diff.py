"""Two texts compared word by word."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

MAX_EQUAL_PAIRS = (
    300_000  # of equal words: what comparing costs; text of one word repeated has the most
)
CONTEXT_WORDS = 12  # words left standing on each side of a change
_TOKEN = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True)
class TextPiece:
    """A run of words: `same` in both texts, `removed` or `added`."""

    kind: str
    text: str


def compare_texts(before: str, after: str) -> list[TextPiece]:
    """The two texts in one: without what was added it is the one, without what was removed the
    other. Texts that cannot be compared in reasonable time are removed and added whole.
    """
    olds, news = _TOKEN.findall(before), _TOKEN.findall(after)
    counts = Counter(news)
    if sum(counts[word] for word in olds) > MAX_EQUAL_PAIRS:
        return [TextPiece("removed", before), TextPiece("added", after)]
    pieces: list[TextPiece] = []
    for tag, i, j, k, m in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(TextPiece("same", "".join(olds[i:j])))
            continue
        gone, come = "".join(olds[i:j]), "".join(news[k:m])
        pieces += [
            TextPiece(kind, text) for kind, text in (("removed", gone), ("added", come)) if text
        ]
    return pieces


def shorten_pieces(pieces: list[TextPiece]) -> list[TextPiece]:
    """The same with long unchanged runs cut to a few words around each change."""
    last = len(pieces) - 1
    return [
        TextPiece(piece.kind, _cut(piece.text, first=number == 0, last=number == last))
        if piece.kind == "same"
        else piece
        for number, piece in enumerate(pieces)
    ]


def format_pieces(pieces: Iterable[TextPiece]) -> str:
    """The pieces as plain text, with what was removed and added in brackets."""
    forms = {"same": "{}", "removed": " [removed: {}]", "added": " [added: {}]"}
    text = "".join(
        forms[piece.kind].format(piece.text if piece.kind == "same" else piece.text.strip())
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
