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

from directory import accounts, notices, permissions
from directory.models import (
    Change,
    Decision,
    Invitation,
    Member,
    Representative,
    Role,
    User,
    turn,
)
from directory.models.people import InvitationQuerySet
from directory.publishing import Conflict
from directory.reviewing import decide
from directory.revising import locked

LIFETIME = timedelta(days=14)
MOST_OPEN = 20  # invitations of one company
MOST_A_DAY = 30  # letters that invite for one company, those sent again among them
PAUSE = timedelta(minutes=10)  # before an invitation is sent again
LAST_OWNER = (
    "A company keeps at least one owner who can sign in: make somebody else an owner first."
)


class Over(Conflict):
    """An invitation that leads nowhere any more; the message says why."""


class SomebodyElse(Conflict):
    """An invitation of another address than the account's."""


@dataclass(frozen=True)
class Team:
    """The people of one company, and whom it has invited."""

    representatives: list[Representative]
    invitations: list[Invitation]  # open ones, each with `over`: why it leads nowhere, or ""


def for_member(member: Member) -> Team:
    """Who acts for a company: owners first, then the open invitations."""
    people = member.representatives.select_related("user").order_by("-role", "user__email")
    invitations = list(member.invitations.open().select_related("sender").order_by("email"))
    for invitation in invitations:
        invitation.member = member
        invitation.over = why_over(invitation)
    return Team(list(people), invitations)


def hash_of(token: str) -> str:
    """What is kept of a token: nobody who reads the database can use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Invitation | None:
    """The invitation of this token, over or not."""
    found = Invitation.objects.select_related("member", "sender")
    return found.filter(token_hash=hash_of(token)).first()


def why_over(invitation: Invitation) -> str:
    """Why an invitation cannot be accepted any more; "" while it can."""
    if invitation.accepted_at:
        return "It has been accepted already."
    if invitation.withdrawn_at:
        return "It was withdrawn."
    if invitation.expires_at <= timezone.now():
        return f"It was good for {LIFETIME.days} days, until {invitation.expires_at:%-d %B %Y}."
    sender = invitation.sender
    if sender is None or not permissions.may_manage(sender, invitation.member):
        return "Whoever sent it may not invite for this company any more."
    return ""


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether an invitation was sent to an address of this user."""
    return accounts.user_of(invitation.email) == user


def masked(email: str) -> str:
    """An address of which those who know it can recognise the rest: o•••@e•••.org."""
    name, _, domain = email.rpartition("@")
    host, dot, ending = domain.rpartition(".")
    return f"{name[:1]}•••@{host[:1]}•••{dot}{ending}"


def invite(
    *, member: Member, email: str, role: str, sender: User, name: str = ""
) -> tuple[Invitation, str]:
    """Invite an address to act for a company; return the invitation with its token.

    The token goes out by mail and is kept nowhere. One that is over gives way to the new one.
    Raises Conflict where the address has a valid one, or belongs to a representative.
    """
    with turn():
        member = locked(member, by=sender, may=permissions.may_manage)
        if problem := against(member, email) or too_many(member, sender):
            raise Conflict(problem)
        for old in member.invitations.open().filter(email__iexact=email):
            close(old, "withdrawn_at")
        invitation = Invitation(member=member, email=email, role=role, name=name)
        return send(invitation, sender)


def against(member: Member, email: str) -> str:
    """What stands against inviting an address for a company, in a sentence; or ""."""
    user = accounts.user_of(email)
    if user and member.representatives.filter(user=user).exists():
        return f"{email} represents {member.name} already."
    for invitation in member.invitations.valid().filter(email__iexact=email):
        if not why_over(invitation):
            mend = "send it again or withdraw it"
            return f"{email} has an invitation for {member.name} already: {mend}."
    return ""


def too_many(member: Member, sender: User) -> str:
    """Why this company may not invite more people for now, in a sentence; or "". Staff may."""
    if permissions.is_staff(sender):
        return ""
    if member.invitations.valid().count() >= MOST_OPEN:
        return f"{MOST_OPEN} invitations of {member.name} are open: withdraw one first."
    today = member.invitations.filter(sent_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        return f"{member.name} sent {MOST_A_DAY} invitations in the last 24 hours: go on tomorrow."
    return ""


def send(invitation: Invitation, sender: User) -> tuple[Invitation, str]:
    """Give an invitation a new token, 14 days and this sender; and mail it, within a turn."""
    decide(Decision.Kind.INVITED, sender, invitation.member, said_of(invitation))
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.sender = hash_of(token), sender
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + LIFETIME
    invitation.save()
    notices.invited(invitation, token)
    return invitation, token


def close(invitation: Invitation, column: str) -> None:
    """Note that an invitation was accepted or withdrawn, and when."""
    setattr(invitation, column, timezone.now())
    invitation.save()


def still_open(invitation: Invitation) -> Invitation:
    """The invitation as it stands; raises Over where it was accepted or withdrawn meanwhile."""
    found = Invitation.objects.select_related("member").get(pk=invitation.pk)
    if found.accepted_at or found.withdrawn_at:
        raise Over(why_over(found))
    return found


def resend(*, invitation: Invitation, sender: User) -> tuple[Invitation, str]:
    """Send an open invitation again, with a new token: the one before leads nowhere.

    Raises Conflict within minutes of the last letter.
    """
    with turn():
        locked(invitation.member, by=sender, may=permissions.may_manage)
        found = still_open(invitation)
        if found.sent_at > timezone.now() - PAUSE:
            raise Conflict(f"A letter went to {found.email} minutes ago: give it time to arrive.")
        return send(found, sender)


def withdraw(*, invitation: Invitation, actor: User) -> None:
    """Take an invitation back."""
    with turn():
        member = locked(invitation.member, by=actor, may=permissions.may_manage)
        found = still_open(invitation)
        close(found, "withdrawn_at")
        decide(Decision.Kind.UNINVITED, actor, member, said_of(found))


def close_those_of(sender: User, invitations: InvitationQuerySet) -> None:
    """Withdraw the open ones among these that their sender may not send any more, within a turn.

    For good: who comes back to a company does not bring old invitations back to life.
    """
    for invitation in invitations.open().filter(sender=sender).select_related("member"):
        if not permissions.may_manage(sender, invitation.member):
            close(invitation, "withdrawn_at")


def settle(user: User) -> None:
    """After an account was opened, closed, or became or ceased to be staff's: what follows.

    Invitations it may not send any more are withdrawn; public pages may ask for a representative
    again, or no longer.
    """
    with turn():
        close_those_of(user, Invitation.objects.all())
        Change.objects.record([])


def said_of(invitation: Invitation) -> str:
    """An invitation as the log of decisions names it."""
    return f"{invitation.email}, as {invitation.role}"


def accept(*, token: str, user: User) -> Representative:
    """Make a user what they were invited to be.

    Raises Over where the invitation leads nowhere any more, SomebodyElse where it was sent to an
    address that is not the user's.
    """
    with turn():
        invitation = standing(token)
        if not is_for(invitation, user):
            raise SomebodyElse("This invitation was sent to another address.")
        return join(invitation, user)


def accept_anew(*, token: str, name: str, password: str) -> Representative:
    """Make an account for the invited address, and its user what they were invited to be.

    That the invitation came there by mail verifies the address. Raises Over as `accept` does,
    Conflict where the address has an account by now, or the password is too weak.
    """
    with turn():
        invitation = standing(token)
        if accounts.user_of(invitation.email):
            raise Conflict("This address has an account: sign in to accept.")
        try:
            user = accounts.create_account(invitation.email, password, name)
        except ValidationError as error:
            raise Conflict(" ".join(error.messages)) from error
        return join(invitation, user)


def standing(token: str) -> Invitation:
    """The invitation of a token, its company locked; raises Over where it leads nowhere."""
    invitation = find(token)
    if invitation is None:
        raise Over("It is not known.")
    invitation.member = locked(invitation.member)
    if reason := why_over(invitation):
        raise Over(reason)
    return invitation


def join(invitation: Invitation, user: User) -> Representative:
    """Use an invitation up, within a turn; an owner who was invited as editor stays an owner."""
    member = invitation.member
    owned = owners(member).exists()
    representative, _ = Representative.objects.get_or_create(user=user, member=member)
    if invitation.role == Role.OWNER:
        representative.role = Role.OWNER
        representative.save(update_fields=["role"])
    invitation.accepted_by = user
    close(invitation, "accepted_at")
    decide(Decision.Kind.JOINED, user, member, f"{user}, as {representative.role}")
    if not owned and representative.role == Role.OWNER:
        Change.objects.record([])  # the public page asks for a representative no longer
    return representative


def owners(member: Member):
    """Those who own a company and can sign in."""
    return member.representatives.owners()


def set_role(*, representative: Representative, role: str, actor: User) -> Representative:
    """Make a representative an owner or an editor; raises Conflict for the last owner."""
    with turn():
        member, found = still_there(representative, actor)
        if role != Role.OWNER:
            keep_an_owner(found)
        found.role = role
        found.save(update_fields=["role"])
        close_those_of(found.user, member.invitations)
        decide(Decision.Kind.ROLE, actor, member, f"{found.user}, now {role}")
        return found


def remove(*, representative: Representative, actor: User) -> None:
    """End somebody's acting for a company; raises Conflict for the last owner.

    It is the same whether they leave or are removed. What they submitted goes on waiting; what
    they invited to is withdrawn.
    """
    with turn():
        member, found = still_there(representative, actor)
        keep_an_owner(found)
        found.delete()
        close_those_of(found.user, member.invitations)
        decide(Decision.Kind.LEFT, actor, member, f"{found.user}, {found.role}")


def still_there(representative: Representative, actor: User) -> tuple[Member, Representative]:
    """The company, locked, and the representative as they stand; Conflict if they are gone.

    Who acts manages the company, or goes.
    """
    member = locked(representative.member)
    found = member.representatives.select_related("user").filter(pk=representative.pk).first()
    if found is None:
        raise Conflict("They do not represent this company any more.")
    if found.user != actor:
        permissions.check(permissions.may_manage, actor, member)
    return member, found


def keep_an_owner(representative: Representative) -> None:
    """Raise Conflict where a company would be without an owner once this one is none."""
    others = owners(representative.member).exclude(pk=representative.pk)
    if representative.role == Role.OWNER and not others.exists():
        raise Conflict(LAST_OWNER)
