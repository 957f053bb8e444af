"""Locks on the member's row, and the checks made once it is locked."""

from collections.abc import Callable

from directory import permissions
from directory.models import Member, Revision, User
from directory.workflow.conflicts import StateConflict


def lock_member_for_staff(member: Member, user: User) -> Member:
    """Return the member, locked for a staff decision; raise `NotAllowed` for anyone else."""
    return lock_member(member, by=user, may=permissions.may_review)


MemberPredicate = Callable[[User, Member], bool]


def lock_member(
    member: Member, by: User | None = None, may: MemberPredicate = permissions.may_edit
) -> Member:
    """Return the current member with its row locked until the transaction ends.

    Raise `NotAllowed` if `by`, the acting user, is given and the predicate `may` denies them.
    """
    members = Member.objects.select_for_update(of=("self",)).select_related("revision")
    locked = members.get(pk=member.pk)
    if by is not None:
        permissions.require_permission(may, by, locked)
    return locked


def require_state(revision: Revision, state: str) -> Revision:
    """Return the current revision; raise `StateConflict` if it is gone or in another state."""
    found = Revision.objects.filter(pk=revision.pk).first()
    if found is None:
        raise StateConflict(
            "This draft no longer exists. It was discarded or submitted in another window."
        )
    if found.state != state:
        noun = {"draft": "draft", "submitted": "submission"}.get(state, "revision")
        outcome = describe_outcome(found)
        raise StateConflict(f"This {noun} has already been {outcome}. Nothing was changed.")
    return found


def describe_outcome(revision: Revision) -> str:
    """Return what became of a submission: a withdrawn one is its author's draft again."""
    return "withdrawn" if revision.state == Revision.State.DRAFT else revision.state
