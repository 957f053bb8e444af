"""Submissions: checking, submitting, withdrawing, and restoring profile documents.

Each change runs inside the write lock, with a lock on the member's row. `permissions.py` says who
may call these functions; see `review.py` for staff decisions on submissions.
"""

from typing import Any

from django.utils import timezone

from directory import permissions
from directory.document import schema
from directory.document.citations import drop_lost_citations
from directory.mail import notifications
from directory.models import (
    Member,
    Revision,
    SlugRedirect,
    User,
    log_after_commit,
    write_lock,
)
from directory.terms import Document
from directory.workflow.checks import Precheck, precheck_document, recheck_document
from directory.workflow.conflicts import (
    NothingChanged,
    RevisionState,
    StateConflict,
    SubmissionPending,
    find_published_document,
    find_published_number,
    merge_with_published,
)
from directory.workflow.decisions import (
    DecisionKind,
    log_decision,
    log_renamed_references,
    require_reason,
)
from directory.workflow.drafts import find_draft, merge_newer_draft
from directory.workflow.locking import lock_member, require_state
from directory.workflow.publishing import (
    publish_revision,
    replace_slugs,
)


def require_valid(found: Precheck) -> Document:
    """Return the canonical document; raise `DocumentInvalid` with its problems if there are any."""
    checked = found.checked
    if checked.problems or checked.canonical is None:
        raise schema.DocumentInvalid(checked.problems)
    return checked.canonical


def is_published_at_once(member: Member, origin: str) -> bool:
    """Return whether submissions skip review: those by staff and by a trusted company do."""
    return origin == Revision.Origin.STAFF or member.trusted


def find_waiting_submission(member: Member) -> Revision | None:
    """Return the company's submission awaiting review, or None."""
    return member.revisions.waiting().first()


def submit_draft(*, revision: Revision, message: str = "", reason: str = "") -> Revision:
    """Submit a draft: it is published at once or awaits review. Return the revision.

    `reason`, required of staff, is for the log of decisions. Raise `EditConflict` if the profile
    was published again since the draft was begun, `SubmissionPending` while another submission
    awaits review, `DocumentInvalid` with all problems, and `NothingChanged` if the draft equals the
    published document.
    """
    expected = precheck_document(
        revision.document, revision.member, permissions.choose_origin(revision.author)
    )
    with write_lock():
        member = lock_member(revision.member, by=revision.author)
        draft = require_state(revision, RevisionState.DRAFT)
        if draft.base != find_published_number(member):
            ours = expected.find_canonical(draft.document)
            raise merge_with_published(draft, member, ours=ours)
        # The author's staff status may have changed since the draft was begun.
        draft.origin = permissions.choose_origin(draft.author)
        refuse_second_submission(member, draft.origin)
        found = recheck_document(expected, draft.document, member, draft.origin)
        document = require_valid(found)
        if member.revision and member.revision.document == document:
            raise NothingChanged("Your draft matches the published profile. Nothing was submitted.")
        draft.message = message
        return publish_or_queue(member, draft, document, found.changes, reason=reason)


def submit_document(  # noqa: PLR0913 - all by keyword, each a fact of the submission
    *,
    member: Member,
    author: User,
    origin: str,
    document: Document,
    base: int | None,
    message: str = "",
    reason: str = "",
    kind: str = DecisionKind.PUBLISHED,
    precheck: Precheck | None = None,
) -> Revision:
    """Submit a whole document based on the published number `base`; drafts are left unchanged.

    A document that equals the published one changes nothing, and the published revision is
    returned. A caller that holds the write lock passes a `precheck` made before. Raise
    `EditConflict`, `SubmissionPending`, and `DocumentInvalid` as `submit_draft` does, checked in
    this order. `reason` and `kind` are for the log of what staff publish.
    """
    expected = precheck or precheck_document(document, member, origin)
    with write_lock():
        member = lock_member(member, by=author)
        facts = {"author": author, "origin": origin, "base": base, "message": message}
        new, found = build_submission(member, expected, document, **facts)
        if member.revision and member.revision.document == new.document:
            return member.revision
        log = {"reason": reason, "kind": kind}
        return publish_or_queue(member, new, new.document, found.changes, **log)


def build_submission(
    member: Member, expected: Precheck, document: Document, **facts: Any
) -> tuple[Revision, Precheck]:
    """Return a new revision with its canonical document, and its check; nothing is written.

    Raise what `check_submission` raises, and `DocumentInvalid`.
    """
    new = Revision(member=member, **facts)
    new.document = document
    found = check_submission(new, member, expected)
    new.document = require_valid(found)
    return new, found


def check_submission(new: Revision, member: Member, expected: Precheck) -> Precheck:
    """Check a new revision against the current state, in the order of the contract of the API.

    Raise `EditConflict` if its base isn't the published revision, and `SubmissionPending`. Its
    document may be invalid.
    """
    if new.base != find_published_number(member):
        raise merge_with_published(new, member, ours=expected.find_canonical(new.document))
    refuse_second_submission(member, new.origin)
    return recheck_document(expected, new.document, member, new.origin)


def preview_submission(  # noqa: PLR0913 - all by keyword, each a fact of the submission
    *,
    member: Member,
    author: User,
    origin: str,
    document: Document,
    base: int | None,
    message: str = "",
) -> Revision:
    """Return the revision that `submit_document` would return now, and raise what it would raise.

    Nothing is written: a new revision has no time of creation, and the state that it would get.
    """
    expected = precheck_document(document, member, origin, for_letters=False)
    member = expected.member
    permissions.require_permission(permissions.may_edit, author, member)
    facts = {"author": author, "origin": origin, "base": base, "message": message}
    new, _ = build_submission(member, expected, document, **facts)
    if member.revision and member.revision.document == new.document:
        return member.revision
    at_once = is_published_at_once(member, origin)
    new.state = RevisionState.PUBLISHED if at_once else RevisionState.SUBMITTED
    return new


def refuse_second_submission(member: Member, origin: str) -> None:
    """Raise `SubmissionPending` while a submission awaits review; staff may still publish."""
    waiting = find_waiting_submission(member)
    if waiting and origin != Revision.Origin.STAFF:
        raise SubmissionPending(waiting)


def publish_or_queue(  # noqa: PLR0913 - the facts of a submission
    member: Member,
    revision: Revision,
    document: Document,
    changes: notifications.LetterChanges | None = None,
    *,
    reason: str = "",
    kind: str = DecisionKind.PUBLISHED,
) -> Revision:
    """Publish a canonical document as this revision, or queue it for review.

    `changes` are those for the letters. What staff publish is logged as a decision of this `kind`;
    raise `StateConflict` if they give no reason. Call this inside the write lock.
    """
    if is_published_at_once(member, revision.origin):
        is_logged = revision.author and revision.origin == Revision.Origin.STAFF
        if is_logged:
            require_reason(reason)
        old_slug = member.slug
        publish_revision(member, revision, document)
        if is_logged:
            log_decision(kind, revision.author, member, reason, revision)
            log_renamed_references(member, old_slug, revision.author, reason)
        log_submission("published_at_once", revision, revision.author)
        notifications.notify_published(revision, changes)
        return revision
    revision.document, revision.state = document, RevisionState.SUBMITTED
    revision.submitted_at = timezone.now()
    revision.save()
    log_submission("submitted", revision, revision.author)
    notifications.notify_submitted(revision, changes)
    return revision


def log_submission(name: str, revision: Revision, actor: User | None) -> None:
    """Log an event of a submission once it is committed."""
    facts = {"user": actor and actor.pk, "member": revision.member.slug, "revision": revision.pk}
    log_after_commit(name, **facts, origin=str(revision.origin))


def restore_revision(  # noqa: PLR0913 - all by keyword, each a fact of the submission
    *,
    member: Member,
    number: int,
    author: User,
    origin: str,
    message: str = "",
    reason: str = "",
) -> Revision:
    """Submit the document published under this number, under the rules for any submission.

    The slug stays unchanged. If a representative restores, the fields reserved for staff and the
    trial counts published by third parties keep their current values. Raise `StateConflict` if
    there is no such revision.
    """
    expected = precheck_document(find_restored_document(member, number, origin), member, origin)
    with write_lock():
        member = lock_member(member, by=author)
        return submit_document(
            member=member,
            author=author,
            origin=origin,
            document=find_restored_document(member, number, origin),
            base=find_published_number(member),
            message=message or f"Restored from revision {number}",
            reason=reason,
            kind=DecisionKind.RESTORED,
            precheck=expected,
        )


def find_restored_document(member: Member, number: int, origin: str) -> Document:
    """Return what restoring a revision would submit; raise `StateConflict` without the revision."""
    old = member.revisions.published().filter(number=number).first()
    if old is None:
        raise StateConflict(f"Revision {number} doesn't exist or was never published.")
    live, restored = find_published_document(member), update_slugs(old.document)
    return combine_with_restored(live, restored, whole=origin == Revision.Origin.STAFF)


def combine_with_restored(live: Document, old: Document, *, whole: bool) -> Document:
    """Return the old document with the current values of what a restore may not change.

    `whole` is for staff: only the slug keeps its current value.
    """
    if whole:
        return old | {"slug": live["slug"]}
    counts = [count for count in old["trial_counts"] if count["basis"] == "company"]
    counts += [count for count in live["trial_counts"] if count["basis"] != "company"]
    of_staff = schema.STAFF_KEYS
    sources = {key: cited for key, cited in old["citations"].items() if key not in of_staff}
    sources |= {key: cited for key, cited in live["citations"].items() if key in of_staff}
    kept = {key: live[key] for key in of_staff}
    return drop_lost_citations(old | kept | {"trial_counts": counts, "citations": sources})


def update_slugs(document: Document) -> Document:
    """Return the document with the slugs of renamed companies replaced by their current ones."""
    named = [document["successor"], (document["parent"] or {}).get("slug")]
    redirects = SlugRedirect.objects.filter(slug__in=[slug for slug in named if slug])
    return replace_slugs(document, dict(redirects.values_list("slug", "member__slug")))


STAFF_CANNOT_WITHDRAW = (
    "ACRO staff can't withdraw a company's submission. Reject it and give a reason."
)


def withdraw_submission(*, revision: Revision, actor: User) -> Revision:
    """Withdraw a submission: it becomes its author's draft again, merged with any newer draft.

    If its author no longer represents the company, it becomes the draft of the user who withdraws
    it. An author whose submission someone else withdraws is notified. Raise `StateConflict` if a
    newer draft changes the same values, if the submission is no longer awaiting review, or if the
    user is staff, who reject with a reason instead.
    """
    with write_lock():
        member = lock_member(revision.member, by=actor)
        submission = require_state(revision, RevisionState.SUBMITTED)
        author = submission.author
        if author != actor and not permissions.is_representative(actor, member):
            raise StateConflict(STAFF_CANNOT_WITHDRAW)
        if author is None or not permissions.may_edit(author, member):
            submission.author = author = actor
        if newer := find_draft(member, author):
            merge_newer_draft(newer, submission, member)
        submission.state, submission.submitted_at = RevisionState.DRAFT, None
        submission.save()
        log_submission("withdrawn", submission, actor)
        if author != actor:
            notifications.notify_withdrawn(submission, actor)
        return submission
