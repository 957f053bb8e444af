"""The structure of a profile document: its keys, fixed values, limits, and item keys.

The rules that use them are in `validators` and `profile`.
"""

import re
from typing import Any

from directory.terms import Document
from directory.text import fold_name

# Every key in canonical order, with the value that a missing key means. Read it through
# `build_empty_value`, which copies it.
EMPTY_DOCUMENT: Document = {
    "slug": "",
    "name": "",
    "legal_name": "",
    "kind": None,
    "other_names": [],
    "summary": "",
    "description": "",
    "website": None,
    "headquarters": {"city": None, "country": None},
    "founded": None,
    "parent": None,
    "membership": "unconfirmed",
    "member_since": None,
    "member_until": None,
    "successor": None,
    "reports_trials": True,
    "employees": None,
    "countries_stated": None,
    "countries": [],
    "services": [],
    "areas": [],
    "modalities": [],
    "phases": [],
    "trial_counts": [],
    "registered_trials": [],
    "logo": None,
    "links": {},
    "identifiers": {},
    "citations": {},
}
DOCUMENT_KEYS = tuple(EMPTY_DOCUMENT)
STAFF_KEYS = ("slug", "kind", "membership", "member_since", "member_until", "successor")
LIST_FIELDS = tuple(key for key in DOCUMENT_KEYS if EMPTY_DOCUMENT[key] == [])
TEXT_FIELDS = ("summary", "description")
GENERAL_KEY = "general"  # the citation key of sources for the whole profile
CODE_LIST_FIELDS = ("services", "areas", "modalities", "phases")

OTHER_NAME_KEYS = ("name", "type", "until")
PARENT_KEYS = ("name", "slug", "as_of", "source_url")
FIGURE_KEYS = ("count", "qualifier", "as_of", "source_url", "note")
COUNTRY_KEYS = ("code", "kind", "as_of", "source_url")
TRIAL_COUNT_KEYS = (
    *("trials", "participants", "qualifier", "measure", "scope", "period_start", "period_end"),
    *("phase", "area", "country", "basis", "as_of", "source_url", "note"),
)
# The subject of a trial count, without its dates: next year's count replaces this year's.
TRIAL_COUNT_SUBJECT = ("basis", "measure", "scope", "phase", "area", "country")
TRIAL_COUNT_KEY_PARTS = (*TRIAL_COUNT_SUBJECT, "period_start", "period_end", "as_of")


_PATH_SEPARATORS = re.compile(r"[.\[\]]")


def parse_cited_field(path: str) -> str:
    """Return the field of a path; for a citation's path, the field that it cites."""
    field, _, rest = path.partition("[")
    if field == "citations":
        field = _PATH_SEPARATORS.split(rest, maxsplit=1)[0]
    return field.partition(".")[0]


def build_empty_value(field: str) -> Any:
    """Return the value that a missing field means; a new object each time."""
    value = EMPTY_DOCUMENT[field]
    return value.copy() if isinstance(value, list | dict) else value


def build_item_key(field: str, item: Any) -> str:
    """Return the key that identifies an item of a list field in diffs, merges, and citations.

    No two items of a list may share a key, and lists are sorted by it.
    """
    if field == "countries":
        return str(item["code"])
    if field == "other_names":
        return f"{item['type']}|{fold_name(item['name'])}"
    if field == "trial_counts":
        return "|".join([item[key] or "" for key in TRIAL_COUNT_KEY_PARTS])
    return str(item["number"] if field == "registered_trials" else item)


def sort_document(document: Document) -> Document:
    """Return the document with its keys, lists, and objects in canonical order."""
    ordered = {key: document[key] for key in DOCUMENT_KEYS}
    for field in LIST_FIELDS:
        if len(ordered[field]) > 1:
            ordered[field] = sorted(ordered[field], key=lambda item: build_item_key(field, item))
    ordered["registered_trials"] = [
        trial | {"duties": sorted(trial["duties"])} for trial in ordered["registered_trials"]
    ]
    ordered["links"] = dict(sorted(ordered["links"].items()))
    ordered["citations"] = {
        key: sorted(ordered["citations"][key], key=build_evidence_key)
        for key in sorted(ordered["citations"], key=_citation_order)
    }
    return ordered


def build_evidence_key(item: Document) -> str:
    """Return the key of one source of a citation: its address and date."""
    return " ".join((item["url"], item["as_of"] or ""))


def _citation_order(key: str) -> tuple[int, str]:
    field = key.partition("[")[0]
    return DOCUMENT_KEYS.index(field) if field in EMPTY_DOCUMENT else len(DOCUMENT_KEYS), key
