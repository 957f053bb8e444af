"""Mail through a delivery service. Permanently refused emails are not tried again."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from directory import tasks
from directory.mail import letters

TAKEN = (200, {"To": "olga@example.org", "MessageID": "1", "ErrorCode": 0, "Message": "OK"})
INACTIVE = (
    422,
    {"ErrorCode": 406, "Message": "Found inactive addresses: olga@example.org. Inactive."},
)
BROKEN = (500, {})


class Service(BaseHTTPRequestHandler):
    """A local delivery service. `taken` holds the request bodies it accepted."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, answer = self.server.answer
        if status == 200:
            self.server.taken.append((self.headers["X-Postmark-Server-Token"], json.loads(body)))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args):
        """Print nothing."""


@pytest.fixture
def service(waiting, settings):
    """Run a mail service that accepts everything."""
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        server.taken, server.answer = [], TAKEN
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": "key",
            "POSTMARK_API_URL": f"http://127.0.0.1:{server.server_port}/",
        }
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_service_is_given_the_whole_letter_and_its_key(service, work):
    letters.send_letter("mfa/email/totp_activated", "olga@example.org")

    work()

    [(key, letter)] = service.taken
    assert (key, letter["To"]) == ("key", "olga@example.org")
    assert "An authenticator app was added to your account" in letter["TextBody"]
    assert "An authenticator app was added to your account" in letter["HtmlBody"]
    assert {"Name": "Auto-Submitted", "Value": "auto-generated"} in letter["Headers"]


@pytest.mark.parametrize(("answer", "sent_later"), [(BROKEN, 1), (INACTIVE, 0)])
def test_an_email_that_a_service_refuses_for_good_is_not_tried_again(
    service, work, waiting, answer, sent_later
):
    service.answer = answer
    letters.send_letter("mfa/email/totp_activated", "olga@example.org")

    work()
    service.answer = TAKEN
    work(after_a_while=True)

    assert len(service.taken) == sent_later
    assert waiting.get().args_kwargs == tasks.FORGOTTEN_ARGUMENTS
