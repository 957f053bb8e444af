"""The append-only log of decisions."""

from typing import Any

from directory.models import Decision, Member, Revision, User, log_after_commit

DecisionKind = Decision.Kind


def log_decision(
    kind: str,
    actor: User,
    member: Member,
    reason: str = "",
    revision: Revision | None = None,
    **facts: Any,
) -> Decision:
    """Add a decision to the log, inside the write lock; return it.

    `facts` are only for the operators' log, which has no reason, because reasons name people.
    """
    if revision is not None:
        facts["revision"] = revision.pk
    log_after_commit("decision", kind=str(kind), user=actor.pk, member=member.slug, **facts)
    return Decision.objects.create(
        kind=kind, actor=actor, member=member, reason=reason, revision=revision
    )
