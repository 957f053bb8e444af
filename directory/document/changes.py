"""The differences between two documents, in words.

Used by the desk, the history, notification emails, and the portal. Both documents must be
canonical; `{}` stands for the one before the first version.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
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
from directory.document.structure import (
    DOCUMENT_KEYS,
    TEXT_FIELDS,
    TRIAL_COUNT_SUBJECT,
    build_empty_value,
)
from directory.document.unusual_text import describe_unusual
from directory.terms import Document

NO_VALUE_LABEL = "none"
CHANGE_KIND_ORDER = ("added", "removed", "changed")
KeyedItem = tuple[str | None, Any]
ABSENT_ITEM: KeyedItem = (None, None)


@dataclass(frozen=True)
class FieldChange:
    """One change of a field or of similar items of a field.

    `kind` is `added`, `removed`, `changed`, or `text`. `before` and `after` are the values in
    words, "" if absent. In fields whose items are added and removed one by one, such as countries,
    `items` names the items that share this change. `pieces` is a word-by-word comparison of the two
    values. `paths` are paths of `diff.diff_documents`, or prefixes of them. `logos` are the values
    before and after, if this is a change of the logo, so that they can be shown as pictures.
    """

    path: str
    label: str
    kind: str
    before: str = ""
    after: str = ""
    items: tuple[str, ...] = ()
    pieces: tuple[text_diff.TextPiece, ...] = ()
    paths: tuple[str, ...] = ()
    logos: tuple[Document | None, ...] = dataclass_field(default=(), compare=False)

    @property
    def unusual(self) -> list[str]:
        """The unusual characters of the new value, each in a few words."""
        added = [piece.text for piece in self.pieces if piece.kind != "removed"]
        return describe_unusual("".join(added) if added else " ".join((*self.items, self.after)))

    def __str__(self) -> str:
        """Return the change as one line, for emails and lists."""
        if self.kind == "text":
            return f"{self.label}: {text_diff.format_pieces(self.pieces)}"
        both = f"{self.before or NO_VALUE_LABEL} → {self.after or NO_VALUE_LABEL}"
        value = {"added": self.after, "removed": self.before, "changed": both}[self.kind]
        named = ", ".join(self.items)
        detail = f" ({value})" if named and value else value
        return f"{self.label} {self.kind}: {named}{detail}"


@dataclass(frozen=True)
class DescribedConflict:
    """A conflict in words: one value that both sides changed, each differently."""

    path: str
    label: str
    base: str
    ours: str
    theirs: str


def describe_changes(
    before: Document, after: Document, vocabulary: VocabularyLabels, *, with_pieces: bool = True
) -> list[FieldChange]:
    """Return the changes in document order; empty if and only if the documents are equal.

    Without pieces, for a summary, values aren't compared word by word.
    """
    changes: list[FieldChange] = []
    for field in DOCUMENT_KEYS:
        old, new = (
            side[field] if field in side else build_empty_value(field) for side in (before, after)
        )
        if old != new:
            describe = _changes_of_items if is_keyed_field(field) else _changes_of_value
            changes += describe(field, old, new, vocabulary, with_pieces)
    return changes


def summarize_changes(changes: Iterable[FieldChange]) -> str:
    """Return one line for lists: the changed fields, with the number of changed items."""
    fields: dict[str, Counter[str]] = {}
    for change in changes:
        kinds = fields.setdefault(change.label, Counter())
        if change.items:
            kinds[change.kind] += len(change.items)
    counts = {
        label: ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        for label, kinds in fields.items()
    }
    return ", ".join(f"{label} ({text})" if text else label for label, text in counts.items())


def describe_conflicts(
    conflicts: Iterable[MergeConflict], vocabulary: VocabularyLabels
) -> list[DescribedConflict]:
    """Return merge conflicts in words: the base value and the value of each side."""
    described = []
    for conflict in conflicts:
        sides = (conflict.base, conflict.ours, conflict.theirs)
        present = next((side for side in sides if side is not None), None)
        texts = [
            describe_value_at(conflict.path, side, vocabulary) or NO_VALUE_LABEL for side in sides
        ]
        described.append(
            DescribedConflict(conflict.path, label_path(conflict.path, present, vocabulary), *texts)
        )
    return described


def _changes_of_value(
    field: str, old: Any, new: Any, vocabulary: VocabularyLabels, with_pieces: bool
) -> Iterator[FieldChange]:
    before, after = (describe_value(field, side, vocabulary) for side in (old, new))
    if not before or not after:
        kind = "removed" if before else "added"
    else:
        kind = "text" if field in TEXT_FIELDS else "changed"
    pieces = _pieces(before, after) if with_pieces else []
    if kind == "text":
        pieces = text_diff.shorten_pieces(pieces)
    yield FieldChange(
        field,
        FIELD_LABELS[field],
        kind,
        before,
        after,
        pieces=tuple(pieces),
        paths=(field,),
        logos=(old, new) if field == "logo" else (),
    )


def _pieces(before: str, after: str) -> list[text_diff.TextPiece]:
    return text_diff.compare_texts(before, after) if before and after else []


def _changes_of_items(
    field: str, old: Any, new: Any, vocabulary: VocabularyLabels, with_pieces: bool
) -> Iterator[FieldChange]:
    """Yield one change per group of items that were added, removed, or changed alike."""
    groups: dict[tuple[str, str, str], list[tuple[str, tuple[str, ...]]]] = {}

    def item(key: str | None, value: Any) -> DescribedItem | None:
        return None if key is None else describe_item(field, key, value, vocabulary)

    for before, after in _pairs(field, index_by_key(field, old), index_by_key(field, new)):
        name, change = _told(item(*before), item(*after))
        keys = dict.fromkeys(key for key, _ in (before, after) if key is not None)
        paths = tuple(build_item_path(field, key) for key in keys)
        groups.setdefault(change, []).append((name, paths))
    for change in sorted(groups, key=lambda change: CHANGE_KIND_ORDER.index(change[0])):
        entries = sorted(groups[change])
        names = tuple(name for name, _ in entries)
        paths = tuple(path for _, item_paths in entries for path in item_paths)
        pieces = tuple(_pieces(*change[1:])) if with_pieces else ()
        yield FieldChange(
            field, FIELD_LABELS[field], *change, items=names, pieces=pieces, paths=paths
        )


def _told(
    before: DescribedItem | None, after: DescribedItem | None
) -> tuple[str, tuple[str, str, str]]:
    """Return an item's name, and (kind of change, text before, text after)."""
    if not before or not after:
        kind = "added" if after else "removed"
        sides = (before.detail if before else "", after.detail if after else "")
        return (after or before or DescribedItem("", "")).name, (kind, *sides)
    if before.name == after.name:
        return after.name, ("changed", before.detail, after.detail)
    old_text, new_text = (join_parts(side.name, side.detail) for side in (before, after))
    return after.name, ("changed", old_text, new_text)


def _pairs(field: str, olds: Document, news: Document) -> Iterator[tuple[KeyedItem, KeyedItem]]:
    """Yield (before, after) for each item that differs, each as (key, item) or `ABSENT_ITEM`.

    A trial count that replaces the only other one on the same subject is its next version.
    """
    removed = {key: item for key, item in olds.items() if key not in news}
    earlier = _only_by_subject(removed) if field == "trial_counts" else {}
    added = {key: item for key, item in news.items() if key not in olds}
    later = _only_by_subject(added) if field == "trial_counts" else {}
    previous_keys = {later[subject]: key for subject, key in earlier.items() if subject in later}
    for key, item in news.items():
        before = previous_keys.get(key, key)
        if olds.get(before) != item:
            yield (before, olds[before]) if before in olds else ABSENT_ITEM, (key, item)
    for key in removed.keys() - previous_keys.values():
        yield (key, olds[key]), ABSENT_ITEM


def _only_by_subject(counts: Document) -> dict[tuple[Any, ...], str]:
    """Return the key of each count that is the only one on its subject, by subject."""
    keys_by_subject: dict[tuple[Any, ...], list[str]] = {}
    for key, item in counts.items():
        keys_by_subject.setdefault(tuple(item[part] for part in TRIAL_COUNT_SUBJECT), []).append(
            key
        )
    return {subject: keys[0] for subject, keys in keys_by_subject.items() if len(keys) == 1}
