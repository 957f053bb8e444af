"""A section of a profile, saved as somebody typed it, beside what changed since they opened it."""

from collections.abc import Mapping
from typing import Any

from directory.document import diff, schema
from directory.models import Member, Revision, User, write_lock
from directory.terms import Document
from directory.workflow.conflicts import (
    EditConflict,
    RevisionState,
    StateConflict,
    find_base_document,
    find_published_document,
    find_published_number,
    hash_document,
    merge_with_published,
)
from directory.workflow.locking import lock_member, require_state
from directory.workflow.validation import validate_for_member

ASSOCIATION_AUTHOR = "ACRO"  # who published what no representative did


def save_section(  # noqa: PLR0913 - all by keyword, each a fact of the save
    *,
    member: Member,
    author: User,
    origin: str,
    opened: Document,
    changes: Mapping[str, Any],
    decided: Mapping[str, str] | None = None,
    shown: str = "",
) -> Revision | None:
    """Put these fields as typed into the draft; None where it then says nothing of its own.

    `opened` is the document as the form showed it. What changed since is joined with what was
    typed: raises Moved where both changed a value, until `decided` says which stands, and
    `shown`, a digest of the whole, that it was decided on what stands there now.
    """
    with write_lock():
        member = lock_member(member, by=author)
        draft = find_or_begin_draft(member, author)
        now, typed = draft.document, draft.document | dict(changes)
        was = now | {key: opened.get(key, schema.build_empty_value(key)) for key in changes}
        sides = decided if shown == hash_document(now) else None
        merged, conflicts = diff.merge_documents(was, typed, now, sides)
        if conflicts:
            raise EditConflict(typed, now, conflicts)
        moved = [key for key in changes if was[key] != now.get(key)]
        draft.document, draft.origin = typed | {key: merged[key] for key in moved}, origin
        return save_or_delete_draft(draft, member)


def save_or_delete_draft(draft: Revision, member: Member) -> Revision | None:
    """Save a draft; one that says what it would begin with is deleted instead."""
    if member.revision and has_same_content(
        draft.document, choose_draft_start(member, draft.author)[0], member
    ):
        Revision.objects.filter(pk=draft.pk).delete()  # none, where it was never saved
        return None
    draft.save()
    return draft


def has_same_content(document: Document, other: Document, member: Member) -> bool:
    """Whether a document says what a canonical one says, in whatever order."""
    if document == other:
        return True
    try:
        return validate_for_member(document, member) == other
    except schema.DocumentInvalid:
        return False


def is_already_published(draft: Revision, member: Member) -> bool:
    """Whether a draft says nothing but what is published."""
    return member.revision is not None and has_same_content(
        draft.document, find_published_document(member), member
    )


def describe_who_changed(member: Member, author: User, since: int | None) -> str:
    """Who changed what somebody had opened on this published number, for a sentence."""
    draft = find_draft(member, author)
    published = member.revisions.none()
    if draft is None or (draft.base or 0) > (since or 0):
        published = member.revisions.published().filter(number__gt=since or 0).order_by("number")
    who = [describe_publisher(found, author) for found in published.select_related("author")]
    if draft or not who:
        who.append("you in another window")
    return " and ".join(dict.fromkeys(who))


def describe_publisher(revision: Revision, reader: User) -> str:
    """Who published something, as one of the company's people is told."""
    if revision.origin not in (Revision.Origin.REPRESENTATIVE, Revision.Origin.API):
        return ASSOCIATION_AUTHOR
    if revision.author == reader:
        return "you"
    name = revision.author and (revision.author.name or revision.author.email)
    return f"a colleague ({name})" if name else "a colleague"


def find_draft(member: Member, author: User) -> Revision | None:
    """What somebody has begun for this company."""
    return member.revisions.filter(state=RevisionState.DRAFT, author=author).first()


def choose_draft_start(member: Member, author: User) -> tuple[Document, int | None]:
    """What a new draft starts with, and the number that rests on.

    It is the author's own submission while that waits, else the profile.
    """
    if own := member.revisions.waiting().filter(author=author).first():
        return own.document, own.base
    return find_published_document(member), find_published_number(member)


def find_or_begin_draft(member: Member, author: User) -> Revision:
    """What somebody works on: their draft, else a new one that nobody has saved yet."""
    if found := find_draft(member, author):
        return found
    document, base = choose_draft_start(member, author)
    return Revision(member=member, author=author, base=base, document=document)


def save_draft(
    *, member: Member, author: User, origin: str, changes: Mapping[str, Any]
) -> Revision:
    """Keep what somebody typed, valid or not: these fields of the draft are replaced."""
    with write_lock():
        draft = find_or_begin_draft(lock_member(member, by=author), author)
        draft.document, draft.origin = draft.document | dict(changes), origin
        draft.save()
        return draft


def discard_draft(*, revision: Revision) -> None:
    """Throw a draft away; the published profile stays as it is."""
    with write_lock():
        require_state(revision, RevisionState.DRAFT).delete()


def rebase_draft(*, revision: Revision, decided: Mapping[str, str] | None = None) -> Revision:
    """Carry a draft over to what was published since; `decided` says "ours" or "theirs" by path.

    Raises Moved while there are conflicts that nobody decided.
    """
    with write_lock():
        member = lock_member(revision.member, by=revision.author)
        draft = require_state(revision, RevisionState.DRAFT)
        found = merge_with_published(draft, member, decided)
        if found.conflicts:
            raise found
        draft.document, draft.base = found.merged, find_published_number(member)
        draft.save()
        return draft


def reopen_rejected(*, revision: Revision, author: User, origin: str) -> Revision:
    """Begin a draft with what was rejected, to mend it and submit it again.

    What was published since is joined with it; where both changed a value, its author decides
    before it is submitted. Raises Conflict where the author has begun a draft already.
    """
    with write_lock():
        member = lock_member(revision.member, by=author)
        rejected = require_state(revision, RevisionState.REJECTED)
        if find_draft(member, author):
            raise StateConflict("You already have another draft. Submit or discard it first.")
        draft = Revision(member=member, author=author, origin=origin, base=rejected.base)
        draft.document = rejected.document
        if draft.base != find_published_number(member):
            found = merge_with_published(draft, member)
            if not found.conflicts:
                draft.document, draft.base = found.merged, find_published_number(member)
        draft.save()
        return draft


def is_begun_from(draft: Revision, submission: Revision) -> bool:
    """Whether a draft of the same author was begun while this waited, and so from it."""
    return draft.created_at >= submission.submitted_at


def merge_newer_draft(newer: Revision, submission: Revision, member: Member) -> None:
    """Put its author's newer draft into a submission that is taken back, and drop that draft."""
    document = newer.document
    if not is_begun_from(newer, submission):
        older = min(newer, submission, key=lambda found: found.base or 0)
        base = find_base_document(older, member)
        document, conflicts = diff.merge_documents(base, newer.document, submission.document)
        if conflicts:
            raise StateConflict(
                "The author has a newer draft that changes the same fields. Before the submission "
                "can be withdrawn, that draft must be discarded or changed to match it."
            )
    submission.document = document
    submission.base = max(newer.base or 0, submission.base or 0) or None
    newer.delete()


def rebase_author_draft(published: Revision, sent: Document) -> None:
    """Let what its author began from a submission rest on what was published of it.

    `sent` is the document as it waited. Where both changed a value since, the draft stays as it
    is, and its author decides.
    """
    if published.author and (draft := find_draft(published.member, published.author)):
        if not is_begun_from(draft, published):
            return
        merged, conflicts = diff.merge_documents(sent, draft.document, published.document)
        if not conflicts:
            draft.document, draft.base = merged, published.number
            draft.save()
