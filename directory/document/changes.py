"""What changed between two documents, as a person reads it.

The desk, the history, the letters to those concerned and the portal all tell of changes in these
words. Both documents are canonical; `{}` is the one before the first.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from directory.document import text_diff
from directory.document.diff import MergeConflict, build_item_path, index_by_key, is_keyed_field
from directory.document.display import (
    DescribedItem,
    describe_item,
    describe_value,
    describe_value_at,
    join_parts,
    label_path,
)
from directory.document.labels import FIELD_LABELS, VocabularyLabels
from directory.document.structure import DOCUMENT_KEYS, build_empty_value
from directory.terms import Document

TEXT_FIELDS = ("summary", "description")
# What a trial count is about, whenever it was stated: next year's count replaces this year's.
TRIAL_COUNT_SUBJECT = ("basis", "measure", "scope", "phase", "area", "country")
NO_VALUE_LABEL = "none"
CHANGE_KIND_ORDER = ("added", "removed", "changed")
KeyedItem = tuple[str | None, Any]
ABSENT_ITEM: KeyedItem = (None, None)


@dataclass(frozen=True)
class FieldChange:
    """One change. `kind` is `added`, `removed`, `changed` or `text`.

    `before` and `after` are the values in words, "" for none. Of what comes and goes one by one,
    as countries do, `items` names those of which the same is said. The `pieces` are both values
    in one, by words removed, added and the same. `paths` are those of `diff.diff_documents`, or
    what these begin with.
    """

    path: str
    label: str
    kind: str
    before: str = ""
    after: str = ""
    items: tuple[str, ...] = ()
    pieces: tuple[text_diff.TextPiece, ...] = ()
    paths: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The change in one line, for letters and lists."""
        if self.kind == "text":
            return f"{self.label}: {text_diff.format_pieces(self.pieces)}"
        both = f"{self.before or NO_VALUE_LABEL} → {self.after or NO_VALUE_LABEL}"
        said = {"added": self.after, "removed": self.before, "changed": both}[self.kind]
        named = ", ".join(self.items)
        detail = f" ({said})" if named and said else said
        return f"{self.label} {self.kind}: {named}{detail}"


@dataclass(frozen=True)
class DescribedConflict:
    """A conflict in words: one value that two sides changed, each in its own way."""

    path: str
    label: str
    base: str
    ours: str
    theirs: str


def describe_changes(
    before: Document, after: Document, vocabulary: VocabularyLabels
) -> list[FieldChange]:
    """What changed, in the order of the document; empty if and only if nothing did."""
    changes: list[FieldChange] = []
    for field in DOCUMENT_KEYS:
        old, new = (
            side[field] if field in side else build_empty_value(field) for side in (before, after)
        )
        if old != new:
            tell = _changes_of_items if is_keyed_field(field) else _changes_of_value
            changes += tell(field, old, new, vocabulary)
    return changes


def summarize_changes(changes: Iterable[FieldChange]) -> str:
    """The changes in a line that says of each field what befell it, for a list of many."""
    fields: dict[str, Counter[str]] = {}
    for change in changes:
        told = fields.setdefault(change.label, Counter())
        if change.items:
            told[change.kind] += len(change.items)
    counts = {
        label: ", ".join(f"{count} {kind}" for kind, count in told.items())
        for label, told in fields.items()
    }
    return ", ".join(f"{label} ({told})" if told else label for label, told in counts.items())


def describe_conflicts(
    conflicts: Iterable[MergeConflict], vocabulary: VocabularyLabels
) -> list[DescribedConflict]:
    """The conflicts of a merge in words: what stood before, and what each side made of it."""
    found = []
    for conflict in conflicts:
        sides = (conflict.base, conflict.ours, conflict.theirs)
        some = next((side for side in sides if side is not None), None)
        said = [
            describe_value_at(conflict.path, side, vocabulary) or NO_VALUE_LABEL for side in sides
        ]
        found.append(
            DescribedConflict(conflict.path, label_path(conflict.path, some, vocabulary), *said)
        )
    return found


def _changes_of_value(
    field: str, old: Any, new: Any, vocabulary: VocabularyLabels
) -> Iterator[FieldChange]:
    before, after = (describe_value(field, side, vocabulary) for side in (old, new))
    if not before or not after:
        kind = "removed" if before else "added"
    else:
        kind = "text" if field in TEXT_FIELDS else "changed"
    pieces = _pieces(before, after)
    if kind == "text":
        pieces = text_diff.shorten_pieces(pieces)
    yield FieldChange(
        field, FIELD_LABELS[field], kind, before, after, pieces=tuple(pieces), paths=(field,)
    )


def _pieces(before: str, after: str) -> list[text_diff.TextPiece]:
    return text_diff.compare_texts(before, after) if before and after else []


def _changes_of_items(
    field: str, old: Any, new: Any, vocabulary: VocabularyLabels
) -> Iterator[FieldChange]:
    """What was added, removed and changed; items of which the same is said stand together."""
    together: dict[tuple[str, str, str], list[tuple[str, tuple[str, ...]]]] = {}

    def item(key: str | None, value: Any) -> DescribedItem | None:
        return None if key is None else describe_item(field, key, value, vocabulary)

    for before, after in _pairs(field, index_by_key(field, old), index_by_key(field, new)):
        name, told = _told(item(*before), item(*after))
        keys = dict.fromkeys(key for key, _ in (before, after) if key is not None)
        paths = tuple(build_item_path(field, key) for key in keys)
        together.setdefault(told, []).append((name, paths))
    for told in sorted(together, key=lambda told: CHANGE_KIND_ORDER.index(told[0])):
        found = sorted(together[told])
        names = tuple(name for name, _ in found)
        paths = tuple(path for _, both in found for path in both)
        pieces = tuple(_pieces(*told[1:]))
        yield FieldChange(
            field, FIELD_LABELS[field], *told, items=names, pieces=pieces, paths=paths
        )


def _told(
    before: DescribedItem | None, after: DescribedItem | None
) -> tuple[str, tuple[str, str, str]]:
    """What an item is called; what befell it, and what was and is said of it."""
    if not before or not after:
        kind = "added" if after else "removed"
        sides = (before.detail if before else "", after.detail if after else "")
        return (after or before or DescribedItem("", "")).name, (kind, *sides)
    if before.name == after.name:
        return after.name, ("changed", before.detail, after.detail)
    old, new = (join_parts(side.name, side.detail) for side in (before, after))
    return after.name, ("changed", old, new)


def _pairs(field: str, olds: Document, news: Document) -> Iterator[tuple[KeyedItem, KeyedItem]]:
    """Each item that differs, before and after, with its key; (None, None) where it is not there.

    A trial count that took the place of another one about the same is its next version.
    """
    gone = {key: item for key, item in olds.items() if key not in news}
    earlier = _only_by_subject(gone) if field == "trial_counts" else {}
    come = {key: item for key, item in news.items() if key not in olds}
    later = _only_by_subject(come) if field == "trial_counts" else {}
    followed = {later[subject]: key for subject, key in earlier.items() if subject in later}
    for key, item in news.items():
        before = followed.get(key, key)
        if olds.get(before) != item:
            yield (before, olds[before]) if before in olds else ABSENT_ITEM, (key, item)
    for key in gone.keys() - followed.values():
        yield (key, olds[key]), ABSENT_ITEM


def _only_by_subject(counts: Document) -> dict[tuple[Any, ...], str]:
    """The keys of the counts that are alone in what they are about, by that."""
    found: dict[tuple[Any, ...], list[str]] = {}
    for key, item in counts.items():
        found.setdefault(tuple(item[part] for part in TRIAL_COUNT_SUBJECT), []).append(key)
    return {subject: keys[0] for subject, keys in found.items() if len(keys) == 1}
