"""Conflicts between a change and the current state, and merging with the published profile."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from directory.document import diff, schema
from directory.models import Member, Revision
from directory.terms import Document
from directory.workflow.validation import validate_for_member


class StateConflict(ValueError):  # noqa: N818 - the name states the condition
    """The current state doesn't allow the action; the message tells staff what to do first."""


RevisionState = Revision.State


class NothingChanged(StateConflict):
    """The document is the same as the published one."""


@dataclass
class SubmissionPending(StateConflict):
    """Another submission of this company is awaiting review; only one is allowed."""

    revision: Revision

    def __str__(self) -> str:
        since = f"{timezone.localtime(self.revision.submitted_at):%B %-d, %Y, %H:%M} UTC"
        said = f"Changes submitted on {since} are awaiting review."
        return f"{said} Withdraw them or wait for a decision."


@dataclass
class EditConflict(StateConflict):
    """Someone else changed the document while the user was working on it.

    `merged` joins both versions, with our side where they conflict; `conflicts` lists the values
    that both changed; `live` is the document the other side left, and `changed_by` says whose it
    is, if known.
    """

    merged: Document
    live: Document
    conflicts: list[diff.MergeConflict] = field(default_factory=list)
    changed_by: str = ""

    def __str__(self) -> str:
        return (
            "Someone else changed this after you started. Review the changes and choose a version."
        )


def find_published_number(member: Member) -> int | None:
    """Return the number of the published revision; None before the first."""
    return member.revision.number if member.revision else None


def find_published_document(member: Member) -> Document:
    """Return the published document, or the one the company was entered with if none is published.

    Without either, return an empty document with the member's slug, name, and kind.
    """
    if member.revision:
        return member.revision.document
    first = member.revisions.filter(state=RevisionState.DRAFT, author=None).first()
    columns = {"slug": member.slug, "name": member.name, "kind": member.kind}
    return (
        first.document
        if first
        else {key: schema.build_empty_value(key) for key in schema.DOCUMENT_KEYS} | columns
    )


def hash_document(document: Document, keys: Iterable[str] = schema.DOCUMENT_KEYS) -> str:
    """Return a short hash of some fields of a document, to detect later whether they changed."""
    values = [document.get(key) for key in sorted(keys)]
    return hashlib.blake2b(json.dumps(values).encode(), digest_size=12).hexdigest()


def find_base_document(revision: Revision, member: Member) -> Document:
    """Return the published document that a revision was made from; {} before the first."""
    base = member.revisions.filter(number=revision.base).first() if revision.base else None
    return base.document if base else {}


def merge_with_published(
    revision: Revision,
    member: Member,
    decided: Mapping[str, str] | None = None,
    ours: Document | None = None,
) -> EditConflict:
    """Return a revision merged with the current profile, as an `EditConflict` that can be raised.

    `decided` says "ours" or "theirs" by path for values that both sides changed. `ours` is the
    revision's document in canonical form if it is valid, found before the write lock was taken.
    """
    base, live = find_base_document(revision, member), find_published_document(member)
    if ours is None:
        ours = canonicalize_if_valid(revision.document, member)
    merged, conflicts = diff.merge_documents(base, ours, live, decided)
    return EditConflict(merged, live, conflicts)


def canonicalize_if_valid(document: Document, member: Member) -> Document:
    """Return a document in canonical form, or unchanged if it is invalid."""
    try:
        return validate_for_member(document, member)
    except schema.DocumentInvalid:
        return document


def explain_conflict(verb: Callable[..., Any], **given: Any) -> str:
    """Call `verb(**given)` and return the message of the StateConflict it raises, or ""."""
    try:
        verb(**given)
    except StateConflict as conflict:
        return str(conflict)
    return ""
