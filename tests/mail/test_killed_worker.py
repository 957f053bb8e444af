"""A real worker that is killed while it talks to the mail server."""

import signal
import sqlite3
import subprocess
import threading
from contextlib import closing

import pytest
from mail_server import MailServer
from processes import free_port, manage, start_python

pytestmark = pytest.mark.own_database
SEND = (
    "from directory.mail import letters; letters.send_letter('totp_activated', 'olga@example.org')"
)


@pytest.fixture
def environment(tmp_path):
    """Return the settings of a separate site that sends mail as in production."""
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite3",
        "TASKS": "worker",
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",
    }


def test_an_email_that_a_killed_worker_was_sending_is_delivered_by_the_next(environment, tmp_path):
    port = int(environment["EMAIL_URL"].rpartition(":")[2])
    manage("migrate", "--verbosity", "0", **environment)
    manage("shell", "--verbosity", "0", "--command", SEND, **environment)

    with MailServer(port) as server:
        server.go_on = threading.Event()
        worker = start_python("manage.py", "worker", output=subprocess.DEVNULL, **environment)
        assert server.in_the_middle.wait(60)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        server.go_on.set()
    with closing(sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)) as database:
        database.execute(
            "UPDATE django_tasks_database_dbtaskresult SET started_at = '2026-01-01 00:00:00'"
        )
    with MailServer(port) as server:
        manage("worker", "--once", **environment)
        manage("worker", "--once", **environment)

    assert [recipients for _, recipients, _ in server.taken] == [["TO:<olga@example.org>"]]
