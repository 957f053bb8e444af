"""The one validator of profile documents, and the check of a representative's changes.

Pages, the API, and imports all go through `validate_document`. Storing, comparing, and merging
documents belong elsewhere.
"""

import json
from typing import Any

from directory.document.problems import DocumentInvalid, Problem, ProblemList
from directory.document.profile import read_profile
from directory.document.reader import ValidationContext
from directory.document.structure import (
    DOCUMENT_KEYS,
    STAFF_KEYS,
    TRIAL_COUNT_KEYS,
    build_empty_value,
    build_item_key,
    sort_document,
)
from directory.terms import DOCUMENT_LIMIT, Document

__all__ = [
    "DOCUMENT_KEYS",
    "STAFF_KEYS",
    "TRIAL_COUNT_KEYS",
    "Document",
    "DocumentInvalid",
    "Problem",
    "ProblemList",
    "ValidationContext",
    "build_empty_value",
    "build_item_key",
    "check_representative_changes",
    "validate_document",
]


def validate_document(data: Any, known: ValidationContext) -> Document:
    """Return the canonical document: every key in order, trimmed text, lists sorted by item key.

    Raise one `DocumentInvalid` with the number of all problems and the first of each field; their
    paths use list positions as submitted.
    """
    if not isinstance(data, dict):
        message = "Send a JSON object with at least slug, name, and kind."
        raise DocumentInvalid([Problem("", message, "wrong_type")])
    reader = read_profile(data, known)
    if reader.problems:
        raise DocumentInvalid(reader.problems)
    document = sort_document(reader.document)
    if (size := len(json.dumps(document))) > DOCUMENT_LIMIT:
        message = f"This profile has {size:,} characters as JSON. Use at most {DOCUMENT_LIMIT:,}."
        raise DocumentInvalid([Problem("", message, "too_large")])
    return document


def check_representative_changes(before: Document, after: Document) -> list[Problem]:
    """Return a problem for each change that only ACRO staff may make.

    Those are changes to `STAFF_KEYS` and to trial counts whose basis is not `company`. Both
    documents must be canonical.
    """
    problems = [
        Problem(key, "Only ACRO staff can change this field. Leave it as is.", "staff_only")
        for key in STAFF_KEYS
        if before[key] != after[key]
    ]
    return problems + _changed_publications(before["trial_counts"], after["trial_counts"])


def _changed_publications(before: list[Document], after: list[Document]) -> list[Problem]:
    problems = []
    kept, sent = _publications_by_key(before), _publications_by_key(after)
    for position, count in enumerate(after):
        key = build_item_key("trial_counts", count)
        if count["basis"] != "company" and kept.get(key) != count:
            message = "Only ACRO staff can add counts with this basis. Allowed: company."
            problems.append(Problem(f"trial_counts[{position}]", message, "staff_only"))
    for key, count in kept.items():
        if sent.get(key) != count:
            message = f"Only ACRO staff can change or remove {key}. Send it unchanged."
            problems.append(Problem("trial_counts", message, "staff_only"))
    return problems


def _publications_by_key(counts: list[Document]) -> dict[str, Document]:
    """Return the trial counts that aren't the company's own, by item key."""
    return {
        build_item_key("trial_counts", count): count
        for count in counts
        if count["basis"] != "company"
    }
