"""Real servers that tests can stop and freeze: the site, and PostgreSQL in a temporary folder."""

import http.client
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from web_server import CONFIG

ROOT = Path(settings.BASE_DIR)
HERE = Path(__file__).parent
STARTING_SECONDS = 60
POSTGRESQL_OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=50"


@dataclass(frozen=True)
class Response:
    """A response of the site, and the seconds that it took."""

    status: int
    headers: http.client.HTTPMessage
    body: str
    seconds: float

    @property
    def media_type(self):
        """The content type without its parameters."""
        return self.headers["Content-Type"].partition(";")[0]


class Site:
    """A web process as `make run` starts it, with its own settings."""

    def __init__(self, environment, log):
        self.port, self.log, self.process = free_port(), log, None
        self.environment = make_environment(environment)

    def start(self):
        """Start the process and wait until it serves."""
        command = [sys.executable, "-m", "gunicorn", "--config", CONFIG]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, "--bind", f"127.0.0.1:{self.port}", "acro.wsgi"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        wait_until(lambda: self.get("/healthz").status == 200)

    def stop(self):
        """Stop the process."""
        self.process.terminate()
        self.process.wait(30)

    def get(self, address, timeout=60, **headers):
        """GET an address; return its `Response`, with status 0 if there is none."""
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", address, headers={"Host": f"127.0.0.1:{self.port}"} | headers)
            answer = connection.getresponse()
            body = answer.read().decode(errors="replace")
        except OSError:
            return Response(0, http.client.HTTPMessage(), "", time.monotonic() - started)
        finally:
            connection.close()
        return Response(answer.status, answer.headers, body, time.monotonic() - started)


@contextmanager
def serving(environment, log):
    """Run a site with these variables; yield it once it serves."""
    site = Site(environment, log)
    try:
        site.start()
        yield site
    finally:
        site.stop()


def make_environment(environment):
    """Return the environment of a process of the site under test."""
    usual = {"DJANGO_SETTINGS_MODULE": "site_settings", "PYTHONPATH": str(HERE)}
    return os.environ | usual | {"API_RATE_ANONYMOUS": "off"} | environment


def manage(environment, *words, most_file_bytes=None):
    """Run a command of the site to its end and return the process.

    With `most_file_bytes`, no file may become longer, as on a full disk.
    """
    limit = ["prlimit", f"--fsize={most_file_bytes}"] if most_file_bytes else []
    return subprocess.run(
        [*limit, sys.executable, ROOT / "manage.py", *words],
        env=make_environment(environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class PostgreSQL:
    """A server in a folder of its own."""

    def __init__(self, folder, programs):
        self.folder, self.programs, self.port = folder, programs, free_port()

    @property
    def url(self):
        """The database's URL."""
        return f"postgres://directory@127.0.0.1:{self.port}/postgres"

    def create(self):
        """Create the server's files and start it."""
        words = ["--username", "directory", "--auth", "trust", "--encoding", "UTF8"]
        self.run("initdb", *words, "--locale", "C.UTF-8", "--no-sync")
        self.start()

    def start(self):
        """Start the server and wait for it."""
        options = f"-p {self.port} -c unix_socket_directories={self.folder} {POSTGRESQL_OPTIONS}"
        self.run("pg_ctl", "--wait", "--log", f"{self.folder}/log", "--options", options, "start")

    def stop(self):
        """Stop the server at once, as a crash does."""
        self.run("pg_ctl", "--mode", "immediate", "stop")

    def freeze(self):
        """Freeze all of the server's processes: the machine goes on, but nothing is answered."""
        self.send_signal(signal.SIGSTOP)

    def thaw(self):
        """Let the frozen processes go on."""
        self.send_signal(signal.SIGCONT)

    def send_signal(self, number):
        """Send a signal to the server's process, then to those that it started."""
        first = int((self.folder / "cluster" / "postmaster.pid").read_text().split()[0])
        os.kill(first, number)  # From here on it starts no others.
        for path in Path("/proc").glob("[0-9]*/stat"):
            if read_parent(path) == first:
                with suppress(ProcessLookupError):
                    os.kill(int(path.parent.name), number)

    def run(self, program, *words):
        """Run one of the server's programs as the user that it accepts."""
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*user, self.programs / program, "--pgdata", self.folder / "cluster", *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=True,
        )


def read_parent(path):
    """Return the id of a process's parent, or None if it has ended."""
    try:
        return int(path.read_text(errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return None


def find_programs():
    """Return the folder of PostgreSQL's programs, or None if it isn't installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: found.parent.name)
    known = [path for path in folders if (path / "initdb").exists()]
    named = shutil.which("initdb")
    return known[-1] if known else (Path(named).parent if named else None)


def why_no_postgresql():
    """Return why no server can be started here, or ""."""
    if find_programs() is None:
        return "PostgreSQL isn't installed."
    if os.geteuid() == 0 and not (shutil.which("runuser") and has_postgres_user()):
        return "PostgreSQL refuses to run as root, and there is no user postgres."
    return ""


def has_postgres_user():
    """Return whether this machine has the user that Debian's packages create."""
    return any(user.pw_name == "postgres" for user in pwd.getpwall())


@contextmanager
def running_postgresql(folder):
    """Run a server in a new folder; yield it."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = PostgreSQL(folder, find_programs())
    server.create()
    try:
        yield server
    finally:
        if (folder / "cluster" / "postmaster.pid").exists():
            server.thaw()
            server.stop()


def free_port():
    """Return a port that no one uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_until(holds, seconds=STARTING_SECONDS):
    """Wait until the condition holds; fail if that takes too long."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "This took too long."
        time.sleep(0.1)
