"""The append-only log of decisions."""

from directory.models import Decision, Member, Revision, User

DecisionKind = Decision.Kind


def log_decision(
    kind: str, actor: User, member: Member, reason: str = "", revision: Revision | None = None
) -> Decision:
    """Add a decision to the log, inside the write lock; return it."""
    return Decision.objects.create(
        kind=kind, actor=actor, member=member, reason=reason, revision=revision
    )
