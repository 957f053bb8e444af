"""The verbs of staff on what was submitted or published, each with its entry in the log."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from directory import notices, permissions, publishing
from directory.models import Change, Decision, Member, Revision, User, turn
from directory.publishing import Conflict, Document, validate
from directory.revising import (
    Moved,
    State,
    digest,
    live_document,
    live_number,
    locked,
    moved,
    put_live,
    still,
)
from directory.withdrawing import carry_on

Kind = Decision.Kind


def decide(
    kind: str, actor: User, member: Member, reason: str = "", revision: Revision | None = None
) -> Decision:
    """Write a decision into the log; within a turn."""
    return Decision.objects.create(
        kind=kind, actor=actor, member=member, reason=reason, revision=revision
    )


def joined(revision: Revision, member: Member, decided: Mapping[str, str] | None = None) -> Moved:
    """A submission with what was published since it was begun, which is nothing mostly."""
    if revision.base == live_number(member):
        return Moved(revision.document, live_document(member))
    return moved(revision, member, decided)


def of_staff(member: Member, who: User) -> Member:
    """The member, locked for somebody who decides; raises NotAllowed where they may no longer."""
    return locked(member, by=who, may=permissions.may_review)


def approve(  # noqa: PLR0913 - all by keyword, each a fact of the decision
    *,
    revision: Revision,
    reviewer: User,
    live: int | None,
    sent: str,
    document: Document | None = None,
    decided: Mapping[str, str] | None = None,
    note: str = "",
) -> Revision:
    """Publish a submission, or `document` in its place: what staff made of it and the live one.

    `live` is the published number and `sent` the digest of the submission that the reviewer was
    shown: raises Moved where either is another by now, or where both sides changed a value since
    and `decided` does not say which is right. Raises DocumentInvalid where what comes out of it
    is not valid, Conflict where it waits no longer or changes nothing.
    """
    with turn():
        member = of_staff(revision.member, reviewer)
        submission = still(revision, State.SUBMITTED)
        if live_number(member) != live or digest(submission.document) != sent:
            raise moved(submission, member, decided)
        found = joined(submission, member, decided)
        if found.conflicts and document is None:  # else it was made from the live one
            raise found
        as_sent = submission.document
        submission.document = found.merged if document is None else document
        canonical = validate(submission.document, member)
        if member.revision and member.revision.document == canonical:
            raise Conflict("This changes nothing any more: reject it, and say why.")
        submission.reviewer, submission.review_note = reviewer, note
        edited = document is not None and document != as_sent
        kind = Kind.EDITED if edited else Kind.APPROVED
        published = put_live(member, submission, canonical)
        carry_on(published, as_sent)
        decision = decide(kind, reviewer, member, note, published)
        if edited:
            decision.document = as_sent
            decision.save(update_fields=["document"])
        notices.approved(published, instead_of=found.merged if edited else None)
        return published


def approve_edited(*, draft: Revision, edited: str, **shown: Any) -> Revision:
    """Publish what the reviewer made of a submission in a draft of their own, and drop the draft.

    `edited` is the digest of the draft that was shown; for the rest see `approve`. Raises Moved
    where the profile was published anew since the draft was begun, Conflict where the submission
    is newer than the draft: what came since would be undone.
    """
    with turn():
        mine, member = still(draft, State.DRAFT), locked(draft.member)
        submission = still(shown["revision"], State.SUBMITTED)
        if digest(mine.document) != edited:
            raise Moved(mine.document, live_document(member))
        if mine.base != live_number(member):
            raise moved(mine, member)
        if mine.created_at < submission.submitted_at:
            message = "What was submitted is newer than your draft."
            raise Conflict(f"{message} Discard the draft, and edit the submission anew.")
        published = approve(document=mine.document, **shown)
        mine.delete()
        return published


def reject(*, revision: Revision, reviewer: User, note: str, sent: str = "") -> Revision:
    """Refuse a submission, with the reason; the published profile stays as it is.

    `sent` is the digest of the submission that the reviewer was shown: raises Moved where it is
    another by now.
    """
    with turn():
        member = of_staff(revision.member, reviewer)
        submission = still(revision, State.SUBMITTED)
        if sent and sent != digest(submission.document):
            raise moved(submission, member)
        submission.state = State.REJECTED
        submission.reviewer, submission.review_note = reviewer, note
        submission.save()
        decide(Kind.REJECTED, reviewer, member, note, submission)
        notices.rejected(submission)
        return submission


def look_at(*, revision: Revision, reviewer: User, note: str = "") -> Revision:
    """Note that somebody of the staff has looked at what was published at once."""
    with turn():
        member = of_staff(revision.member, reviewer)
        found = still(revision, State.PUBLISHED)
        if found.looked_at is None:
            found.looked_at, found.reviewer = timezone.now(), reviewer
            found.save(update_fields=["looked_at", "reviewer"])
            decide(Kind.LOOKED_AT, reviewer, member, note, found)
        return found


def withhold(*, revision: Revision, actor: User, reason: str) -> Revision:
    """Take a published revision out of the public history; the profile itself stays."""
    return _set_withheld(revision, actor, reason, withheld=True)


def show(*, revision: Revision, actor: User, reason: str) -> Revision:
    """Put a withheld revision back into the public history."""
    return _set_withheld(revision, actor, reason, withheld=False)


def _set_withheld(revision: Revision, actor: User, reason: str, *, withheld: bool) -> Revision:
    with turn():
        member = of_staff(revision.member, actor)
        found = still(revision, State.PUBLISHED)
        if found.withheld != withheld:
            found.withheld = withheld
            found.save(update_fields=["withheld"])
            decide(Kind.WITHHELD if withheld else Kind.SHOWN, actor, member, reason, found)
            Change.objects.record([])  # caches of the history ask for the generation
        return found


def trust(*, member: Member, actor: User, reason: str = "") -> None:
    """Let a company's submissions be published at once, to be looked at after."""
    _set_trusted(member, actor, reason, trusted=True)


def distrust(*, member: Member, actor: User, reason: str = "") -> None:
    """Let a company's submissions wait for review."""
    _set_trusted(member, actor, reason, trusted=False)


def _set_trusted(member: Member, actor: User, reason: str, *, trusted: bool) -> None:
    with turn():
        member = of_staff(member, actor)
        if member.trusted != trusted:
            member.trusted = trusted
            member.save(update_fields=["trusted"])
            decide(Kind.TRUSTED if trusted else Kind.DISTRUSTED, actor, member, reason)


def archive(*, member: Member, actor: User, reason: str) -> None:
    """Take a profile out of the directory.

    Raises Conflict where it is not published, or while published profiles name the company.
    """
    with turn():
        if of_staff(member, actor).status != Member.Status.PUBLISHED:
            raise Conflict("This profile is not published: there is nothing to archive.")
        decide(Kind.ARCHIVED, actor, member, reason)
        publishing.archive(member)


def unarchive(*, member: Member, actor: User, reason: str) -> None:
    """Put an archived profile back as it was.

    Raises Conflict where it is not archived, or while it names a company that is.
    """
    with turn():
        if of_staff(member, actor).status != Member.Status.ARCHIVED:
            raise Conflict("This profile is not archived.")
        decide(Kind.UNARCHIVED, actor, member, reason)
        publishing.unarchive(member)
