"""A web server in its own process, as `make run` and production start it."""

import fcntl
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CONFIG = "acro/gunicorn.conf.py"
SECONDS = 60


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def get(port, address, **headers):
    """Return the status, ETag, and body of a response."""
    return ask(port, "GET", address, headers)


def ask(port, method, address, headers, body=None):
    """Return the status, ETag, and body of a response to a request of any method."""
    connection_to_port = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    headers = {"Host": f"127.0.0.1:{port}"} | headers
    connection_to_port.request(method, address, body, headers)
    answer = connection_to_port.getresponse()
    parts = answer.status, answer.headers["ETag"], answer.read()
    connection_to_port.close()
    return parts


def wait_for(port, server):
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            if get(port, "/readyz")[0] == 200:
                return
        except OSError:
            pass
        assert server.poll() is None, "The server did not start."
        assert time.monotonic() < deadline
        time.sleep(0.1)


@contextmanager
def start_server(log, database_url, *options, config=CONFIG, **variables):
    """Start a web server on a database; yield its process and its port when it is ready."""
    port = free_port()
    environment = os.environ | {"DATABASE_URL": database_url, "API_RATE_ANONYMOUS": "off"}
    command = [sys.executable, "-m", "gunicorn", "--config", str(config), *options]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", "acro.wsgi"],
            cwd=ROOT,
            env=environment | variables,
            stdout=output,
            stderr=output,
        )
    try:
        wait_for(port, server)
        yield server, port
    finally:
        server.terminate()
        server.wait(SECONDS)


@contextmanager
def made_once(folder):
    """Whether what is made within is made; where it is not, other workers wait meanwhile."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield (folder / "made").exists()
        (folder / "made").touch()


def find_shared_folder(tmp_path_factory, worker_id):
    """Return the folder that all workers of a test run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


def manage(*words, **variables):
    """Run a management command."""
    command = [sys.executable, "manage.py", *words]
    variables = os.environ | variables
    done = subprocess.run(
        command, cwd=ROOT, env=variables, check=True, capture_output=True, text=True
    )
    return done.stdout


def collect_static(shared):
    """Collect the static files, once in a test run: a server reads their list when it starts."""
    with made_once(shared / "static") as is_made:
        if not is_made:
            manage("collectstatic", "--no-input")


def load_sample_site(shared, folder):
    """Return the URL of a new SQLite database with the sample directory."""
    collect_static(shared)
    with made_once(shared / "sample") as is_made:
        loaded = shared / "sample" / "directory.sqlite3"
        if not is_made:
            for words in (["migrate"], ["load_sample"]):
                manage(*words, DATABASE_URL=f"sqlite:///{loaded}")
    shutil.copy(loaded, folder / "directory.sqlite3")
    return f"sqlite:///{folder}/directory.sqlite3"
