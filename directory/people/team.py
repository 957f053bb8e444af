"""Who acts for a company: invitations, roles, leaving and removal.

Each verb is one `turn`, with a lock on the member's row: of two owners who leave at once, the
second finds itself the last. Who may call them stands in `permissions.py`; how somebody asks for
access in `access.py`.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from directory import permissions
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
from directory.workflow.conflicts import StateConflict
from directory.workflow.decisions import log_decision
from directory.workflow.locking import lock_member

INVITATION_LIFETIME = timedelta(days=14)
MOST_OPEN_INVITATIONS = 20  # invitations of one company
MOST_INVITATIONS_A_DAY = 30  # letters that invite for one company, those sent again among them
RESEND_PAUSE = timedelta(minutes=10)  # before an invitation is sent again
LAST_OWNER_MESSAGE = (
    "A company needs at least one owner who can sign in. Make someone else an owner first."
)


class InvitationExpired(StateConflict):
    """An invitation that leads nowhere any more; the message says why."""


class InvitationForAnotherAddress(StateConflict):
    """An invitation of another address than the account's."""


@dataclass(frozen=True)
class Team:
    """The people of one company, and whom it has invited."""

    representatives: list[Representative]
    invitations: list[Invitation]  # open ones, each with `over`: why it leads nowhere, or ""


def load_team(member: Member) -> Team:
    """Who acts for a company: owners first, then the open invitations."""
    people = member.representatives.select_related("user").order_by("-role", "user__email")
    invitations = list(member.invitations.open().select_related("sender").order_by("email"))
    for invitation in invitations:
        invitation.member = member
        invitation.over = reason_not_to_accept(invitation)
    return Team(list(people), invitations)


def hash_token(token: str) -> str:
    """What is kept of a token: nobody who reads the database can use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(token: str) -> Invitation | None:
    """The invitation of this token, over or not."""
    found = Invitation.objects.select_related("member", "sender")
    return found.filter(token_hash=hash_token(token)).first()


def reason_not_to_accept(invitation: Invitation) -> str:
    """Why an invitation cannot be accepted any more; "" while it can."""
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
    """Whether an invitation was sent to an address of this user."""
    return accounts.find_user(invitation.email) == user


def mask_email(email: str) -> str:
    """An address of which those who know it can recognise the rest: o•••@e•••.org."""
    name, _, domain = email.rpartition("@")
    host, dot, ending = domain.rpartition(".")
    return f"{name[:1]}•••@{host[:1]}•••{dot}{ending}"


def invite_by_email(
    *, member: Member, email: str, role: str, sender: User, name: str = ""
) -> tuple[Invitation, str]:
    """Invite an address to act for a company; return the invitation with its token.

    The token goes out by mail and is kept nowhere. One that is over gives way to the new one.
    Raises Conflict where the address has a valid one, or belongs to a representative.
    """
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
    """What stands against inviting an address for a company, in a sentence; or ""."""
    user = accounts.find_user(email)
    if user and member.representatives.filter(user=user).exists():
        return f"{email} already represents {member.name}."
    for invitation in member.invitations.valid().filter(email__iexact=email):
        if not reason_not_to_accept(invitation):
            said = f"{email} already has an invitation for {member.name}."
            return f"{said} Send it again or withdraw it."
    return ""


def reason_to_stop_inviting(member: Member, sender: User) -> str:
    """Why this company may not invite more people for now, in a sentence; or "". Staff may."""
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
    """Give an invitation a new token, 14 days and this sender; and mail it, within a turn."""
    log_decision(Decision.Kind.INVITED, sender, invitation.member, describe_invitation(invitation))
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.sender = hash_token(token), sender
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + INVITATION_LIFETIME
    invitation.save()
    notifications.notify_invited(invitation, token)
    return invitation, token


def close_invitation(invitation: Invitation, column: str) -> None:
    """Note that an invitation was accepted or withdrawn, and when."""
    setattr(invitation, column, timezone.now())
    invitation.save()


def require_open_invitation(invitation: Invitation) -> Invitation:
    """The invitation as it stands; raises Over where it was accepted or withdrawn meanwhile."""
    found = Invitation.objects.select_related("member").get(pk=invitation.pk)
    if found.accepted_at or found.withdrawn_at:
        raise InvitationExpired(reason_not_to_accept(found))
    return found


def resend_invitation(*, invitation: Invitation, sender: User) -> tuple[Invitation, str]:
    """Send an open invitation again, with a new token: the one before leads nowhere.

    Raises Conflict within minutes of the last letter.
    """
    with write_lock():
        lock_member(invitation.member, by=sender, may=permissions.may_manage)
        found = require_open_invitation(invitation)
        if found.sent_at > timezone.now() - RESEND_PAUSE:
            raise StateConflict(
                f"We emailed {found.email} a few minutes ago. Wait a little before sending again."
            )
        return send_invitation(found, sender)


def withdraw_invitation(*, invitation: Invitation, actor: User) -> None:
    """Take an invitation back."""
    with write_lock():
        member = lock_member(invitation.member, by=actor, may=permissions.may_manage)
        found = require_open_invitation(invitation)
        close_invitation(found, "withdrawn_at")
        log_decision(Decision.Kind.UNINVITED, actor, member, describe_invitation(found))


def withdraw_invitations_of(sender: User, invitations: InvitationQuerySet) -> None:
    """Withdraw the open ones among these that their sender may not send any more, within a turn.

    For good: who comes back to a company does not bring old invitations back to life.
    """
    for invitation in invitations.open().filter(sender=sender).select_related("member"):
        if not permissions.may_manage(sender, invitation.member):
            close_invitation(invitation, "withdrawn_at")


def withdraw_void_invitations(user: User) -> None:
    """After an account was opened, closed, or became or ceased to be staff's: what follows.

    Invitations it may not send any more are withdrawn; public pages may ask for a representative
    again, or no longer.
    """
    with write_lock():
        withdraw_invitations_of(user, Invitation.objects.all())
        Change.objects.record([])


def describe_invitation(invitation: Invitation) -> str:
    """An invitation as the log of decisions names it."""
    return f"{invitation.email}, as {invitation.role}"


def accept_invitation(*, token: str, user: User) -> Representative:
    """Make a user what they were invited to be.

    Raises Over where the invitation leads nowhere any more, SomebodyElse where it was sent to an
    address that is not the user's.
    """
    with write_lock():
        invitation = open_invitation(token)
        if not is_invitation_for(invitation, user):
            raise InvitationForAnotherAddress(
                "This invitation was sent to a different email address."
            )
        return join_company(invitation, user)


def accept_and_create_account(*, token: str, name: str, password: str) -> Representative:
    """Make an account for the invited address, and its user what they were invited to be.

    That the invitation came there by mail verifies the address. Raises Over as `accept_invitation`
    does, Conflict where the address has an account by now, or the password is too weak.
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
    """The invitation of a token, its company locked; raises Over where it leads nowhere."""
    invitation = find_invitation(token)
    if invitation is None:
        raise InvitationExpired("It isn't recognized.")
    invitation.member = lock_member(invitation.member)
    if reason := reason_not_to_accept(invitation):
        raise InvitationExpired(reason)
    return invitation


def join_company(invitation: Invitation, user: User) -> Representative:
    """Use an invitation up, within a turn; an owner who was invited as editor stays an owner."""
    member = invitation.member
    owned = find_active_owners(member).exists()
    representative, _ = Representative.objects.get_or_create(user=user, member=member)
    if invitation.role == Role.OWNER:
        representative.role = Role.OWNER
        representative.save(update_fields=["role"])
    invitation.accepted_by = user
    close_invitation(invitation, "accepted_at")
    log_decision(Decision.Kind.JOINED, user, member, f"{user}, as {representative.role}")
    if not owned and representative.role == Role.OWNER:
        Change.objects.record([])  # the public page asks for a representative no longer
    return representative


def find_active_owners(member: Member):
    """Those who own a company and can sign in."""
    return member.representatives.owners()


def change_role(*, representative: Representative, role: str, actor: User) -> Representative:
    """Make a representative an owner or an editor; raises Conflict for the last owner."""
    with write_lock():
        member, found = lock_representative(representative, actor)
        if role != Role.OWNER:
            require_other_owner(found)
        found.role = role
        found.save(update_fields=["role"])
        withdraw_invitations_of(found.user, member.invitations)
        log_decision(Decision.Kind.ROLE, actor, member, f"{found.user}, now {role}")
        return found


def remove_representative(*, representative: Representative, actor: User) -> None:
    """End somebody's acting for a company; raises Conflict for the last owner.

    It is the same whether they leave or are removed. What they submitted goes on waiting; what
    they invited to is withdrawn.
    """
    with write_lock():
        member, found = lock_representative(representative, actor)
        require_other_owner(found)
        found.delete()
        withdraw_invitations_of(found.user, member.invitations)
        log_decision(Decision.Kind.LEFT, actor, member, f"{found.user}, {found.role}")


def lock_representative(
    representative: Representative, actor: User
) -> tuple[Member, Representative]:
    """The company, locked, and the representative as they stand; Conflict if they are gone.

    Who acts manages the company, or goes.
    """
    member = lock_member(representative.member)
    found = member.representatives.select_related("user").filter(pk=representative.pk).first()
    if found is None:
        raise StateConflict("This person no longer represents the company.")
    if found.user != actor:
        permissions.require_permission(permissions.may_manage, actor, member)
    return member, found


def require_other_owner(representative: Representative) -> None:
    """Raise Conflict where a company would be without an owner once this one is none."""
    others = find_active_owners(representative.member).exclude(pk=representative.pk)
    if representative.role == Role.OWNER and not others.exists():
        raise StateConflict(LAST_OWNER_MESSAGE)
