"""Rows and files that nothing needs anymore, such as expired sessions and unused logos.

`manage.py clear_expired` deletes them. History is never cleared: revisions, decisions, reminders,
answered access requests, and the admin's log. Decisions also record invitations, so these can go.
Every revision keeps its logo, whether it is published, rejected, or withdrawn.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory.events import log_event
from directory.models import AccessRequest, Change, Invitation, Token, write_lock
from directory.people.access_requests import CONFIRM_WITHIN
from directory.profile import logos
from directory.tasks import KEEP_RECORDS

CLEARED_AT_ONCE = 500  # Rows of one transaction, so that no writer waits for long.
# For this long, the page of a used link still says why it doesn't work, and owners still see the
# tokens that have expired.
KEEP_EXPIRED = timedelta(days=90)
KEEP_CHANGES = timedelta(days=400)  # No process answers from an index as old as that.
SIGN_IN_DURATION = timedelta(hours=1)  # Within a sign-in, an entry may precede its session.


def list_expired_sessions(now):
    """Return the sessions that have expired."""
    return Session.objects.filter(expire_date__lt=now)


def list_entries_without_session(now):
    """Return the entries in users' lists of sessions whose session has ended."""
    current = Session.objects.filter(pk=OuterRef("session_key"), expire_date__gte=now)
    return UserSession.objects.filter(~Exists(current), created_at__lt=now - SIGN_IN_DURATION)


def list_expired_tokens(now):
    """Return the API tokens that expired long ago."""
    return Token.objects.filter(expiry__lt=now - KEEP_EXPIRED)


def list_old_invitations(now):
    """Return the invitations that were accepted, were withdrawn, or expired long ago."""
    limit = now - KEEP_EXPIRED
    closed = Q(accepted_at__lt=limit) | Q(withdrawn_at__lt=limit)
    return Invitation.objects.filter(closed | Q(expires_at__lt=limit))


def list_unconfirmed_requests(now):
    """Return the access requests that were not confirmed in time."""
    return AccessRequest.objects.unconfirmed_since(now - CONFIRM_WITHIN)


def list_old_deliveries(now):
    """Return the records of letters that were delivered or given up long ago."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RECORDS)


def list_old_changes(now):
    """Return the changes that no index has to follow anymore."""
    return Change.objects.filter(created_at__lt=now - KEEP_CHANGES)


EXPIRED_ROWS: dict[str, Callable[[datetime], QuerySet]] = {
    "sessions": list_expired_sessions,
    "session entries": list_entries_without_session,
    "tokens": list_expired_tokens,
    "invitations": list_old_invitations,
    "unconfirmed access requests": list_unconfirmed_requests,
    "address confirmations": lambda now: EmailConfirmation.objects.all_expired(),
    "delivery records": list_old_deliveries,
    "changes": list_old_changes,
}


UNNAMED_LOGOS = "unused logos"


def delete_expired_rows(*, dry_run=False):
    """Delete all expired rows and return their counts by name; with `dry_run`, only count them.

    The files of logos that nothing has named for a week count as rows.

    Raise `DirectoryBusyError` if a batch has to wait too long. What is deleted stays deleted.
    """
    now = timezone.now()
    if dry_run:
        counts = {name: list_rows(now).count() for name, list_rows in EXPIRED_ROWS.items()}
        return counts | {UNNAMED_LOGOS: len(logos.list_unnamed_logos())}
    counts = {name: delete_in_batches(list_rows(now)) for name, list_rows in EXPIRED_ROWS.items()}
    counts[UNNAMED_LOGOS] = logos.delete_unnamed_logos()
    log_event("expired_cleared", **{name.replace(" ", "_"): n for name, n in counts.items()})
    return counts


def delete_in_batches(rows):
    """Delete these rows in batches and return their number."""
    count = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:CLEARED_AT_ONCE]):
        with write_lock():
            # The condition is checked again, because someone may have renewed a row meanwhile.
            count += rows.filter(pk__in=keys).delete()[0]
    return count
