"""The log of decisions, which can only be added to."""

from directory.models import Decision, Member, Revision, User

DecisionKind = Decision.Kind


def log_decision(
    kind: str, actor: User, member: Member, reason: str = "", revision: Revision | None = None
) -> Decision:
    """Write a decision into the log; within a turn."""
    return Decision.objects.create(
        kind=kind, actor=actor, member=member, reason=reason, revision=revision
    )
