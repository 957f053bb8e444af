"""Who may do what for a company: predicates for pages and API alike.

What is not allowed here is refused. That staff need a second factor is the middleware's matter:
without one they reach no page that asks.
"""

from directory.models import Revision, Role, User


class NotAllowed(Exception):  # noqa: N818 - reads as what is said of who acts
    """Who acts may not, or may no longer: pages and API answer that there is nothing here."""


def is_staff(user):
    """Whether somebody works for the association."""
    return user.is_authenticated and user.is_active and user.is_staff


def find_role(user, member):
    """What somebody is to a company: "owner", "editor", or "" for nothing."""
    if not user.is_authenticated or not user.is_active:
        return ""
    found = member.representatives.filter(user=user).values_list("role", flat=True)
    return found.first() or ""


def is_representative(user, member):
    """Whether somebody is an owner or editor of this company."""
    return bool(find_role(user, member))


def is_owner(user, member):
    """Whether somebody is an owner of this company."""
    return find_role(user, member) == Role.OWNER


def may_edit(user, member):
    """Whether somebody may draft, submit, withdraw and confirm: its representatives and staff."""
    return is_staff(user) or is_representative(user, member)


def may_manage(user, member):
    """Whether somebody may invite, remove and see the team: its owners and staff."""
    return is_staff(user) or is_owner(user, member)


def may_review(user, _member=None):
    """Whether somebody decides on submissions: staff."""
    return is_staff(user)


def require_permission(may, user, member):
    """Raise NotAllowed unless the predicate `may` holds of the user as they stand now.

    Verbs ask this once they have the member's row: who was removed while they pressed a button,
    or lost their role, changes nothing any more.
    """
    now = User.objects.filter(pk=user.pk).first()
    if now is None or not may(now, member):
        raise NotAllowed(f"{user} may not do this for {member}.")


def choose_origin(user):
    """How the history calls what somebody does: staff act as staff, also for their own company."""
    return Revision.Origin.STAFF if is_staff(user) else Revision.Origin.REPRESENTATIVE
