"""Permissions: predicates on users and companies, shared by pages and API.

Anything not allowed here is refused. The middleware, not this module, requires a second factor of
staff: without one they can't reach the pages that check these predicates.
"""

from directory.models import Revision, Role, User


class NotAllowed(Exception):  # noqa: N818 - the name states the condition
    """The user may not, or may no longer, do this; pages and API answer 404."""


def is_staff(user):
    """Return whether the user is an active staff user."""
    return user.is_authenticated and user.is_active and user.is_staff


def find_role(user, member):
    """Return the user's role at a company: "owner", "editor", or "" if none."""
    if not user.is_authenticated or not user.is_active:
        return ""
    roles = member.representatives.filter(user=user).values_list("role", flat=True)
    return roles.first() or ""


def is_representative(user, member):
    """Return whether the user is an owner or editor of this company."""
    return bool(find_role(user, member))


def is_owner(user, member):
    """Return whether the user is an owner of this company."""
    return find_role(user, member) == Role.OWNER


def may_edit(user, member):
    """Return whether the user may draft, submit, withdraw, and confirm.

    Representatives of the company and staff may.
    """
    return is_staff(user) or is_representative(user, member)


def may_manage(user, member):
    """Return whether the user may see the team, invite, and remove: owners and staff may."""
    return is_staff(user) or is_owner(user, member)


def may_review(user, _member=None):
    """Return whether the user may decide on submissions: staff only."""
    return is_staff(user)


def require_permission(may, user, member):
    """Raise `NotAllowed` unless the predicate `may` allows the user, read again from the database.

    Call this once the member's row is locked, so that a user who lost their role while the request
    was on its way can no longer change anything.
    """
    current = User.objects.filter(pk=user.pk).first()
    if current is None or not may(current, member):
        raise NotAllowed(f"{user} may not do this for {member}.")


def choose_origin(user):
    """Return the origin the history records: staff act as staff, even for their own company."""
    return Revision.Origin.STAFF if is_staff(user) else Revision.Origin.REPRESENTATIVE
