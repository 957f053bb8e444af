"""The whole log of a long walk through the site, with the settings of production."""

import gzip
import http.server
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from mail_server import MailServer

pytestmark = pytest.mark.own_database
BASE = Path(settings.BASE_DIR)
EVENTS = """
    account_created csrf_refused decision directory_changed email_address_added foreign_host
    letter_failed locked_out password_changed password_reset password_reset_requested
    permission_refused rate_limited recovery_codes_created request second_factor_added
    second_factor_failed second_factor_removed second_factor_used sign_in_failed signed_in
    signed_out submitted token_created token_refused token_revoked
""".split()
REQUEST_FIELDS = {"method", "path", "status", "duration_ms", "bytes"}
WALK = "import sys, django; django.setup(); import production_walk as p; p.run(*sys.argv[1:])"
COMMON_FIELDS = {"time", "level", "logger", "process", "request_id", "message", "event"}


def run(folder, *words, **variables):
    """Walk through a new site in another process; return its log and what no log may hold."""
    environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ} | {
        "DJANGO_SETTINGS_MODULE": "acro.settings",
        "PYTHONPATH": f"{BASE}:{BASE}/tests:{BASE}/tests/site",
        "ENVIRONMENT": "production",
        "ALLOWED_HOSTS": "directory.example",
        "SECRET_KEY": "0123456789abcdef" * 4,
        "DATABASE_URL": f"sqlite:///{folder}/walk.sqlite3",
        "SITE_URL": "https://directory.example",
        "EMAIL_URL": "smtp+tls://user:hunter2@127.0.0.1:9",  # No mail server is there.
        "EMAIL_FROM": "directory@directory.example",
        "TRUSTED_PROXIES": "192.0.2.10",
        "API_RATE_ANONYMOUS": "3/h",
        "SSL_REDIRECT": "true",
    }
    done = subprocess.run(
        [sys.executable, "-c", WALK, *words],
        env=environment | variables,
        cwd=BASE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    hidden = json.loads(done.stdout.rpartition("HIDDEN ")[2])
    return done.stderr, [*hidden, "hunter2", environment["SECRET_KEY"]]


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    return run(tmp_path_factory.mktemp("walk"))


@pytest.fixture(scope="module")
def lines(walked):
    """Each line of the log as JSON."""
    return [json.loads(line) for line in walked[0].splitlines()]


def find_hidden(text, hidden):
    assert len(hidden) > 10
    return [secret for secret in hidden if secret in text]


def test_every_line_is_json_in_the_order_of_time(lines):
    times = [line["time"] for line in lines]

    assert len(lines) > 100
    assert times == sorted(times)
    assert all(time.endswith("Z") and len(time) == len(times[0]) for time in times)
    assert {line["level"] for line in lines} == {"INFO", "WARNING", "ERROR"}


def test_the_log_holds_no_secret_and_no_personal_data(walked, lines):
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)

    assert find_hidden(text + walked[0], walked[1]) == []


def test_everything_that_happened_is_an_event(lines):
    assert sorted({line["event"] for line in lines if "event" in line}) == EVENTS


def test_a_request_is_one_line_without_its_query(lines):
    requests = [line for line in lines if line.get("event") == "request"]

    assert len({line["request_id"] for line in requests}) == len(requests) > 50
    assert {frozenset(line) - COMMON_FIELDS for line in requests} == {frozenset(REQUEST_FIELDS)}
    assert [line["path"] for line in requests if line["path"].startswith("/access")] == []
    assert [line["path"] for line in requests if "?" in line["path"]] == []
    assert "/healthz" not in {line["path"] for line in requests}
    assert "/accounts/invitations/…/" in {line["path"] for line in requests}


@pytest.mark.parametrize(
    ("event", "status"),
    [("foreign_host", 400), ("csrf_refused", 403), ("permission_refused", 403)],
)
def test_a_refused_request_is_one_event_without_a_traceback(lines, event, status):
    [refused] = [line for line in lines if line.get("event") == event and line["status"] == status]

    of_request = [line for line in lines if line.get("request_id") == refused["request_id"]]
    assert sorted(line["event"] for line in of_request) == sorted([event, "request"])
    assert ["traceback" in line for line in of_request] == [False, False]
    assert (refused["level"], {line["status"] for line in of_request}) == ("WARNING", {status})


def test_events_of_a_request_have_its_id_and_the_account(lines):
    [created] = [line for line in lines if line.get("event") == "token_created"]
    [revoked] = [line for line in lines if line.get("event") == "token_revoked"]
    failed = [line["user"] for line in lines if line.get("event") == "sign_in_failed"]

    assert (created["user"], created["member"], created["kind"]) == (1, "alpha", "write")
    assert created["token"] == revoked["token"]
    assert created["request_id"] != revoked["request_id"]
    assert failed[:2] == [1, None]


def test_an_error_is_one_line_with_its_traceback_in_a_field(lines):
    [error] = [line for line in lines if line["level"] == "ERROR"]

    assert error["message"] == "Internal Server Error: /members/beta/access/"
    assert error["traceback"].startswith("Traceback (most recent call last):\n")
    assert error["traceback"].endswith("no such table: directory_accessrequest")


def test_a_letter_that_could_not_be_delivered_is_one_line(lines):
    failed = [line for line in lines if line.get("event") == "letter_failed"]

    assert {(line["level"], line["error"], "traceback" in line) for line in failed} == {
        ("WARNING", "ConnectionRefusedError", False)
    }


def test_errors_are_mailed_a_few_times_without_the_request(tmp_path):
    with MailServer() as server:
        address = f"smtp://127.0.0.1:{server.port}"
        _, hidden = run(tmp_path, "12", EMAIL_URL=address, ADMINS_EMAIL="it@acro.example")

    mails = [content.decode() for _, _, content in server.taken]
    assert [to for _, to, _ in server.taken] == [["TO:<it@acro.example>"]] * 10
    assert all("no such table: directory_accessrequest" in mail for mail in mails)
    assert sum("sends no more of these for an hour" in mail for mail in mails) == 1
    assert find_hidden("".join(mails), hidden) == []


def test_an_error_that_cannot_be_mailed_is_logged_and_answered(tmp_path):
    log, _ = run(tmp_path, "2", ADMINS_EMAIL="it@acro.example")

    messages = [json.loads(line)["message"] for line in log.splitlines()]
    assert len([said for said in messages if said.startswith("Internal Server Error")]) == 2
    assert len([said for said in messages if said.startswith("An error couldn't be rep")]) == 2


class Envelopes(http.server.BaseHTTPRequestHandler):
    """A Sentry-compatible service that keeps what it gets."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        packed = self.headers.get("Content-Encoding") == "gzip"
        self.server.taken.append((gzip.decompress(body) if packed else body).decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words):
        pass


def test_errors_are_reported_without_the_request_and_local_variables(tmp_path):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Envelopes) as server:
        server.taken = []
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        dsn = f"http://key@127.0.0.1:{server.server_port}/1"
        _, hidden = run(tmp_path, "1", SENTRY_DSN=dsn)
        server.shutdown()

    [report] = [text for text in server.taken if '"exception"' in text]
    event = json.loads(report.splitlines()[2])
    assert [each["type"] for each in event["exception"]["values"]] == ["OperationalError"] * 2
    assert event["request"] == {
        "method": "POST",
        "url": "https://directory.example/members/beta/access/",
    }
    assert '"vars"' not in report
    assert find_hidden("".join(server.taken), hidden) == []
