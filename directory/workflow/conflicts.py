"""Conflicts between a change and the present state, and merging with what was published."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from directory.document import diff, schema
from directory.models import Member, Revision
from directory.terms import Document
from directory.workflow.validation import validate_for_member


class StateConflict(ValueError):  # noqa: N818 - reads as what is said of the verb
    """What stands does not allow this now; the message, for staff, says what has to come first."""


RevisionState = Revision.State


class NothingChanged(StateConflict):
    """The document says what is published already."""


@dataclass
class SubmissionPending(StateConflict):
    """Another submission of this company waits for review; only one may."""

    revision: Revision

    def __str__(self) -> str:
        since = f"{timezone.localtime(self.revision.submitted_at):%B %-d, %Y, %H:%M} UTC"
        said = f"A change submitted on {since}, is awaiting review."
        return f"{said} Withdraw it or wait for a decision."


@dataclass
class EditConflict(StateConflict):
    """What somebody worked on was changed meanwhile by somebody else.

    `merged` is both joined, with our side where they conflict; `conflicts` are the values that
    both changed; `live` is the published document.
    """

    merged: Document
    live: Document
    conflicts: list[diff.MergeConflict] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            "Someone else changed this after you started. Review the changes and choose a version."
        )


def find_published_number(member: Member) -> int | None:
    """The number of the published revision; None before the first."""
    return member.revision.number if member.revision else None


def find_published_document(member: Member) -> Document:
    """The published document; of a company that has none yet, the one it was entered with."""
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
    """A short hash of some fields of a document, to know later whether they moved."""
    shown = [document.get(key) for key in sorted(keys)]
    return hashlib.blake2b(json.dumps(shown).encode(), digest_size=12).hexdigest()


def find_base_document(revision: Revision, member: Member) -> Document:
    """The published document that a revision was made from; {} before the first."""
    found = member.revisions.filter(number=revision.base).first() if revision.base else None
    return found.document if found else {}


def merge_with_published(
    revision: Revision, member: Member, decided: Mapping[str, str] | None = None
) -> EditConflict:
    """A revision joined with what was published since it was begun."""
    base, live = find_base_document(revision, member), find_published_document(member)
    try:
        ours = validate_for_member(revision.document, member)
    except schema.DocumentInvalid:
        ours = revision.document
    merged, conflicts = diff.merge_documents(base, ours, live, decided)
    return EditConflict(merged, live, conflicts)
