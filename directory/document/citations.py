"""The citations of a document: the sources of its values, by citation key.

Which values may be cited is decided here, for the validator, the form, and patches.
"""

from functools import partial
from typing import Any

from directory.document.diff import build_item_path
from directory.document.reader import ProfileReader
from directory.document.structure import (
    CODE_LIST_FIELDS,
    DOCUMENT_KEYS,
    GENERAL_KEY,
    build_evidence_key,
)
from directory.document.validators import ValueReader, quote_for_message, shorten_for_message
from directory.terms import LIST_LIMIT, Document
from directory.text import clean_text, fold_name, normalize_text


def read_citations(reader: ProfileReader, value: Any) -> Document:
    """Return the sources by citation key; report keys that don't name a value of this document."""
    citable = list_citable_keys(reader.document)
    citations: Document = {}

    def read(item: Any, at: str) -> Any:
        return _evidence(reader, item, at)

    for sent, evidence in reader.mapping(value, "citations", "each field to its sources").items():
        path = f"citations[{shorten_for_message(sent)}]"
        key = normalize_text("NFC", sent) if isinstance(sent, str) else ""
        if key not in citable:
            reader.report(path, partial(_not_citable, sent), "not_cited")
        elif key in citations:
            reader.report(path, "This key is listed twice. List each key once.", "repeated")
        citations[key] = reader.items(evidence, path, read, build_evidence_key)
    return {key: evidence for key, evidence in citations.items() if evidence}


def _not_citable(key: Any) -> str:
    if isinstance(key, str) and key.endswith("[]"):
        return "This source has no field. Choose the field that it supports."
    said = f"{quote_for_message(key)} isn't in this profile, so it can't have sources."
    return f"{said} Cite a field with a value, services[slug], or general."


def _evidence(reader: ValueReader, sent: Any, path: str) -> Any:
    item = reader.record(sent, path, ("url", "as_of"))
    if item is None:
        return None
    return {
        "url": reader.url(item.get("url"), f"{path}.url", required=True),
        "as_of": reader.as_of(item.get("as_of"), f"{path}.as_of"),
    }


def list_citable_keys(document: Document) -> set[str]:
    """Return the citation keys of all values that a document states, valid or not."""
    keys = {
        key for key in DOCUMENT_KEYS if key != "citations" and has_content(document.get(key))
    } | {GENERAL_KEY}
    for field in CODE_LIST_FIELDS:
        keys |= {build_item_path(field, code) for code in _items(document, field, str)}
    return keys | {_name_key(name) for name in _list_names(document)}


def has_content(value: Any) -> bool:
    """Return whether a field says something. Blank text doesn't, nor do objects of blank parts."""
    parts = value.values() if isinstance(value, dict) else [value]
    return any(
        clean_text(part) != "" if isinstance(part, str) else part not in (None, [])
        for part in parts
    )


def drop_lost_citations(document: Document) -> Document:
    """Return the document without the citations of values that it doesn't state.

    The sources of a name that is only spelled differently follow it. The citations must be
    canonical; the other fields may hold anything.
    """
    citable = list_citable_keys(document)
    spelled = {fold_name(name): _name_key(name) for name in _list_names(document)}
    kept = {}
    for key, evidence in document["citations"].items():
        present = key if key in citable else spelled.get(fold_name(_find_cited_name(key)))
        if present is not None:
            kept[present] = evidence
    return document | {"citations": kept}


def _name_key(name: str) -> str:
    return build_item_path("other_names", name)


def _find_cited_name(key: str) -> str:
    """Return the other name that a citation key names, "" if it is the key of another value."""
    start = _name_key("").removesuffix("]")
    return key.removeprefix(start).removesuffix("]") if key.startswith(start) else ""


def _list_names(document: Document) -> list[str]:
    """Return the other names, as the validator cleans them."""
    names = (item.get("name") for item in _items(document, "other_names", dict))
    return [clean_text(name) for name in names if isinstance(name, str) and has_content(name)]


def _items(document: Document, field: str, form: type) -> list[Any]:
    """Return the items of a list field that have this type; more items than allowed are left."""
    items = document.get(field)
    listed = items[:LIST_LIMIT] if isinstance(items, list) else []
    return [item for item in listed if isinstance(item, form)]
