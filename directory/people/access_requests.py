"""Who asks to act for a company that has no owner here, and what staff decide on it.

A request is confirmed by email before anybody sees it; staff invite, or decline with a reason.
Nobody gets access by asking.
"""

from datetime import timedelta

from django.core import signing
from django.utils import timezone

from directory.mail import notifications
from directory.models import AccessRequest, Decision, Invitation, Member, Role, User, write_lock
from directory.people import team
from directory.workflow.conflicts import StateConflict
from directory.workflow.decisions import log_decision
from directory.workflow.locking import lock_member

CONFIRM_WITHIN = timedelta(days=7)
MOST_REQUESTS_A_DAY = 5  # letters to one address, whoever typed it
REQUEST_LETTER_PAUSE = timedelta(hours=6)  # between two letters about one company
ACCESS_REQUEST_SALT = "directory.access"


def can_request_access(member: Member) -> bool:
    """Whether one may ask: a published company without an owner who can sign in."""
    published = member.status == Member.Status.PUBLISHED
    return published and not team.find_active_owners(member).exists()


def request_access(*, member: Member, name: str, email: str, message: str) -> None:
    """Keep a request, and send its address a link that confirms it.

    What comes again replaces what was not confirmed yet. Nobody is told whether a letter went
    out: none goes to an address that had many today, nor twice within minutes. Raises Conflict
    where the company has an owner.
    """
    with write_lock():
        member = lock_member(member)
        if not can_request_access(member):
            raise StateConflict(f"{member.name} already has an owner. Ask them for an invitation.")
        delete_unconfirmed_requests()
        said = {"name": name, "message": message}
        request = AccessRequest.objects.unanswered(email).filter(member=member).first()
        if request is None and AccessRequest.objects.of_today(email).count() < MOST_REQUESTS_A_DAY:
            request = AccessRequest.objects.create(member=member, email=email, **said)
            notifications.ask_to_confirm_address(request, sign_access_request(request))
        elif request and not request.confirmed_at:
            again = request.created_at < timezone.now() - REQUEST_LETTER_PAUSE
            request.name, request.message = name, message
            if again:
                request.created_at = timezone.now()  # the pause begins anew with each letter
            request.save(update_fields=["name", "message", "created_at"])
            if again:
                notifications.ask_to_confirm_address(request, sign_access_request(request))


def delete_unconfirmed_requests() -> None:
    """Delete what nobody confirmed in time."""
    AccessRequest.objects.unconfirmed_since(timezone.now() - CONFIRM_WITHIN).delete()


def sign_access_request(request: AccessRequest) -> str:
    """What the link that confirms a request carries."""
    return signing.dumps(request.pk, salt=ACCESS_REQUEST_SALT)


def find_signed_request(value: str) -> AccessRequest | None:
    """The request that a link confirms; None where the link is no longer, or never was, good."""
    try:
        key = signing.loads(value, salt=ACCESS_REQUEST_SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return None
    return AccessRequest.objects.select_related("member").filter(pk=key).first()


def confirm_access_request(*, request: AccessRequest) -> None:
    """Note that the address is that of who asked: from now on it waits at the desk."""
    with write_lock():
        request = AccessRequest.objects.select_related("member").get(pk=request.pk)
        if request.confirmed_at is None:
            request.confirmed_at = timezone.now()
            request.save(update_fields=["confirmed_at"])
            notifications.notify_access_requested(request)


def grant_access(*, request: AccessRequest, actor: User, role: str = Role.OWNER) -> Invitation:
    """Invite who asked; raises Conflict where somebody decided before, or it cannot be."""
    with write_lock():
        request = require_waiting_request(request)
        invitation, _ = team.invite_by_email(
            member=request.member, email=request.email, role=role, sender=actor, name=request.name
        )
        close_access_request(request, actor, f"Invited as {role}.")
        return invitation


def decline_access(*, request: AccessRequest, actor: User, reason: str) -> None:
    """Refuse a request, and tell who asked why; raises Conflict where somebody decided before."""
    with write_lock():
        request = require_waiting_request(request)
        close_access_request(request, actor, reason)
        notifications.notify_access_declined(request)


def require_waiting_request(request: AccessRequest) -> AccessRequest:
    """The request as it stands; raises Conflict where it does not wait for a decision."""
    lock_member(request.member)
    found = AccessRequest.objects.waiting().select_related("member").filter(pk=request.pk).first()
    if found is None:
        raise StateConflict("This request has already been answered.")
    return found


def close_access_request(request: AccessRequest, actor: User, outcome: str) -> None:
    """Close a request, with its entry in the log; within a turn."""
    request.closed_at, request.closed_by, request.outcome = timezone.now(), actor, outcome
    request.save(update_fields=["closed_at", "closed_by", "outcome"])
    log_decision(Decision.Kind.ACCESS, actor, request.member, f"{request.email}: {outcome}")
