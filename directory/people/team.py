"""A company's team: invitations, roles, leaving, and removal.

Each change runs inside the write lock, with a lock on the member's row, so if two owners leave at
once, the second one is refused as the last owner. `permissions.py` says who may call these
functions; see `access_requests.py` for requests for access.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from directory import permissions
from directory.email_addresses import normalize_email
from directory.mail import notifications
from directory.models import (
    Change,
    Decision,
    Invitation,
    Member,
    Representative,
    Role,
    User,
    write_lock,
)
from directory.models.people import InvitationQuerySet
from directory.people import accounts
from directory.terms import INVITATION_LIFETIME
from directory.workflow.conflicts import StateConflict
from directory.workflow.decisions import log_decision
from directory.workflow.locking import lock_member

MOST_OPEN_INVITATIONS = 20  # Open invitations of one company.
MOST_INVITATIONS_A_DAY = 30  # Letters for one company, including those sent again.
RESEND_PAUSE = timedelta(minutes=10)  # before an invitation is sent again
LAST_OWNER_MESSAGE = (
    "A company needs at least one owner who can sign in. Make someone else an owner first."
)


class InvitationExpired(StateConflict):
    """An invitation that can no longer be accepted; the message gives the reason."""


class InvitationForAnotherAddress(StateConflict):
    """An invitation sent to an address that isn't the user's."""


@dataclass(frozen=True)
class Team:
    """The representatives of a company, and its open invitations."""

    representatives: list[Representative]
    invitations: list[Invitation]  # Each has `over`, the reason it is invalid, or "".


def load_team(member: Member) -> Team:
    """Return a company's team: owners first, then editors, and the open invitations."""
    people = member.representatives.select_related("user").order_by("-role", "user__email")
    invitations = list(member.invitations.open().select_related("sender").order_by("email"))
    for invitation in invitations:
        invitation.member = member
        invitation.over = reason_not_to_accept(invitation)
    return Team(list(people), invitations)


def hash_token(token: str) -> str:
    """Return the hash stored for a token, so that the database never holds a usable token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation with this token, expired or not, or None."""
    invitations = Invitation.objects.select_related("member", "sender")
    return invitations.filter(token_hash=hash_token(token)).first()


def reason_not_to_accept(invitation: Invitation) -> str:
    """Return the reason an invitation can't be accepted, as a sentence, or "" if it can."""
    if invitation.accepted_at:
        return "It has already been accepted."
    if invitation.withdrawn_at:
        return "It was withdrawn."
    if invitation.expires_at <= timezone.now():
        days = INVITATION_LIFETIME.days
        return f"It expired on {invitation.expires_at:%B %-d, %Y}, after {days} days."
    sender = invitation.sender
    if sender is None or not permissions.may_manage(sender, invitation.member):
        return "Its sender can no longer invite people for this company."
    return ""


def is_invitation_for(invitation: Invitation, user: User) -> bool:
    """Return whether an invitation was sent to an address of this user."""
    return accounts.find_user(invitation.email) == user


def mask_email(email: str) -> str:
    """Return a masked address that its owner can still recognize, such as o•••@e•••.org."""
    name, _, domain = email.rpartition("@")
    host, dot, ending = domain.rpartition(".")
    return f"{name[:1]}•••@{host[:1]}•••{dot}{ending}"


def invite_by_email(
    *, member: Member, email: str, role: str, sender: User, name: str = ""
) -> tuple[Invitation, str]:
    """Invite an address to act for a company; return the invitation and its token.

    The token is emailed and never stored. The new invitation replaces one that has expired. Raise
    `StateConflict` if the address already has a valid invitation or belongs to a representative, or
    if the company has reached a limit on invitations.
    """
    email = normalize_email(email)
    with write_lock():
        member = lock_member(member, by=sender, may=permissions.may_manage)
        if problem := reason_not_to_invite(member, email) or reason_to_stop_inviting(
            member, sender
        ):
            raise StateConflict(problem)
        for old in member.invitations.open().filter(email__iexact=email):
            close_invitation(old, "withdrawn_at")
        invitation = Invitation(member=member, email=email, role=role, name=name)
        return send_invitation(invitation, sender)


def reason_not_to_invite(member: Member, email: str) -> str:
    """Return the reason an address can't be invited for a company, as a sentence, or ""."""
    user = accounts.find_user(email)
    if user and member.representatives.filter(user=user).exists():
        return f"{email} already represents {member.name}."
    for invitation in member.invitations.valid().filter(email__iexact=email):
        if not reason_not_to_accept(invitation):
            said = f"{email} already has an invitation for {member.name}."
            return f"{said} Send it again or withdraw it."
    return ""


def reason_to_stop_inviting(member: Member, sender: User) -> str:
    """Return the reason a company can't invite more people now, or ""; staff have no limit."""
    if permissions.is_staff(sender):
        return ""
    if member.invitations.valid().count() >= MOST_OPEN_INVITATIONS:
        many = f"{member.name} already has {MOST_OPEN_INVITATIONS} open invitations"
        return f"{many}. Withdraw one first."
    today = member.invitations.filter(sent_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= MOST_INVITATIONS_A_DAY:
        many = f"{member.name} sent {MOST_INVITATIONS_A_DAY} invitations in the last 24 hours"
        return f"{many}. Try again tomorrow."
    return ""


def send_invitation(invitation: Invitation, sender: User) -> tuple[Invitation, str]:
    """Renew an invitation's token, expiry, and sender, and mail it, inside the write lock."""
    log_decision(
        Decision.Kind.INVITED,
        sender,
        invitation.member,
        describe_invitation(invitation),
        role=str(invitation.role),
    )
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.sender = hash_token(token), sender
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + INVITATION_LIFETIME
    invitation.save()
    notifications.notify_invited(invitation, token)
    return invitation, token


def close_invitation(invitation: Invitation, column: str) -> None:
    """Set the time in `column` at which an invitation was accepted or withdrawn."""
    setattr(invitation, column, timezone.now())
    invitation.save()


def require_open_invitation(invitation: Invitation) -> Invitation:
    """Return the current invitation; raise `InvitationExpired` if it was accepted or withdrawn."""
    current = Invitation.objects.select_related("member").get(pk=invitation.pk)
    if current.accepted_at or current.withdrawn_at:
        raise InvitationExpired(reason_not_to_accept(current))
    return current


def resend_invitation(*, invitation: Invitation, sender: User) -> tuple[Invitation, str]:
    """Send an open invitation again with a new token; the previous link stops working.

    Raise `StateConflict` within `RESEND_PAUSE` of the last letter.
    """
    with write_lock():
        lock_member(invitation.member, by=sender, may=permissions.may_manage)
        found = require_open_invitation(invitation)
        if found.sent_at > timezone.now() - RESEND_PAUSE:
            raise StateConflict(
                f"We emailed {found.email} a few minutes ago. Wait a few minutes, then try again."
            )
        return send_invitation(found, sender)


def withdraw_invitation(*, invitation: Invitation, actor: User) -> None:
    """Withdraw an open invitation."""
    with write_lock():
        member = lock_member(invitation.member, by=actor, may=permissions.may_manage)
        current = require_open_invitation(invitation)
        close_invitation(current, "withdrawn_at")
        log_decision(Decision.Kind.UNINVITED, actor, member, describe_invitation(current))


def withdraw_invitations_of(sender: User, invitations: InvitationQuerySet) -> None:
    """Withdraw the sender's open invitations that they may no longer send; inside the write lock.

    This is permanent: a user who returns to a company doesn't revive old invitations.
    """
    for invitation in invitations.open().filter(sender=sender).select_related("member"):
        if not permissions.may_manage(sender, invitation.member):
            close_invitation(invitation, "withdrawn_at")


def withdraw_void_invitations(user: User) -> None:
    """Update invitations and public pages after an account's staff or active status changed.

    Invitations that the user may no longer send are withdrawn. Public pages may start or stop
    offering to request access.
    """
    with write_lock():
        withdraw_invitations_of(user, Invitation.objects.all())
        Change.objects.record([])


def describe_invitation(invitation: Invitation) -> str:
    """Return the text that names an invitation in the log of decisions."""
    return f"{invitation.email}, as {invitation.role}"


def accept_invitation(*, token: str, user: User) -> Representative:
    """Make the user a representative as invited.

    Raise `InvitationExpired` if the invitation is no longer valid, and
    `InvitationForAnotherAddress` if it was sent to an address that isn't the user's.
    """
    with write_lock():
        invitation = open_invitation(token)
        if not is_invitation_for(invitation, user):
            raise InvitationForAnotherAddress(
                "This invitation was sent to a different email address."
            )
        return join_company(invitation, user)


def accept_and_create_account(*, token: str, name: str, password: str) -> Representative:
    """Create an account for the invited address, and make its user a representative.

    The address counts as verified because the invitation was mailed to it. Raise
    `InvitationExpired` as `accept_invitation` does, and `StateConflict` if the address already has
    an account or the password is too weak.
    """
    with write_lock():
        invitation = open_invitation(token)
        if accounts.find_user(invitation.email):
            raise StateConflict("This email address already has an account. Sign in to accept.")
        try:
            user = accounts.create_account(invitation.email, password, name)
        except ValidationError as error:
            raise StateConflict(" ".join(error.messages)) from error
        return join_company(invitation, user)


def open_invitation(token: str) -> Invitation:
    """Return the invitation of a token and lock its company.

    Raise `InvitationExpired` if the invitation is no longer valid.
    """
    invitation = find_invitation(token)
    if invitation is None:
        raise InvitationExpired("It isn't recognized.")
    invitation.member = lock_member(invitation.member)
    if reason := reason_not_to_accept(invitation):
        raise InvitationExpired(reason)
    return invitation


def join_company(invitation: Invitation, user: User) -> Representative:
    """Use up an invitation, inside the write lock; an owner invited as editor stays an owner."""
    member = invitation.member
    had_owner = find_active_owners(member).exists()
    representative, _ = Representative.objects.get_or_create(user=user, member=member)
    if invitation.role == Role.OWNER:
        representative.role = Role.OWNER
        representative.save(update_fields=["role"])
    invitation.accepted_by = user
    close_invitation(invitation, "accepted_at")
    said = f"{user}, as {representative.role}"
    log_decision(Decision.Kind.JOINED, user, member, said, role=str(representative.role))
    if not had_owner and representative.role == Role.OWNER:
        Change.objects.record([])  # The public page no longer offers to request access.
    return representative


def find_active_owners(member: Member):
    """Return the company's owners who can sign in."""
    return member.representatives.owners()


def change_role(*, representative: Representative, role: str, actor: User) -> Representative:
    """Make a representative an owner or an editor; raise `StateConflict` for the last owner."""
    with write_lock():
        member, found = lock_representative(representative, actor)
        if role != Role.OWNER:
            require_other_owner(found)
        found.role = role
        found.save(update_fields=["role"])
        withdraw_invitations_of(found.user, member.invitations)
        said, facts = f"{found.user}, now {role}", {"of": found.user_id, "role": str(role)}
        log_decision(Decision.Kind.ROLE, actor, member, said, **facts)
        return found


def remove_representative(*, representative: Representative, actor: User) -> None:
    """Remove a representative, or let them leave; raise `StateConflict` for the last owner.

    Their submissions stay in review; invitations they may no longer send are withdrawn.
    """
    with write_lock():
        member, found = lock_representative(representative, actor)
        require_other_owner(found)
        found.delete()
        withdraw_invitations_of(found.user, member.invitations)
        said = f"{found.user}, {found.role}"
        log_decision(Decision.Kind.LEFT, actor, member, said, of=found.user_id)


def lock_representative(
    representative: Representative, actor: User
) -> tuple[Member, Representative]:
    """Lock the company; return it and the current representative.

    Raise `StateConflict` if the representative is gone, and `NotAllowed` unless the actor manages
    the company or is the representative.
    """
    member = lock_member(representative.member)
    found = member.representatives.select_related("user").filter(pk=representative.pk).first()
    if found is None:
        raise StateConflict("This person no longer represents the company.")
    if found.user != actor:
        permissions.require_permission(permissions.may_manage, actor, member)
    return member, found


def require_other_owner(representative: Representative) -> None:
    """Raise `StateConflict` if the company would lose its last owner without this one."""
    others = find_active_owners(representative.member).exclude(pk=representative.pk)
    if representative.role == Role.OWNER and not others.exists():
        raise StateConflict(LAST_OWNER_MESSAGE)
