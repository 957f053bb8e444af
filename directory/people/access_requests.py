"""Requests to act for a company that has no owner, and staff's decisions on them.

A request is confirmed by email before anyone sees it. Staff then send an invitation or decline with
a reason; a request alone never gives access.
"""

from datetime import timedelta

from django.core import signing
from django.utils import timezone

from directory.email_addresses import normalize_email
from directory.mail import notifications
from directory.models import AccessRequest, Decision, Invitation, Member, Role, User, write_lock
from directory.people import team
from directory.workflow.conflicts import StateConflict
from directory.workflow.decisions import log_decision
from directory.workflow.locking import lock_member

CONFIRM_WITHIN = timedelta(days=7)
MOST_REQUESTS_A_DAY = 5  # Letters to one address, whoever entered it.
REQUEST_LETTER_PAUSE = timedelta(hours=6)  # Between two letters about one company.
ACCESS_REQUEST_SALT = "directory.access"


def can_request_access(member: Member) -> bool:
    """Return whether the company is published and has no owner who can sign in."""
    published = member.status == Member.Status.PUBLISHED
    return published and not team.find_active_owners(member).exists()


def request_access(*, member: Member, name: str, email: str, message: str) -> None:
    """Save a request, and email a confirmation link to its address.

    A repeated request updates one that isn't confirmed yet. The caller can't tell whether an email
    was sent: none goes to an address that had too many in the last 24 hours, or one shortly before.
    Raise `StateConflict` if the company has an owner.
    """
    email = normalize_email(email)
    with write_lock():
        member = lock_member(member)
        if not can_request_access(member):
            raise StateConflict(f"{member.name} already has an owner. Ask them for an invitation.")
        delete_unconfirmed_requests()
        answers = {"name": name, "message": message}
        request = AccessRequest.objects.unanswered(email).filter(member=member).first()
        if request is None and AccessRequest.objects.of_today(email).count() < MOST_REQUESTS_A_DAY:
            request = AccessRequest.objects.create(member=member, email=email, **answers)
            notifications.ask_to_confirm_address(request, sign_access_request(request))
        elif request and not request.confirmed_at:
            send_again = request.created_at < timezone.now() - REQUEST_LETTER_PAUSE
            request.name, request.message = name, message
            if send_again:
                request.created_at = timezone.now()  # Each letter restarts the pause.
            request.save(update_fields=["name", "message", "created_at"])
            if send_again:
                notifications.ask_to_confirm_address(request, sign_access_request(request))


def delete_unconfirmed_requests() -> None:
    """Delete requests that were not confirmed in time."""
    AccessRequest.objects.unconfirmed_since(timezone.now() - CONFIRM_WITHIN).delete()


def sign_access_request(request: AccessRequest) -> str:
    """Return the signed value in the link that confirms a request."""
    return signing.dumps(request.pk, salt=ACCESS_REQUEST_SALT)


def find_signed_request(value: str) -> AccessRequest | None:
    """Return the request that a link confirms; None if the link is invalid or expired."""
    try:
        key = signing.loads(value, salt=ACCESS_REQUEST_SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return None
    return AccessRequest.objects.select_related("member").filter(pk=key).first()


def confirm_access_request(*, request: AccessRequest) -> None:
    """Record that the address belongs to the requester, and notify staff at the desk."""
    with write_lock():
        request = AccessRequest.objects.select_related("member").get(pk=request.pk)
        if request.confirmed_at is None:
            request.confirmed_at = timezone.now()
            request.save(update_fields=["confirmed_at"])
            notifications.notify_access_requested(request)


def grant_access(*, request: AccessRequest, actor: User, role: str = Role.OWNER) -> Invitation:
    """Invite the requester; raise `StateConflict` if already decided or the invitation fails."""
    with write_lock():
        request = require_waiting_request(request)
        invitation, _ = team.invite_by_email(
            member=request.member, email=request.email, role=role, sender=actor, name=request.name
        )
        close_access_request(request, actor, f"Invited as {role}.")
        return invitation


def decline_access(*, request: AccessRequest, actor: User, reason: str) -> None:
    """Decline a request and email the reason; raise `StateConflict` if it is already decided."""
    with write_lock():
        request = require_waiting_request(request)
        close_access_request(request, actor, reason)
        notifications.notify_access_declined(request)


def require_waiting_request(request: AccessRequest) -> AccessRequest:
    """Return the current request; raise `StateConflict` unless it awaits a decision.

    The member's row is locked.
    """
    lock_member(request.member)
    found = AccessRequest.objects.waiting().select_related("member").filter(pk=request.pk).first()
    if found is None:
        raise StateConflict("This request has already been answered.")
    return found


def close_access_request(request: AccessRequest, actor: User, outcome: str) -> None:
    """Close a request and log the outcome, inside the write lock."""
    request.closed_at, request.closed_by, request.outcome = timezone.now(), actor, outcome
    request.save(update_fields=["closed_at", "closed_by", "outcome"])
    log_decision(Decision.Kind.ACCESS, actor, request.member, f"{request.email}: {outcome}")
