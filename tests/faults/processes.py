"""The site as real processes on a database of their own, and visitors of it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from web_server import CONFIG

BASE = Path(__file__).parents[2]
SECONDS = 60
ACCOUNT = """
from directory.people.accounts import create_account
create_account("olga@example.org", "a long pass phrase")
"""


def find_free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=BASE, env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serving(folder, **variables):
    """Run the site on a new SQLite database with one account; yield a `Site` when it is ready."""
    port = find_free_port()
    database = {"DATABASE_URL": f"sqlite:///{folder}/site.sqlite3"}
    environment = os.environ | database | variables
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
    manage(environment, "shell", "--verbosity", "0", "--command", ACCOUNT)
    command = [sys.executable, "-m", "gunicorn", "--config", CONFIG, "acro.wsgi"]
    command += ["--bind", f"127.0.0.1:{port}"]
    with (folder / "site.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=BASE, env=environment, stdout=log, stderr=log)
    try:
        site = Site(port, folder / "site.log")
        wait_until(site.is_ready)
        yield site
    finally:
        server.terminate()
        server.wait(SECONDS)


def wait_until(is_done, seconds=SECONDS):
    deadline = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


class Site:
    """A running site, as seen from outside."""

    def __init__(self, port, log):
        self.port, self.log = port, log

    def request(self, method, address, body=None, **headers):
        """Return the answer to a request, with its text as `text`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    def get(self, address, **headers):
        return self.request("GET", address, **headers)

    def sign_in(self, password):
        """Open the sign-in page and send its form."""
        page = self.get("/accounts/login/")
        cookies = SimpleCookie(page.headers["Set-Cookie"])
        [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text))
        form = {"login": "olga@example.org", "password": password, "csrfmiddlewaretoken": token}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={each.value}" for name, each in cookies.items()),
        }
        return self.request("POST", "/accounts/login/", urlencode(form), **headers)

    def is_ready(self):
        try:
            return self.get("/readyz").status == http.HTTPStatus.OK
        except OSError:
            return False
