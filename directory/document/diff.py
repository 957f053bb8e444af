"""Comparing and joining documents by field and item key: diff, three-way merge, merge patch.

All but `merge_documents` and `apply_merge_patch` require canonical documents. Results are not
validated here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from directory.document.structure import (
    DOCUMENT_KEYS,
    LIST_FIELDS,
    build_empty_value,
    build_item_key,
    sort_document,
)
from directory.terms import Document

# Errors from reading a value that doesn't have the form of its field.
MALFORMED_ITEM_ERRORS = (AttributeError, KeyError, TypeError)


@dataclass(frozen=True)
class Difference:
    """One changed value. `before` is None for an addition, `after` for a removal."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class MergeConflict:
    """One value that both sides changed differently. None means that a side lacks it."""

    path: str
    base: Any
    ours: Any
    theirs: Any


def diff_documents(before: Document, after: Document) -> list[Difference]:
    """Return the differences in document order; empty if and only if the documents are equal.

    A missing key counts as an empty field, so a first version differs from `{}` only by the values
    it states.
    """
    differences: list[Difference] = []
    for field in DOCUMENT_KEYS:
        differences += _field_differences(field, _value(before, field), _value(after, field))
    return differences


def _field_differences(field: str, old: Any, new: Any) -> list[Difference]:
    if not is_keyed_field(field):
        return _part_differences(field, old, new) if old != new else []
    olds, news = index_by_key(field, old), index_by_key(field, new)
    return [
        difference
        for key in _all_keys(olds, news)
        if olds.get(key) != news.get(key)
        for difference in _part_differences(
            build_item_path(field, key), olds.get(key), news.get(key)
        )
    ]


def _part_differences(path: str, old: Any, new: Any) -> list[Difference]:
    """Return the differences by key if both are objects, otherwise of the whole value."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return [Difference(path, old, new)]
    return [
        Difference(f"{path}.{key}", old.get(key), new.get(key))
        for key in _all_keys(old, new)
        if old.get(key) != new.get(key)
    ]


ConflictResolver = Callable[[MergeConflict], Any]


def merge_documents(
    base: Document, ours: Document, theirs: Document, decided: Mapping[str, str] | None = None
) -> tuple[Document, list[MergeConflict]]:
    """Merge two edits of one document; return the result and the unresolved conflicts.

    The result has our value for each unresolved conflict. `decided` resolves conflicts by path:
    "ours" or "theirs".

    Lists are merged item by item, but items and fields are kept whole: otherwise one side's number
    could end up beside the other's source, or one side's city in the other's country. The two
    identifiers are separate facts and are merged separately. Drafts may be malformed: a list whose
    items have no keys is kept whole, too.
    """
    conflicts: list[MergeConflict] = []

    def resolve(conflict: MergeConflict) -> Any:
        choice = (decided or {}).get(conflict.path)
        if choice not in {"ours", "theirs"}:
            conflicts.append(conflict)
        return conflict.theirs if choice == "theirs" else conflict.ours

    merged = {
        field: _join_field(field, [_value(side, field) for side in (base, ours, theirs)], resolve)
        for field in DOCUMENT_KEYS
    }
    try:
        return sort_document(merged), conflicts
    except MALFORMED_ITEM_ERRORS:
        return merged, conflicts


def _join_field(field: str, sides: list[Any], resolve: ConflictResolver) -> Any:
    keyed = _all_items(field, sides)
    if keyed is None:
        base, ours, theirs = sides
        joined = _join(field, base, ours, theirs, resolve)
        return joined if field != "identifiers" else _if_any(joined)
    base, ours, theirs = keyed
    items = {
        key: _join(
            build_item_path(field, key), base.get(key), ours.get(key), theirs.get(key), resolve
        )
        for key in _all_keys(base, ours, theirs)
    }
    kept = {key: item for key, item in items.items() if item is not None}
    return list(kept.values()) if field in LIST_FIELDS else kept


def _all_items(field: str, sides: list[Any]) -> list[dict[str, Any]] | None:
    """Return each side's items by key, or None if an item has no key or two share one."""
    if not is_keyed_field(field):
        return None
    try:
        indexed = [index_by_key(field, side) for side in sides]
    except MALFORMED_ITEM_ERRORS:
        return None
    unique = (
        isinstance(items, dict) and len(items) == len(side)
        for items, side in zip(indexed, sides, strict=True)
    )
    return indexed if all(unique) else None


def _join(path: str, base: Any, ours: Any, theirs: Any, resolve: ConflictResolver) -> Any:
    """Merge the three versions of one value; None means absent."""
    if theirs in (ours, base):
        return ours
    if base == ours:
        return theirs
    if path == "identifiers" and all(isinstance(side, dict) for side in (base, ours, theirs)):
        return {
            key: _join(f"{path}.{key}", base.get(key), ours.get(key), theirs.get(key), resolve)
            for key in _all_keys(base, ours, theirs)
        }
    return resolve(MergeConflict(path, base, ours, theirs))


def is_keyed_field(field: str) -> bool:
    """Return whether the field holds items that are added and removed one by one, by key."""
    return field in LIST_FIELDS or field in ("links", "citations")


def build_item_path(field: str, key: str) -> str:
    """Return the path of an item: `countries[DE]`, `links.linkedin`."""
    return f"links.{key}" if field == "links" else f"{field}[{key}]"


def index_by_key(field: str, value: Any) -> dict[str, Any]:
    """Return the items of a keyed field by key."""
    return {build_item_key(field, item): item for item in value} if field in LIST_FIELDS else value


def _all_keys(*sides: dict[str, Any]) -> list[str]:
    """Return the keys of all sides without repeats: the last side's first, in its own order."""
    return list(dict.fromkeys(key for side in reversed(sides) for key in side))


def _if_any(parts: Any) -> Any:
    has_parts = not isinstance(parts, dict) or any(part is not None for part in parts.values())
    return parts if has_parts else {}


def _value(document: Document, field: str) -> Any:
    return document[field] if field in document else build_empty_value(field)


def apply_merge_patch(document: Any, patch: Any) -> Any:
    """Return the document with a merge patch applied (RFC 7396); neither argument is changed.

    An object in the patch changes only the keys that it names, null removes a key, and any other
    value, including a list, replaces the present one. The loop avoids recursion because a patch may
    be nested deeply.
    """
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    pending = [(result, patch)]
    while pending:
        target, changes = pending.pop()
        for key, change in changes.items():
            if change is None:
                target.pop(key, None)
            elif isinstance(change, dict):
                present = target.get(key)
                target[key] = dict(present) if isinstance(present, dict) else {}
                pending.append((target[key], change))
            else:
                target[key] = change
    return result
