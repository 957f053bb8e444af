"""The site as a real process, as `make run` and production start it."""

import http.client
import json
import time
from contextlib import contextmanager
from dataclasses import dataclass

from processes import SECONDS, free_port, start_python, wait_until
from strict_answers import judge_answer

CONFIG = "acro/gunicorn.conf.py"


@dataclass(frozen=True)
class Response:
    """A response of the site, and the seconds that it took."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    @property
    def text(self):
        """The body as text."""
        return self.body.decode(errors="replace")

    @property
    def etag(self):
        """The version that a client sends back."""
        return self.headers["ETag"]

    @property
    def media_type(self):
        """The content type without its parameters."""
        return self.headers["Content-Type"].partition(";")[0]

    def json(self):
        """Return the body's data."""
        return json.loads(self.body)


class Site:
    """A web server with its own settings and a log that its restarts share."""

    def __init__(self, log, *options, config=CONFIG, port=None, ready_at="/readyz", **variables):
        self.log, self.port, self.process = log, port or free_port(), None
        self.ready_at = ready_at
        self.command = ["-m", "gunicorn", "--config", config, *options]
        self.command += ["--bind", f"127.0.0.1:{self.port}", "acro.wsgi"]
        self.variables = {"API_RATE_ANONYMOUS": "off"} | variables

    def start(self):
        """Start the process and wait until it is ready."""
        with self.log.open("ab") as output:
            self.process = start_python(*self.command, output=output, **self.variables)
        wait_until(self.is_ready)

    def is_ready(self):
        """Return whether the running process is ready."""
        assert self.process.poll() is None, f"The site stopped: {self.log.read_text()[-2000:]}"
        try:
            return self.get(self.ready_at).status == 200
        except OSError:
            return False

    def stop(self):
        """Stop the process."""
        if self.process:
            self.process.terminate()
            self.process.wait(SECONDS)

    def get(self, address, **headers):
        """Return the `Response` to a GET."""
        return self.ask("GET", address, **headers)

    def ask(self, method, address, body=None, **headers):
        """Return the `Response` to a request."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        judge_answer(method, address, answer.status, answer.headers, content)
        return Response(answer.status, answer.headers, content, time.monotonic() - began)


@contextmanager
def serving(log, *options, **variables):
    """Run a site with these settings; yield it when it is ready."""
    site = Site(log, *options, **variables)
    try:
        site.start()
        yield site
    finally:
        site.stop()
