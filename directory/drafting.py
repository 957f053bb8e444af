"""A section of a profile, saved as somebody typed it, beside what changed since they opened it."""

from collections.abc import Mapping
from typing import Any

from directory.document import diff, schema
from directory.models import Member, Revision, User, turn
from directory.publishing import Document, validate
from directory.revising import Moved, beginning, digest, draft_for, draft_of, live_document, locked

OURS = "ACRO"  # who published what no representative did


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
    with turn():
        member = locked(member, by=author)
        draft = draft_for(member, author)
        now, typed = draft.document, draft.document | dict(changes)
        was = now | {key: opened.get(key, schema.empty(key)) for key in changes}
        sides = decided if shown == digest(now) else None
        merged, conflicts = diff.merge(was, typed, now, sides)
        if conflicts:
            raise Moved(typed, now, conflicts)
        moved = [key for key in changes if was[key] != now.get(key)]
        draft.document, draft.origin = typed | {key: merged[key] for key in moved}, origin
        return keep(draft, member)


def keep(draft: Revision, member: Member) -> Revision | None:
    """Save a draft; one that says what it would begin with is deleted instead."""
    if member.revision and same(draft.document, beginning(member, draft.author)[0], member):
        Revision.objects.filter(pk=draft.pk).delete()  # none, where it was never saved
        return None
    draft.save()
    return draft


def same(document: Document, other: Document, member: Member) -> bool:
    """Whether a document says what a canonical one says, in whatever order."""
    if document == other:
        return True
    try:
        return validate(document, member) == other
    except schema.DocumentInvalid:
        return False


def is_public(draft: Revision, member: Member) -> bool:
    """Whether a draft says nothing but what is published."""
    return member.revision is not None and same(draft.document, live_document(member), member)


def changed_by(member: Member, author: User, since: int | None) -> str:
    """Who changed what somebody had opened on this published number, for a sentence."""
    draft = draft_of(member, author)
    published = member.revisions.none()
    if draft is None or (draft.base or 0) > (since or 0):
        published = member.revisions.published().filter(number__gt=since or 0).order_by("number")
    who = [name_of(found, author) for found in published.select_related("author")]
    if draft or not who:
        who.append("you in another window")
    return " and ".join(dict.fromkeys(who))


def name_of(revision: Revision, reader: User) -> str:
    """Who published something, as one of the company's people is told."""
    if revision.origin not in (Revision.Origin.REPRESENTATIVE, Revision.Origin.API):
        return OURS
    if revision.author == reader:
        return "you"
    name = revision.author and (revision.author.name or revision.author.email)
    return f"a colleague ({name})" if name else "a colleague"
