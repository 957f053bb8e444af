"""Warnings for monitoring and for staff: programs that stopped, and mail that waits."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from factories import make_member, make_staff
from signing_in import enroll
from view_steps import signed_in

from directory import readiness
from directory.mail import letters
from directory.models import Heartbeat
from directory.tasks import RefusedError

CALM = {"status": "ok", "warnings": []}


@pytest.fixture
def worker(db, settings):
    """A site in production, whose worker and reminders have just run."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for program in Heartbeat.Program:
        Heartbeat.objects.beat(program)


def ask(client):
    """Return what monitoring gets, read afresh."""
    readiness.forget_warnings()
    response = client.get("/readyz")
    assert response["Content-Type"] == "application/json"
    return response.status_code, response.json()


def ago(**period):
    return timezone.now() - timedelta(**period)


def post_letter(**columns):
    """Store an email that waits, or that has these columns."""
    letters.send_letter("mfa/email/totp_activated", "olga@example.org")
    if columns:
        row = DBTaskResult.objects.latest("enqueued_at")
        DBTaskResult.objects.filter(pk=row.pk).update(**columns)


def refuse_letter(**period):
    """Store an email that the mail server refused for good this long ago."""
    path = f"{RefusedError.__module__}.{RefusedError.__qualname__}"
    moment = ago(**period)
    post_letter(status="FAILED", exception_class_path=path, finished_at=moment)


def test_a_site_where_everything_runs_has_no_warnings(client, worker):
    post_letter()

    assert ask(client) == (200, CALM)


def test_a_site_that_sends_its_mail_at_once_needs_no_worker(client, db):
    assert ask(client) == (200, CALM)


@pytest.mark.parametrize(
    ("name", "period", "warnings"),
    [
        ("worker", {"minutes": 2}, []),
        ("worker", {"minutes": 4}, ["worker_gone"]),
        ("reminders", {"days": 2}, []),
        ("reminders", {"days": 4}, ["reminders_late"]),
        ("worker", {"days": -365}, ["worker_gone"]),
        ("reminders", {"days": -365}, ["reminders_late"]),
    ],
)
def test_a_program_that_stopped_is_a_warning(client, worker, name, period, warnings):
    Heartbeat.objects.filter(name=name).update(beat_at=ago(**period))

    assert ask(client) == (200, {"status": "ok", "warnings": warnings})


def test_a_program_that_never_ran_is_a_warning_until_it_runs(client, worker, monkeypatch):
    Heartbeat.objects.all().delete()
    monkeypatch.setitem(connection.settings_dict, "AUTOCOMMIT", False)  # a test's transaction

    before = ask(client)
    call_command("worker", "--once")
    call_command("send_reminders", "--dry-run")
    between = ask(client)
    call_command("send_reminders")

    assert before == (200, {"status": "ok", "warnings": ["reminders_late", "worker_gone"]})
    assert between == (200, {"status": "ok", "warnings": ["reminders_late"]})
    assert ask(client) == (200, CALM)


@pytest.mark.parametrize(
    ("columns", "warnings"),
    [
        ({"enqueued_at": {"minutes": 14}}, []),
        ({"enqueued_at": {"minutes": 16}}, ["mail_delayed"]),
        ({"enqueued_at": {"minutes": 16}, "status": "FAILED"}, ["mail_delayed"]),
        ({"enqueued_at": {"minutes": 16}, "status": "RUNNING"}, ["mail_delayed"]),
        ({"enqueued_at": {"minutes": 16}, "status": "SUCCESSFUL"}, []),
    ],
)
def test_mail_that_waits_too_long_is_a_warning(client, worker, columns, warnings):
    moment = {"enqueued_at": ago(**columns["enqueued_at"])}
    post_letter(**columns | moment)

    assert ask(client) == (200, {"status": "ok", "warnings": warnings})


@pytest.mark.parametrize(
    ("period", "warnings"), [({"days": 6}, ["letters_given_up"]), ({"days": 8}, [])]
)
def test_mail_given_up_lately_is_a_warning(client, worker, period, warnings):
    refuse_letter(**period)

    assert ask(client) == (200, {"status": "ok", "warnings": warnings})


def test_monitoring_costs_few_queries_whatever_waits_and_fewer_when_asked_often(client, worker):
    for _ in range(5):
        post_letter(enqueued_at=ago(hours=1))
        refuse_letter(days=1)

    client.get("/readyz")
    readiness.forget_warnings()
    with CaptureQueriesContext(connection) as first:
        client.get("/readyz")
    with CaptureQueriesContext(connection) as again:
        client.get("/readyz")

    assert (len(first), len(again)) == (3, 1)


def test_without_a_database_the_site_is_not_ready(client, worker):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("no route to olga@example.org")

    with connection.execute_wrapper(refuse):
        found = ask(client)

    assert found == (503, {"status": "no_database", "warnings": []})


def test_the_desk_says_what_is_wrong_and_what_to_do(worker, vocabulary):
    stella = enroll(make_staff())
    Heartbeat.objects.filter(name="worker").update(beat_at=ago(hours=2))
    Heartbeat.objects.filter(name="reminders").delete()
    post_letter(enqueued_at=ago(hours=3))
    refuse_letter(days=1)
    refuse_letter(days=2)
    readiness.forget_warnings()

    page = signed_in(stella).get("/desk/").content.decode()

    found = re.findall("<li>(.*?)</li>", page.partition("Needs attention")[2].partition("</ul>")[0])
    assert [sentence.replace("\xa0", " ").split(". ") for sentence in found] == [
        [
            "2 emails couldn’t be delivered in the past 7 days and won’t be sent again",
            "Check the addresses of open invitations and requests.",
        ],
        [
            "Email is delayed",
            "The oldest has been waiting for 3 hours",
            "Check the worker and the mail server.",
        ],
        ["Reminders aren’t sent (never seen)", "Run manage.py send_reminders once a day."],
        [
            "The mail worker isn’t running (last seen 2 hours ago)",
            "No email is sent",
            "Start manage.py worker.",
        ],
    ]


def test_a_desk_where_everything_runs_shows_no_warnings(worker, vocabulary):
    make_member("Alpha")

    page = signed_in(enroll(make_staff())).get("/desk/").content.decode()

    assert "Needs attention" not in page
