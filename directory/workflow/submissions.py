"""The verbs of somebody who changes a profile: draft, submit, withdraw, restore.

Each is one `turn`, with a lock on the member's row. Who may call them stands in `permissions.py`;
what staff decide on a submission in `reviewing.py`.
"""

from django.utils import timezone

from directory import permissions
from directory.document import schema
from directory.mail import notifications
from directory.models import Member, Revision, SlugRedirect, User, write_lock
from directory.terms import Document
from directory.workflow.conflicts import (
    NothingChanged,
    RevisionState,
    StateConflict,
    SubmissionPending,
    find_published_document,
    find_published_number,
    merge_with_published,
)
from directory.workflow.drafts import find_draft, merge_newer_draft
from directory.workflow.locking import lock_member, require_state
from directory.workflow.publishing import (
    publish_revision,
    replace_slugs,
)
from directory.workflow.validation import find_logo_problems, validate_for_member


def find_submission_problems(
    document: Document, member: Member, origin: str
) -> list[schema.Problem]:
    """All that stands against submitting a document for a member."""
    try:
        canonical = validate_for_member(document, member)
    except schema.DocumentInvalid as error:
        return list(error.problems)
    live = find_published_document(member)
    found = find_logo_problems(live, canonical)
    if origin != Revision.Origin.STAFF:
        found += schema.check_representative_changes(live, canonical)
    return found


def check_submission(document: Document, member: Member, origin: str) -> Document:
    """The canonical document; raises DocumentInvalid with all that stands against it."""
    if found := find_submission_problems(document, member, origin):
        raise schema.DocumentInvalid(found)
    return validate_for_member(document, member)


def is_published_at_once(member: Member, origin: str) -> bool:
    """Whether a submission is published at once: staff's, and that of a trusted company."""
    return origin == Revision.Origin.STAFF or member.trusted


def find_waiting_submission(member: Member) -> Revision | None:
    """The submission of this company that waits for review."""
    return member.revisions.waiting().first()


def submit_draft(*, revision: Revision, message: str = "") -> Revision:
    """Hand in a draft: it is published at once, or waits for review.

    Raises Moved where the profile was published anew since the draft was begun, Waiting while
    another submission waits, DocumentInvalid with all problems, Unchanged where nothing changed.
    """
    with write_lock():
        member = lock_member(revision.member, by=revision.author)
        draft = require_state(revision, RevisionState.DRAFT)
        if draft.base != find_published_number(member):
            raise merge_with_published(draft, member)
        # Who was staff when the draft was begun may be so no more.
        draft.origin = permissions.choose_origin(draft.author)
        refuse_second_submission(member, draft.origin)
        document = check_submission(draft.document, member, draft.origin)
        if member.revision and member.revision.document == document:
            raise NothingChanged("Your draft matches the published profile. Nothing was submitted.")
        draft.message = message
        return publish_or_queue(member, draft, document)


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
    Moved, Waiting and DocumentInvalid as `submit_draft` does, in this order.
    """
    with write_lock():
        member = lock_member(member, by=author)
        new = Revision(member=member, author=author, origin=origin, base=base, message=message)
        new.document = document
        if base != find_published_number(member):
            raise merge_with_published(new, member)
        refuse_second_submission(member, origin)
        canonical = check_submission(document, member, origin)
        if member.revision and member.revision.document == canonical:
            return member.revision
        return publish_or_queue(member, new, canonical)


def refuse_second_submission(member: Member, origin: str) -> None:
    """Raise Waiting while a submission waits; staff may publish beside it."""
    waiting = find_waiting_submission(member)
    if waiting and origin != Revision.Origin.STAFF:
        raise SubmissionPending(waiting)


def publish_or_queue(member: Member, revision: Revision, document: Document) -> Revision:
    """Publish a canonical document as this revision, or let it wait; within a turn."""
    if is_published_at_once(member, revision.origin):
        publish_revision(member, revision, document)
        notifications.notify_published(revision)
        return revision
    revision.document, revision.state = document, RevisionState.SUBMITTED
    revision.submitted_at = timezone.now()
    revision.save()
    notifications.notify_submitted(revision)
    return revision


def restore_revision(
    *, member: Member, number: int, author: User, origin: str, message: str = ""
) -> Revision:
    """Hand in what was published under this number, under the rules of any submission.

    The address stays as it is; a representative's restore keeps the present values of staff's
    keys and of publications' counts. Raises Conflict where there is no such number.
    """
    with write_lock():
        member = lock_member(member, by=author)
        old = member.revisions.published().filter(number=number).first()
        if old is None:
            raise StateConflict(f"Revision {number} doesn't exist or was never published.")
        live = find_published_document(member)
        was = update_slugs(old.document)
        document = combine_with_restored(live, was, whole=origin == Revision.Origin.STAFF)
        return submit_document(
            member=member,
            author=author,
            origin=origin,
            document=document,
            base=find_published_number(member),
            message=message or f"Restored from revision {number}",
        )


def combine_with_restored(live: Document, old: Document, *, whole: bool) -> Document:
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


def update_slugs(document: Document) -> Document:
    """A document that names the companies which were renamed since by their present slugs."""
    named = [document["successor"], (document["parent"] or {}).get("slug")]
    moved_on = SlugRedirect.objects.filter(slug__in=[slug for slug in named if slug])
    return replace_slugs(document, dict(moved_on.values_list("slug", "member__slug")))


STAFF_CANNOT_WITHDRAW = (
    "ACRO staff can't withdraw a company's submission. Reject it and give the reason."
)


def withdraw_submission(*, revision: Revision, actor: User) -> Revision:
    """Take a submission back: it is its author's draft again, with what they began since.

    Where its author represents the company no more, it becomes the draft of who withdraws it. An
    author who does not do it is told. Raises Conflict where a newer draft overlaps with it, where
    it waits no longer, and to staff, who reject with a reason instead.
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
        if author != actor:
            notifications.notify_withdrawn(submission, actor)
        return submission
