"""A real worker that is killed while it talks to the mail server."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from mail_server import MailServer

MANAGE = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]
SEND = (
    "from directory.mail import letters; letters.send_letter('totp_activated', 'olga@example.org')"
)


@pytest.fixture
def environment(tmp_path):
    """Return the environment of a separate site that sends mail as in production."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite3",
        "TASKS": "worker",
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",
    }


def free_port():
    with MailServer() as server:
        return server.port


def manage(environment, *words):
    done = subprocess.run(
        [*MANAGE, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_an_email_that_a_killed_worker_was_sending_is_delivered_by_the_next(environment, tmp_path):
    port = int(environment["EMAIL_URL"].rpartition(":")[2])
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "shell", "--verbosity", "0", "--command", SEND)

    with MailServer(port) as server:
        server.go_on = threading.Event()
        worker = subprocess.Popen([*MANAGE, "worker"], env=environment)
        assert server.in_the_middle.wait(60)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        server.go_on.set()
    with closing(sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)) as database:
        database.execute(
            "UPDATE django_tasks_database_dbtaskresult SET started_at = '2026-01-01 00:00:00'"
        )
    with MailServer(port) as server:
        manage(environment, "worker", "--once")
        manage(environment, "worker", "--once")

    assert [recipients for _, recipients, _ in server.taken] == [["TO:<olga@example.org>"]]
