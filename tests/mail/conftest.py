"""Mail sent over a socket from the database, as in production, to a server that can misbehave."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from mail_server import MailServer

AS_IN_PRODUCTION = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def server():
    """Run a mail server that accepts everything."""
    with MailServer() as server:
        yield server


@pytest.fixture
def waiting(db, settings, server):
    """Store emails in the database until a worker sends them to the mail server."""
    settings.TASKS = AS_IN_PRODUCTION
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 2
    return DBTaskResult.objects


@pytest.fixture
def work(waiting, monkeypatch):
    """Return a function that makes the worker run the tasks that are due, or all if asked."""
    # Otherwise the worker would close the connection, which isn't in autocommit during a test.
    monkeypatch.setitem(connection.settings_dict, "AUTOCOMMIT", False)

    def once(*, after_a_while=False):
        if after_a_while:
            waiting.filter(status="READY").update(run_after=timezone.now())
        call_command("worker", "--once", stdout=io.StringIO())

    return once
