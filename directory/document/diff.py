"""Documents compared and joined by field and item key: differences, three-way merge, merge patch.

All but `merge_documents` and `apply_merge_patch` take canonical documents. Whether a result is
valid, the validator says.
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

MALFORMED_ITEM_ERRORS = (
    AttributeError,
    KeyError,
    TypeError,
)  # of a value that is none of its field


@dataclass(frozen=True)
class Difference:
    """One changed value; None before what was added and after what was removed."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class MergeConflict:
    """One value that both sides changed, each in its own way; None for what is not there."""

    path: str
    base: Any
    ours: Any
    theirs: Any


def diff_documents(before: Document, after: Document) -> list[Difference]:
    """What changed, in the order of the document; empty if and only if nothing did.

    A missing key is an empty field, so a first version differs from `{}` by all that it says.
    """
    found: list[Difference] = []
    for field in DOCUMENT_KEYS:
        found += _field_differences(field, _value(before, field), _value(after, field))
    return found


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
    """By part where both are objects, else as a whole."""
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
    """Join what two sides made of one document; where they conflict, ours stands meanwhile.

    `decided` says of paths which side somebody chose, "ours" or "theirs": these conflict no more.

    Lists are joined item by item, but items and fields are whole: one side's number would stand
    beside the other's source, one side's city in the other's country. Identifiers are two facts.
    What somebody typed may be anything: a list of which the items have no keys is whole, too.
    """
    conflicts: list[MergeConflict] = []

    def settle(conflict: MergeConflict) -> Any:
        choice = (decided or {}).get(conflict.path)
        if choice not in {"ours", "theirs"}:
            conflicts.append(conflict)
        return conflict.theirs if choice == "theirs" else conflict.ours

    merged = {
        field: _join_field(field, [_value(side, field) for side in (base, ours, theirs)], settle)
        for field in DOCUMENT_KEYS
    }
    try:
        return sort_document(merged), conflicts
    except MALFORMED_ITEM_ERRORS:
        return merged, conflicts


def _join_field(field: str, sides: list[Any], settle: ConflictResolver) -> Any:
    keyed = _all_items(field, sides)
    if keyed is None:
        base, ours, theirs = sides
        joined = _join(field, base, ours, theirs, settle)
        return joined if field != "identifiers" else _if_any(joined)
    base, ours, theirs = keyed
    items = {
        key: _join(
            build_item_path(field, key), base.get(key), ours.get(key), theirs.get(key), settle
        )
        for key in _all_keys(base, ours, theirs)
    }
    kept = {key: item for key, item in items.items() if item is not None}
    return list(kept.values()) if field in LIST_FIELDS else kept


def _all_items(field: str, sides: list[Any]) -> list[dict[str, Any]] | None:
    """The items of each side by their keys; None where they have none, or two have the same."""
    if not is_keyed_field(field):
        return None
    try:
        found = [index_by_key(field, side) for side in sides]
    except MALFORMED_ITEM_ERRORS:
        return None
    told = (
        isinstance(items, dict) and len(items) == len(side)
        for items, side in zip(found, sides, strict=True)
    )
    return found if all(told) else None


def _join(path: str, base: Any, ours: Any, theirs: Any, settle: ConflictResolver) -> Any:
    """One value of three; None is what is not there."""
    if theirs in (ours, base):
        return ours
    if base == ours:
        return theirs
    if path == "identifiers" and all(isinstance(side, dict) for side in (base, ours, theirs)):
        return {
            key: _join(f"{path}.{key}", base.get(key), ours.get(key), theirs.get(key), settle)
            for key in _all_keys(base, ours, theirs)
        }
    return settle(MergeConflict(path, base, ours, theirs))


def is_keyed_field(field: str) -> bool:
    """Whether items come and go in this field, each known by its key."""
    return field in LIST_FIELDS or field in ("links", "citations")


def build_item_path(field: str, key: str) -> str:
    """Where an item stands: `countries[DE]`, `links.linkedin`."""
    return f"links.{key}" if field == "links" else f"{field}[{key}]"


def index_by_key(field: str, value: Any) -> dict[str, Any]:
    """The items of a field that has them, by their keys."""
    return {build_item_key(field, item): item for item in value} if field in LIST_FIELDS else value


def _all_keys(*sides: dict[str, Any]) -> list[str]:
    """The keys of all sides, each once, those of the last side in its order first."""
    return list(dict.fromkeys(key for side in reversed(sides) for key in side))


def _if_any(parts: Any) -> Any:
    said = not isinstance(parts, dict) or any(part is not None for part in parts.values())
    return parts if said else {}


def _value(document: Document, field: str) -> Any:
    return document[field] if field in document else build_empty_value(field)


def apply_merge_patch(document: Any, patch: Any) -> Any:
    """The document with a merge patch applied (RFC 7396); neither of the two is changed.

    An object in the patch changes only the keys that it names, null removes a key, and any other
    value, a list too, replaces what is there. Without recursion: a patch may be nested deeply.
    """
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    waiting = [(result, patch)]
    while waiting:
        target, changes = waiting.pop()
        for key, change in changes.items():
            if change is None:
                target.pop(key, None)
            elif isinstance(change, dict):
                present = target.get(key)
                target[key] = dict(present) if isinstance(present, dict) else {}
                waiting.append((target[key], change))
            else:
                target[key] = change
    return result
