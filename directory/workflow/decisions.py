"""The append-only log of decisions."""

from typing import Any

from directory.models import Decision, Member, Revision, User, log_after_commit
from directory.terms import REASON_LIMIT, Document
from directory.workflow.conflicts import StateConflict

DecisionKind = Decision.Kind
REASON_MISSING = "Enter a reason. It is recorded in the log that ACRO staff can see."


def require_reason(reason: str, said: str = REASON_MISSING) -> None:
    """Raise `StateConflict` with this message if a decision that needs a reason has none."""
    if not reason.strip():
        raise StateConflict(said)


def log_renamed_references(member: Member, old_slug: str, actor: User, reason: str) -> None:
    """Log that other profiles were published, because they name a company by its new slug."""
    if member.slug == old_slug:
        return
    said = f"{old_slug} is now {member.slug}. {reason}".strip()[:REASON_LIMIT]
    for other in Member.objects.naming([member.slug]).exclude(pk=member.pk):
        log_decision(DecisionKind.PUBLISHED, actor, other, said, other.revision)


def log_decision(  # noqa: PLR0913 - the columns of an entry
    kind: str,
    actor: User,
    member: Member,
    reason: str = "",
    revision: Revision | None = None,
    *,
    document: Document | None = None,
    **facts: Any,
) -> Decision:
    """Add a decision to the log, inside the write lock; return it.

    `document` is a submission before staff edited it. `facts` are only for the operators' log,
    which has no reason, because reasons name people.
    """
    if revision is not None:
        facts["revision"] = revision.pk
    log_after_commit("decision", kind=str(kind), user=actor.pk, member=member.slug, **facts)
    entry = {"reason": reason, "revision": revision, "document": document}
    return Decision.objects.create(kind=kind, actor=actor, member=member, **entry)
