"""Staff decisions on submitted and published revisions, each logged."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from directory.document import DocumentInvalid, schema
from directory.mail import notifications
from directory.models import Change, Member, Revision, User, write_lock
from directory.terms import Document
from directory.workflow import publishing
from directory.workflow.checks import Precheck, precheck_document, recheck_document
from directory.workflow.conflicts import (
    EditConflict,
    RevisionState,
    StateConflict,
    find_published_document,
    find_published_number,
    hash_document,
    merge_with_published,
)
from directory.workflow.decisions import (
    DecisionKind,
    log_decision,
    log_renamed_references,
    require_reason,
)
from directory.workflow.drafts import find_draft, is_begun_from, rebase_author_draft
from directory.workflow.locking import lock_member, lock_member_for_staff, require_state
from directory.workflow.publishing import publish_revision

EDITS_NEED_REASON = (
    "Your edits change a field that only ACRO staff manage, such as the membership. "
    "Enter the reason in the note."
)
EDITS_NOT_SHOWN = (
    "You edited this submission after you opened this page. Nothing was published. "
    "Choose whether to publish it with or without your edits."
)


def merge_submission(
    revision: Revision, member: Member, decided: Mapping[str, str] | None = None
) -> EditConflict:
    """Return a submission merged with the profile as published now, as an `EditConflict`.

    Usually nothing was published since the submission was begun, and it is returned unchanged.
    """
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
    precheck: Precheck | None = None,
) -> Revision:
    """Publish a submission, or `document` instead: the reviewer's edited version of it.

    `live` is the published number and `sent` the hash of the submission, both as shown to the
    reviewer. Raise `EditConflict` if either has changed, or if both sides changed a value and
    `decided` doesn't say which to keep. Raise `DocumentInvalid` if the result isn't valid, and
    `StateConflict` if the submission is no longer awaiting review or changes nothing, or if edits
    need a reason. A caller that holds the write lock passes a `precheck` made before.
    """
    expected = precheck or precheck_approval(revision, document, decided)
    with write_lock():
        member = lock_member_for_staff(revision.member, reviewer)
        submission = require_state(revision, RevisionState.SUBMITTED)
        if find_published_number(member) != live or hash_document(submission.document) != sent:
            raise merge_with_published(submission, member, decided)
        merge = merge_submission(submission, member, decided)
        # An edited document was merged with the live one when it was made.
        if merge.conflicts and document is None:
            raise merge
        as_sent = submission.document
        require_reason_for_edits(document, merge.live, note)
        submission.document = merge.merged if document is None else document
        submission.reviewer, submission.review_note = reviewer, note
        published = _publish_submission(submission, member, expected)
        rebase_author_draft(published, as_sent)
        edited = document is not None and document != as_sent
        _log_approval(published, member, as_sent if edited else None)
        instead_of = merge.merged if edited else None
        notifications.notify_approved(published, instead_of, expected.changes)
        return published


def require_reason_for_edits(document: Document | None, live: Document, note: str) -> None:
    """Raise `StateConflict` if edits change a published field of staff, and no note says why."""
    if document and any(document.get(key) != live.get(key) for key in schema.STAFF_KEYS):
        require_reason(note, EDITS_NEED_REASON)


def precheck_approval(
    revision: Revision, document: Document | None, decided: Mapping[str, str] | None
) -> Precheck:
    """Check what approving a submission would publish: `document`, or the merged submission."""
    member = Member.objects.select_related("revision").get(pk=revision.member_id)
    merged = merge_submission(revision, member, decided).merged if document is None else document
    return precheck_document(merged, member, Revision.Origin.STAFF)


def _publish_submission(submission: Revision, member: Member, expected: Precheck) -> Revision:
    """Validate and publish a submission; raise `StateConflict` if it changes nothing."""
    found = recheck_document(expected, submission.document, member, Revision.Origin.STAFF)
    canonical = found.checked.canonical
    if canonical is None:
        raise DocumentInvalid(found.checked.problems)
    if member.revision and member.revision.document == canonical:
        raise StateConflict(
            "This no longer changes the published profile. Reject it and give the reason."
        )
    return publish_revision(member, submission, canonical)


def _log_approval(published: Revision, member: Member, before_edits: Document | None) -> None:
    """Log the approval. `before_edits` is the submitted document if the reviewer edited it."""
    kind = DecisionKind.APPROVED if before_edits is None else DecisionKind.EDITED
    said = published.review_note
    log_decision(kind, published.reviewer, member, said, published, document=before_edits)
    if before_edits is not None:
        log_renamed_references(member, before_edits["slug"], published.reviewer, said)


def approve_as_submitted(*, revision: Revision, unedited: str, **shown: Any) -> Revision:
    """Publish a submission without the edits that the reviewer's own draft may hold.

    `unedited` is the hash of that draft as shown, "" if there was none; for the other arguments see
    `approve_submission`. Raise `StateConflict` if the reviewer has edits that the page didn't show.
    """
    expected = precheck_approval(revision, None, shown.get("decided"))
    with write_lock():
        submission = require_state(revision, RevisionState.SUBMITTED)
        edits = find_edits(submission, shown["reviewer"])
        if edits and hash_document(edits.document) != unedited:
            raise StateConflict(EDITS_NOT_SHOWN)
        return approve_submission(revision=revision, **shown, precheck=expected)


def find_edits(submission: Revision, reviewer: User) -> Revision | None:
    """Return the draft that the reviewer began from a pending submission, or None.

    A draft that is older than the submission holds no edits of it.
    """
    draft = find_draft(submission.member, reviewer)
    return draft if draft and is_begun_from(draft, submission) else None


def approve_edited_submission(*, draft: Revision, edited: str, **shown: Any) -> Revision:
    """Publish the reviewer's own draft of a submission, and delete the draft.

    `edited` is the hash of the draft as shown; for the other arguments see `approve_submission`.
    Raise `EditConflict` if the draft or the published profile has changed since. Raise
    `StateConflict` if the submission is newer than the draft, because publishing would undo its
    latest changes.
    """
    expected = precheck_approval(shown["revision"], draft.document, None)
    with write_lock():
        mine, member = require_state(draft, RevisionState.DRAFT), lock_member(draft.member)
        submission = require_state(shown["revision"], RevisionState.SUBMITTED)
        if hash_document(mine.document) != edited:
            raise EditConflict(mine.document, find_published_document(member))
        if mine.base != find_published_number(member):
            raise merge_with_published(mine, member)
        if not is_begun_from(mine, submission):
            message = "The submission is newer than your draft."
            raise StateConflict(f"{message} Discard your draft, then edit the submission again.")
        published = approve_submission(document=mine.document, **shown, precheck=expected)
        mine.delete()
        return published


def reject_submission(*, revision: Revision, reviewer: User, note: str, sent: str = "") -> Revision:
    """Reject a submission with a reason; the published profile stays unchanged.

    `sent`, if given, is the hash of the submission as shown to the reviewer. Raise `EditConflict`
    if it has changed.
    """
    waits = revision.state == RevisionState.SUBMITTED  # A withdrawn one may be invalid.
    changes = notifications.list_revision_changes(revision) if waits else None
    with write_lock():
        member = lock_member_for_staff(revision.member, reviewer)
        submission = require_state(revision, RevisionState.SUBMITTED)
        if sent and sent != hash_document(submission.document):
            raise merge_with_published(submission, member)
        submission.state = RevisionState.REJECTED
        submission.reviewer, submission.review_note = reviewer, note
        submission.save()
        log_decision(DecisionKind.REJECTED, reviewer, member, note, submission)
        notifications.notify_rejected(submission, changes)
        return submission


def mark_looked_at(*, revision: Revision, reviewer: User, note: str = "") -> Revision:
    """Record that staff reviewed a revision that was published without review."""
    with write_lock():
        member = lock_member_for_staff(revision.member, reviewer)
        published = require_state(revision, RevisionState.PUBLISHED)
        if published.looked_at is None:
            published.looked_at, published.reviewer = timezone.now(), reviewer
            published.save(update_fields=["looked_at", "reviewer"])
            log_decision(DecisionKind.LOOKED_AT, reviewer, member, note, published)
        return published


def withhold(*, revision: Revision, actor: User, reason: str) -> Revision:
    """Hide a published revision from the public history; the profile itself stays."""
    return _set_withheld(revision, actor, reason, withheld=True)


def unwithhold(*, revision: Revision, actor: User, reason: str) -> Revision:
    """Show a withheld revision in the public history again."""
    return _set_withheld(revision, actor, reason, withheld=False)


def _set_withheld(revision: Revision, actor: User, reason: str, *, withheld: bool) -> Revision:
    with write_lock():
        member = lock_member_for_staff(revision.member, actor)
        published = require_state(revision, RevisionState.PUBLISHED)
        if published.withheld != withheld:
            published.withheld = withheld
            published.save(update_fields=["withheld"])
            log_decision(
                DecisionKind.WITHHELD if withheld else DecisionKind.SHOWN,
                actor,
                member,
                reason,
                published,
            )
            Change.objects.record([])  # Caches of the history depend on the generation.
        return published


def trust_member(*, member: Member, actor: User, reason: str = "") -> None:
    """Publish a company's future submissions at once; staff review them afterward."""
    _set_trusted(member, actor, reason, trusted=True)


def distrust_member(*, member: Member, actor: User, reason: str = "") -> None:
    """Require review of a company's future submissions before they are published."""
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
    """Archive a profile, which removes it from the directory, and log the decision.

    Raise `StateConflict` if it isn't published, or while published profiles name the company.
    """
    with write_lock():
        if lock_member_for_staff(member, actor).status != Member.Status.PUBLISHED:
            raise StateConflict(
                "Only a published profile can be archived. This one isn't published."
            )
        log_decision(DecisionKind.ARCHIVED, actor, member, reason)
        publishing.archive_profile(member)


def decide_to_unarchive(*, member: Member, actor: User, reason: str) -> None:
    """Restore an archived profile, and log the decision.

    Raise `StateConflict` if it isn't archived, or while it names an archived company.
    """
    with write_lock():
        if lock_member_for_staff(member, actor).status != Member.Status.ARCHIVED:
            raise StateConflict("This profile isn't archived. Nothing was changed.")
        log_decision(DecisionKind.UNARCHIVED, actor, member, reason)
        publishing.unarchive_profile(member)
