"""Taking a submission back, and what its author began while it waited."""

from directory import notices, permissions
from directory.document import diff
from directory.models import Member, Revision, User, turn
from directory.publishing import Conflict, Document
from directory.revising import base_document, draft_of, locked, still

State = Revision.State
NOT_BY_STAFF = "Staff do not withdraw what a company's people sent: reject it, with a reason."


def withdraw(*, revision: Revision, actor: User) -> Revision:
    """Take a submission back: it is its author's draft again, with what they began since.

    Where its author represents the company no more, it becomes the draft of who withdraws it. An
    author who does not do it is told. Raises Conflict where a newer draft overlaps with it, where
    it waits no longer, and to staff, who reject with a reason instead.
    """
    with turn():
        member = locked(revision.member, by=actor)
        submission = still(revision, State.SUBMITTED)
        author = submission.author
        if author != actor and not permissions.represents(actor, member):
            raise Conflict(NOT_BY_STAFF)
        if author is None or not permissions.may_edit(author, member):
            submission.author = author = actor
        if newer := draft_of(member, author):
            fold(newer, submission, member)
        submission.state, submission.submitted_at = State.DRAFT, None
        submission.save()
        if author != actor:
            notices.withdrawn(submission, actor)
        return submission


def began_from(draft: Revision, submission: Revision) -> bool:
    """Whether a draft of the same author was begun while this waited, and so from it."""
    return draft.created_at >= submission.submitted_at


def fold(newer: Revision, submission: Revision, member: Member) -> None:
    """Put its author's newer draft into a submission that is taken back, and drop that draft."""
    document = newer.document
    if not began_from(newer, submission):
        older = min(newer, submission, key=lambda found: found.base or 0)
        base = base_document(older, member)
        document, conflicts = diff.merge(base, newer.document, submission.document)
        if conflicts:
            raise Conflict(
                "It would become a draft, but there is another one that changes the same: that "
                "draft must be discarded, or say the same there, before this can be withdrawn."
            )
    submission.document = document
    submission.base = max(newer.base or 0, submission.base or 0) or None
    newer.delete()


def carry_on(published: Revision, sent: Document) -> None:
    """Let what its author began from a submission rest on what was published of it.

    `sent` is the document as it waited. Where both changed a value since, the draft stays as it
    is, and its author decides.
    """
    if published.author and (draft := draft_of(published.member, published.author)):
        if not began_from(draft, published):
            return
        merged, conflicts = diff.merge(sent, draft.document, published.document)
        if not conflicts:
            draft.document, draft.base = merged, published.number
            draft.save()
