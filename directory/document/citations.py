"""Reading the citations of a document: the sources of its values, by citation key."""

from functools import partial
from typing import Any

from directory.document.reader import ProfileReader
from directory.document.structure import CODE_LIST_FIELDS, build_evidence_key
from directory.document.validators import ValueReader, quote_for_message, shorten_for_message
from directory.terms import Document
from directory.text import normalize_text


def read_citations(reader: ProfileReader, value: Any) -> Document:
    """Return the sources by citation key; report keys that don't name a value of this document."""
    citable = _citable(reader.document)
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


def _citable(document: Document) -> set[str]:
    """Return the citation keys that this document allows: those of the values it states."""
    keys = {key for key in document if _says_something(document[key])} | {"general"}
    for field in CODE_LIST_FIELDS:
        keys.update(f"{field}[{code}]" for code in document[field] if isinstance(code, str))
    names = (item.get("name") for item in document["other_names"] if isinstance(item, dict))
    keys.update(f"other_names[{name}]" for name in names if isinstance(name, str))
    return keys


def _says_something(value: Any) -> bool:
    if isinstance(value, dict):
        return any(part is not None for part in value.values())
    return value not in (None, "", [])
