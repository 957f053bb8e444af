"""The verbs of staff on what was submitted or published, each with its entry in the log."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from directory.mail import notifications
from directory.models import Change, Member, Revision, User, write_lock
from directory.terms import Document
from directory.workflow import publishing
from directory.workflow.conflicts import (
    EditConflict,
    RevisionState,
    StateConflict,
    find_published_document,
    find_published_number,
    hash_document,
    merge_with_published,
)
from directory.workflow.decisions import DecisionKind, log_decision
from directory.workflow.drafts import rebase_author_draft
from directory.workflow.locking import lock_member, lock_member_for_staff, require_state
from directory.workflow.publishing import publish_revision
from directory.workflow.validation import validate_for_member


def merge_submission(
    revision: Revision, member: Member, decided: Mapping[str, str] | None = None
) -> EditConflict:
    """A submission with what was published since it was begun, which is nothing mostly."""
    if revision.base == find_published_number(member):
        return EditConflict(revision.document, find_published_document(member))
    return merge_with_published(revision, member, decided)


def approve_submission(  # noqa: PLR0913 - all by keyword, each a fact of the decision
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
    with write_lock():
        member = lock_member_for_staff(revision.member, reviewer)
        submission = require_state(revision, RevisionState.SUBMITTED)
        if find_published_number(member) != live or hash_document(submission.document) != sent:
            raise merge_with_published(submission, member, decided)
        found = merge_submission(submission, member, decided)
        if found.conflicts and document is None:  # else it was made from the live one
            raise found
        as_sent = submission.document
        submission.document = found.merged if document is None else document
        canonical = validate_for_member(submission.document, member)
        if member.revision and member.revision.document == canonical:
            raise StateConflict(
                "This no longer changes the published profile. Reject it and give the reason."
            )
        submission.reviewer, submission.review_note = reviewer, note
        edited = document is not None and document != as_sent
        kind = DecisionKind.EDITED if edited else DecisionKind.APPROVED
        published = publish_revision(member, submission, canonical)
        rebase_author_draft(published, as_sent)
        decision = log_decision(kind, reviewer, member, note, published)
        if edited:
            decision.document = as_sent
            decision.save(update_fields=["document"])
        notifications.notify_approved(published, instead_of=found.merged if edited else None)
        return published


def approve_edited_submission(*, draft: Revision, edited: str, **shown: Any) -> Revision:
    """Publish what the reviewer made of a submission in a draft of their own, and drop the draft.

    `edited` is the digest of the draft that was shown; for the rest see `approve_submission`.
    Raises Moved
    where the profile was published anew since the draft was begun, Conflict where the submission
    is newer than the draft: what came since would be undone.
    """
    with write_lock():
        mine, member = require_state(draft, RevisionState.DRAFT), lock_member(draft.member)
        submission = require_state(shown["revision"], RevisionState.SUBMITTED)
        if hash_document(mine.document) != edited:
            raise EditConflict(mine.document, find_published_document(member))
        if mine.base != find_published_number(member):
            raise merge_with_published(mine, member)
        if mine.created_at < submission.submitted_at:
            message = "The submission is newer than your draft."
            raise StateConflict(f"{message} Discard your draft, then edit the submission again.")
        published = approve_submission(document=mine.document, **shown)
        mine.delete()
        return published


def reject_submission(*, revision: Revision, reviewer: User, note: str, sent: str = "") -> Revision:
    """Refuse a submission, with the reason; the published profile stays as it is.

    `sent` is the digest of the submission that the reviewer was shown: raises Moved where it is
    another by now.
    """
    with write_lock():
        member = lock_member_for_staff(revision.member, reviewer)
        submission = require_state(revision, RevisionState.SUBMITTED)
        if sent and sent != hash_document(submission.document):
            raise merge_with_published(submission, member)
        submission.state = RevisionState.REJECTED
        submission.reviewer, submission.review_note = reviewer, note
        submission.save()
        log_decision(DecisionKind.REJECTED, reviewer, member, note, submission)
        notifications.notify_rejected(submission)
        return submission


def mark_looked_at(*, revision: Revision, reviewer: User, note: str = "") -> Revision:
    """Note that somebody of the staff has looked at what was published at once."""
    with write_lock():
        member = lock_member_for_staff(revision.member, reviewer)
        found = require_state(revision, RevisionState.PUBLISHED)
        if found.looked_at is None:
            found.looked_at, found.reviewer = timezone.now(), reviewer
            found.save(update_fields=["looked_at", "reviewer"])
            log_decision(DecisionKind.LOOKED_AT, reviewer, member, note, found)
        return found


def withhold(*, revision: Revision, actor: User, reason: str) -> Revision:
    """Take a published revision out of the public history; the profile itself stays."""
    return _set_withheld(revision, actor, reason, withheld=True)


def unwithhold(*, revision: Revision, actor: User, reason: str) -> Revision:
    """Put a withheld revision back into the public history."""
    return _set_withheld(revision, actor, reason, withheld=False)


def _set_withheld(revision: Revision, actor: User, reason: str, *, withheld: bool) -> Revision:
    with write_lock():
        member = lock_member_for_staff(revision.member, actor)
        found = require_state(revision, RevisionState.PUBLISHED)
        if found.withheld != withheld:
            found.withheld = withheld
            found.save(update_fields=["withheld"])
            log_decision(
                DecisionKind.WITHHELD if withheld else DecisionKind.SHOWN,
                actor,
                member,
                reason,
                found,
            )
            Change.objects.record([])  # caches of the history ask for the generation
        return found


def trust_member(*, member: Member, actor: User, reason: str = "") -> None:
    """Let a company's submissions be published at once, to be looked at after."""
    _set_trusted(member, actor, reason, trusted=True)


def distrust_member(*, member: Member, actor: User, reason: str = "") -> None:
    """Let a company's submissions wait for review."""
    _set_trusted(member, actor, reason, trusted=False)


def _set_trusted(member: Member, actor: User, reason: str, *, trusted: bool) -> None:
    with write_lock():
        member = lock_member_for_staff(member, actor)
        if member.trusted != trusted:
            member.trusted = trusted
            member.save(update_fields=["trusted"])
            log_decision(
                DecisionKind.TRUSTED if trusted else DecisionKind.DISTRUSTED, actor, member, reason
            )


def decide_to_archive(*, member: Member, actor: User, reason: str) -> None:
    """Take a profile out of the directory.

    Raises Conflict where it is not published, or while published profiles name the company.
    """
    with write_lock():
        if lock_member_for_staff(member, actor).status != Member.Status.PUBLISHED:
            raise StateConflict(
                "Only a published profile can be archived. This one isn't published."
            )
        log_decision(DecisionKind.ARCHIVED, actor, member, reason)
        publishing.archive_profile(member)


def decide_to_unarchive(*, member: Member, actor: User, reason: str) -> None:
    """Put an archived profile back as it was.

    Raises Conflict where it is not archived, or while it names a company that is.
    """
    with write_lock():
        if lock_member_for_staff(member, actor).status != Member.Status.ARCHIVED:
            raise StateConflict("This profile isn't archived. Nothing was changed.")
        log_decision(DecisionKind.UNARCHIVED, actor, member, reason)
        publishing.unarchive_profile(member)
