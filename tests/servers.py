"""PostgreSQL and Redis as processes of the tests, which can be stopped, frozen, and started again.

Each has a temporary folder of its own. The other user, as whom PostgreSQL runs, can't enter
pytest's.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import redis
from processes import free_port, wait_until
from programs import find_command, find_postgresql

POSTGRESQL_OPTIONS = "-c fsync=off -c max_connections=50"


class PostgreSQL:
    """A server with a port, or only with a socket in its folder, and one database."""

    def __init__(self, folder, *, only_socket=False):
        self.folder, self.port = folder, 5432 if only_socket else free_port()
        self.listens = "" if only_socket else "127.0.0.1"

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
        options = f"-p {self.port} -c listen_addresses={self.listens} {POSTGRESQL_OPTIONS}"
        options += f" -c unix_socket_directories={self.folder}"
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
        for child in list_children(first):
            with suppress(ProcessLookupError):
                os.kill(child, number)

    def run(self, program, *words):
        """Run one of the server's programs as the user that it accepts."""
        user = [find_command("runuser"), "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*user, find_postgresql() / program, "--pgdata", self.folder / "cluster", *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=True,
        )


def list_children(parent):
    """Return the processes that a process has started."""
    paths = Path("/proc").glob("[0-9]*/stat")
    return [int(path.parent.name) for path in paths if read_parent(path) == parent]


def read_parent(path):
    """Return the id of a process's parent, or None if it has ended."""
    try:
        return int(path.read_text(errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return None


@contextmanager
def running_postgresql(**options):
    """Run a server in a new folder; yield it."""
    folder = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = PostgreSQL(folder, **options)
    try:
        server.create()
        yield server
    finally:
        if (folder / "cluster" / "postmaster.pid").exists():
            server.thaw()
            server.stop()
        shutil.rmtree(folder)


class Redis:
    """A server that keeps nothing."""

    def __init__(self, folder, port=None):
        self.folder, self.port, self.process = folder, port or free_port(), None

    @property
    def url(self):
        """The setting of a site that uses it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        """Start the server and wait for it."""
        command = [find_command("redis-server"), "--port", str(self.port)]
        command += ["--bind", "127.0.0.1", "--save", ""]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        wait_until(self.is_answering, pause=0.02)

    def is_answering(self):
        with suppress(redis.ConnectionError), redis.Redis(port=self.port) as client:
            return client.ping()
        return False

    def stop(self):
        """Stop the server, even a frozen one."""
        self.thaw()
        self.process.terminate()
        self.process.wait(10)

    def freeze(self):
        """Freeze the server: connections open, but nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        """Let the frozen server go on."""
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def running_redis(port=None):
    """Run a server in a new folder; yield it."""
    with tempfile.TemporaryDirectory() as folder:
        server = Redis(Path(folder), port)
        server.start()
        try:
            yield server
        finally:
            server.stop()
