"""The verbs of somebody who changes a profile: draft, submit, withdraw, restore.

Each is one `turn`, with a lock on the member's row. Who may call them stands in `permissions.py`;
what staff decide on a submission in `reviewing.py`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from directory import notices, permissions
from directory.document import diff, schema
from directory.models import Change, Member, Revision, SlugRedirect, User, turn
from directory.publishing import (
    Conflict,
    Document,
    Entry,
    check_logo,
    drop_drafts,
    record,
    validate,
    with_slugs,
)

State = Revision.State
May = Callable[[User, Member], bool]


class Unchanged(Conflict):
    """The document says what is published already."""


@dataclass
class Waiting(Conflict):
    """Another submission of this company waits for review; only one may."""

    revision: Revision

    def __str__(self) -> str:
        since = f"{timezone.localtime(self.revision.submitted_at):%d %B %Y, %H:%M} UTC"
        return f"A change submitted on {since} waits for review. Withdraw it, or wait for it."


@dataclass
class Moved(Conflict):
    """What somebody worked on was changed meanwhile by somebody else.

    `merged` is both joined, with our side where they conflict; `conflicts` are the values that
    both changed; `live` is the published document.
    """

    merged: Document
    live: Document
    conflicts: list[diff.Conflict] = field(default_factory=list)

    def __str__(self) -> str:
        return "Somebody else changed this meanwhile. Look at what changed, and decide."


def locked(member: Member, by: User | None = None, may: May = permissions.may_edit) -> Member:
    """The member as it stands, its row kept from other verbs until the turn ends.

    Raises NotAllowed where who acts, `by`, may not, or no longer.
    """
    members = Member.objects.select_for_update(of=("self",)).select_related("revision")
    found = members.get(pk=member.pk)
    if by is not None:
        permissions.check(may, by, found)
    return found


def still(revision: Revision, state: str) -> Revision:
    """The revision as it stands; raises Conflict where it has another state by now."""
    found = Revision.objects.filter(pk=revision.pk).first()
    if found is None:
        raise Conflict("This draft is gone: it was discarded or taken up elsewhere.")
    if found.state != state:
        raise Conflict(f"This is {found.state} already.")
    return found


def live_number(member: Member) -> int | None:
    """The number of the published revision; None before the first."""
    return member.revision.number if member.revision else None


def live_document(member: Member) -> Document:
    """The published document; of a company that has none yet, the one it was entered with."""
    if member.revision:
        return member.revision.document
    first = member.revisions.filter(state=State.DRAFT, author=None).first()
    columns = {"slug": member.slug, "name": member.name, "kind": member.kind}
    return first.document if first else {key: schema.empty(key) for key in schema.KEYS} | columns


def digest(document: Document, keys: Iterable[str] = schema.KEYS) -> str:
    """A short hash of some fields of a document, to know later whether they moved."""
    shown = [document.get(key) for key in sorted(keys)]
    return hashlib.blake2b(json.dumps(shown).encode(), digest_size=12).hexdigest()


def draft_of(member: Member, author: User) -> Revision | None:
    """What somebody has begun for this company."""
    return member.revisions.filter(state=State.DRAFT, author=author).first()


def beginning(member: Member, author: User) -> tuple[Document, int | None]:
    """What a new draft starts with, and the number that rests on.

    It is the author's own submission while that waits, else the profile.
    """
    if own := member.revisions.waiting().filter(author=author).first():
        return own.document, own.base
    return live_document(member), live_number(member)


def draft_for(member: Member, author: User) -> Revision:
    """What somebody works on: their draft, else a new one that nobody has saved yet."""
    if found := draft_of(member, author):
        return found
    document, base = beginning(member, author)
    return Revision(member=member, author=author, base=base, document=document)


def save_draft(
    *, member: Member, author: User, origin: str, changes: Mapping[str, Any]
) -> Revision:
    """Keep what somebody typed, valid or not: these fields of the draft are replaced."""
    with turn():
        draft = draft_for(locked(member, by=author), author)
        draft.document, draft.origin = draft.document | dict(changes), origin
        draft.save()
        return draft


def discard_draft(*, revision: Revision) -> None:
    """Throw a draft away; the published profile stays as it is."""
    with turn():
        still(revision, State.DRAFT).delete()


def problems(document: Document, member: Member, origin: str) -> list[schema.Problem]:
    """All that stands against submitting a document for a member."""
    try:
        canonical = validate(document, member)
    except schema.DocumentInvalid as error:
        return list(error.problems)
    live = live_document(member)
    found = check_logo(live, canonical)
    if origin != Revision.Origin.STAFF:
        found += schema.check_representative(live, canonical)
    return found


def checked(document: Document, member: Member, origin: str) -> Document:
    """The canonical document; raises DocumentInvalid with all that stands against it."""
    if found := problems(document, member, origin):
        raise schema.DocumentInvalid(found)
    return validate(document, member)


def will_publish(member: Member, origin: str) -> bool:
    """Whether a submission is published at once: staff's, and that of a trusted company."""
    return origin == Revision.Origin.STAFF or member.trusted


def waiting_for(member: Member) -> Revision | None:
    """The submission of this company that waits for review."""
    return member.revisions.waiting().first()


def submit(*, revision: Revision, message: str = "") -> Revision:
    """Hand in a draft: it is published at once, or waits for review.

    Raises Moved where the profile was published anew since the draft was begun, Waiting while
    another submission waits, DocumentInvalid with all problems, Unchanged where nothing changed.
    """
    with turn():
        member = locked(revision.member, by=revision.author)
        draft = still(revision, State.DRAFT)
        if draft.base != live_number(member):
            raise moved(draft, member)
        # Who was staff when the draft was begun may be so no more.
        draft.origin = permissions.origin_of(draft.author)
        refuse_second(member, draft.origin)
        document = checked(draft.document, member, draft.origin)
        if member.revision and member.revision.document == document:
            raise Unchanged("This says what is published already: nothing was submitted.")
        draft.message = message
        return hand_in(member, draft, document)


def submit_document(  # noqa: PLR0913 - all by keyword, each a fact of the submission
    *,
    member: Member,
    author: User,
    origin: str,
    document: Document,
    base: int | None,
    message: str = "",
) -> Revision:
    """Hand in a whole document, made from the published number `base`; drafts stay as they are.

    One that says what is published changes nothing: the published revision is returned. Raises
    Moved, Waiting and DocumentInvalid as `submit` does, in this order.
    """
    with turn():
        member = locked(member, by=author)
        new = Revision(member=member, author=author, origin=origin, base=base, message=message)
        new.document = document
        if base != live_number(member):
            raise moved(new, member)
        refuse_second(member, origin)
        canonical = checked(document, member, origin)
        if member.revision and member.revision.document == canonical:
            return member.revision
        return hand_in(member, new, canonical)


def refuse_second(member: Member, origin: str) -> None:
    """Raise Waiting while a submission waits; staff may publish beside it."""
    waiting = waiting_for(member)
    if waiting and origin != Revision.Origin.STAFF:
        raise Waiting(waiting)


def hand_in(member: Member, revision: Revision, document: Document) -> Revision:
    """Publish a canonical document as this revision, or let it wait; within a turn."""
    if will_publish(member, revision.origin):
        put_live(member, revision, document)
        notices.published(revision)
        return revision
    revision.document, revision.state = document, State.SUBMITTED
    revision.submitted_at = timezone.now()
    revision.save()
    notices.submitted(revision)
    return revision


def put_live(member: Member, revision: Revision, document: Document) -> Revision:
    """Make this revision the member's profile; within a turn, the generation last."""
    changes = record([Entry(member, document, revision=revision)], origin=revision.origin)
    drop_drafts([member])
    Change.objects.record(changes)
    return revision


def base_document(revision: Revision, member: Member) -> Document:
    """The published document that a revision was made from; {} before the first."""
    found = member.revisions.filter(number=revision.base).first() if revision.base else None
    return found.document if found else {}


def moved(revision: Revision, member: Member, decided: Mapping[str, str] | None = None) -> Moved:
    """A revision joined with what was published since it was begun."""
    base, live = base_document(revision, member), live_document(member)
    try:
        ours = validate(revision.document, member)
    except schema.DocumentInvalid:
        ours = revision.document
    merged, conflicts = diff.merge(base, ours, live, decided)
    return Moved(merged, live, conflicts)


def rebase(*, revision: Revision, decided: Mapping[str, str] | None = None) -> Revision:
    """Carry a draft over to what was published since; `decided` says "ours" or "theirs" by path.

    Raises Moved while there are conflicts that nobody decided.
    """
    with turn():
        member = locked(revision.member, by=revision.author)
        draft = still(revision, State.DRAFT)
        found = moved(draft, member, decided)
        if found.conflicts:
            raise found
        draft.document, draft.base = found.merged, live_number(member)
        draft.save()
        return draft


def restore(
    *, member: Member, number: int, author: User, origin: str, message: str = ""
) -> Revision:
    """Hand in what was published under this number, under the rules of any submission.

    The address stays as it is; a representative's restore keeps the present values of staff's
    keys and of publications' counts. Raises Conflict where there is no such number.
    """
    with turn():
        member = locked(member, by=author)
        old = member.revisions.published().filter(number=number).first()
        if old is None:
            raise Conflict(f"There is no published revision {number}.")
        live = live_document(member)
        was = with_present_slugs(old.document)
        document = restored(live, was, whole=origin == Revision.Origin.STAFF)
        return submit_document(
            member=member,
            author=author,
            origin=origin,
            document=document,
            base=live_number(member),
            message=message or f"Restored from revision {number}",
        )


def restored(live: Document, old: Document, *, whole: bool) -> Document:
    """An old document with what stays as it is today."""
    if whole:
        return old | {"slug": live["slug"]}
    counts = [count for count in old["trial_counts"] if count["basis"] == "company"]
    counts += [count for count in live["trial_counts"] if count["basis"] != "company"]
    of_staff = schema.STAFF_KEYS
    sources = {key: said for key, said in old["citations"].items() if key not in of_staff}
    sources |= {key: said for key, said in live["citations"].items() if key in of_staff}
    kept = {key: live[key] for key in of_staff}
    return old | kept | {"trial_counts": counts, "citations": sources}


def with_present_slugs(document: Document) -> Document:
    """A document that names the companies which were renamed since by their present slugs."""
    named = [document["successor"], (document["parent"] or {}).get("slug")]
    moved_on = SlugRedirect.objects.filter(slug__in=[slug for slug in named if slug])
    return with_slugs(document, dict(moved_on.values_list("slug", "member__slug")))


def take_up(*, revision: Revision, author: User, origin: str) -> Revision:
    """Begin a draft with what was rejected, to mend it and submit it again.

    What was published since is joined with it; where both changed a value, its author decides
    before it is submitted. Raises Conflict where the author has begun a draft already.
    """
    with turn():
        member = locked(revision.member, by=author)
        rejected = still(revision, State.REJECTED)
        if draft_of(member, author):
            raise Conflict("You have begun another draft: submit or discard that one first.")
        draft = Revision(member=member, author=author, origin=origin, base=rejected.base)
        draft.document = rejected.document
        if draft.base != live_number(member):
            found = moved(draft, member)
            if not found.conflicts:
                draft.document, draft.base = found.merged, live_number(member)
        draft.save()
        return draft
