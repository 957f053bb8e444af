"""Clearing deletes what has expired and keeps what is still in use, and all history."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from factories import make_member, make_owner, make_token

from directory.models import AccessRequest, Change, Invitation, Token
from directory.people import team
from directory.transfer import expired_rows
from directory.transfer.backup_tables import BACKED_UP_TABLES, LEFT_OUT_TABLES

ALL = (
    "sessions 2, session entries 2, tokens 1, invitations 3, unconfirmed access requests 1,"
    " address confirmations 1, delivery records 2, changes 1."
)
CLEARED_TABLES = {
    *("sessions.Session", "usersessions.UserSession", "directory.Token", "directory.Invitation"),
    *("directory.AccessRequest", "account.EmailConfirmation", "directory.Change"),
    "django_tasks_database.DBTaskResult",
}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path  # Clearing deletes logos that this database doesn't name.


def ago(**units):
    return timezone.now() - timedelta(**units)


@pytest.fixture
def olga(vocabulary):
    """An owner, with expired rows and rows in use in each table."""
    alpha = make_member("Alpha")
    olga = make_owner(alpha)
    make_sessions(olga)
    make_tokens(olga)
    make_invitations(alpha, olga)
    for days, confirmed in ((8, None), (8, ago(days=8)), (6, None)):
        request = AccessRequest.objects.create(member=alpha, name="Kim", confirmed_at=confirmed)
        AccessRequest.objects.filter(pk=request.pk).update(created_at=ago(days=days))
    address = EmailAddress.objects.create(user=olga, email="other@example.org")
    for days in (1, 9):
        EmailConfirmation.objects.create(
            email_address=address, key=f"{days}", sent=ago(days=days), created=ago(days=days)
        )
    make_deliveries()
    old = Change.objects.create(generation=1, kind="noted")
    Change.objects.filter(pk=old.pk).update(created_at=ago(days=401))
    return olga


def make_sessions(user):
    for key, expires in (("old", ago(days=1)), ("older", ago(days=9)), ("open", ago(days=-1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    for key in ("old", "gone", "open"):
        UserSession.objects.create(user=user, ip="::1", session_key=key, created_at=ago(days=2))
    UserSession.objects.create(user=user, ip="::1", session_key="signing in")


def make_tokens(owner):
    for name, days in (("Old", 91), ("Expired", 89), ("Used", -1)):
        make_token(owner, name)
        Token.objects.filter(name=name).update(expiry=ago(days=days))


def make_invitations(member, sender):
    for name, changes in {
        "accepted": {"accepted_at": ago(days=91)},
        "withdrawn": {"withdrawn_at": ago(days=91)},
        "expired": {"expires_at": ago(days=91)},
        "lately expired": {"expires_at": ago(days=80)},
        "open": {},
    }.items():
        email = f"{name.replace(' ', '')}@example.org"
        team.invite_by_email(member=member, email=email, role="editor", sender=sender)
        Invitation.objects.filter(email=email).update(**changes)


def make_deliveries():
    for status, days in (("SUCCESSFUL", 31), ("FAILED", 31), ("SUCCESSFUL", 1), ("READY", 31)):
        DBTaskResult.objects.create(
            status=status,
            finished_at=None if status == "READY" else ago(days=days),
            args_kwargs={},
            task_path="directory.tasks.deliver",
            backend_name="default",
            run_after=ago(days=days),
            exception_class_path="",
            traceback="",
        )


def clear(*options):
    output = StringIO()
    call_command("clear_expired", *options, stdout=output)
    return output.getvalue()


def count_rows():
    labels = (*BACKED_UP_TABLES, *LEFT_OUT_TABLES)
    return {label: apps.get_model(label)._base_manager.count() for label in labels}  # noqa: SLF001


def test_what_has_expired_is_cleared_once_and_history_stays(olga):
    before = count_rows()

    said, again = clear(), clear()

    after = count_rows()
    assert (said, again) == (f"Cleared: {ALL}\n", "Cleared: nothing.\n")
    assert {label for label in before if after[label] != before[label]} == CLEARED_TABLES


def test_what_is_in_use_stays(olga):
    clear()

    assert list(Session.objects.values_list("pk", flat=True)) == ["open"]
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {"open", "signing in"}
    assert set(Token.objects.values_list("name", flat=True)) == {"Expired", "Used"}
    assert set(Invitation.objects.values_list("email", flat=True)) == {
        "latelyexpired@example.org",
        "open@example.org",
    }
    assert AccessRequest.objects.filter(confirmed_at=None).count() == 1
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]


def test_a_dry_run_says_the_same_and_clears_nothing(olga):
    before = count_rows()

    assert clear("--dry-run") == f"Would clear: {ALL}\n"

    assert count_rows() == before


def test_many_rows_are_cleared_in_several_short_transactions(olga):
    Session.objects.bulk_create(
        Session(session_key=f"s{n}", session_data="", expire_date=ago(days=1)) for n in range(1200)
    )

    with CaptureQueriesContext(connection) as queries:
        clear()

    deletes = [
        query["sql"] for query in queries if query["sql"].startswith('DELETE FROM "django_session"')
    ]
    assert len(deletes) == 3
    assert Session.objects.count() == 1


def test_a_row_that_is_renewed_meanwhile_stays(olga):
    rows = expired_rows.list_old_invitations(timezone.now())
    keys = list(rows.values_list("pk", flat=True))

    Invitation.objects.filter(email="expired@example.org").update(expires_at=ago(days=-1))

    assert expired_rows.delete_in_batches(rows) == len(keys) - 1
    assert Invitation.objects.filter(email="expired@example.org").exists()
