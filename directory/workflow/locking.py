"""Locks on the member's row, and the checks that follow a lock."""

from collections.abc import Callable

from directory import permissions
from directory.models import Member, Revision, User
from directory.workflow.conflicts import StateConflict


def lock_member_for_staff(member: Member, who: User) -> Member:
    """The member, locked for somebody who decides; raises NotAllowed where they may no longer."""
    return lock_member(member, by=who, may=permissions.may_review)


MemberPredicate = Callable[[User, Member], bool]


def lock_member(
    member: Member, by: User | None = None, may: MemberPredicate = permissions.may_edit
) -> Member:
    """The member as it stands, its row kept from other verbs until the turn ends.

    Raises NotAllowed where who acts, `by`, may not, or no longer.
    """
    members = Member.objects.select_for_update(of=("self",)).select_related("revision")
    found = members.get(pk=member.pk)
    if by is not None:
        permissions.require_permission(may, by, found)
    return found


def require_state(revision: Revision, state: str) -> Revision:
    """The revision as it stands; raises Conflict where it has another state by now."""
    found = Revision.objects.filter(pk=revision.pk).first()
    if found is None:
        raise StateConflict(
            "This draft no longer exists. It was discarded or submitted in another window."
        )
    if found.state != state:
        raise StateConflict(f"This has already been {found.state}.")
    return found
