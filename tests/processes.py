"""Processes of the site's code: their environment, their start, and waiting for what they do."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SECONDS = 60  # the longest wait


def make_environment(**variables):
    """Return the environment of a process: these settings, and none of whoever runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"DJANGO_SETTINGS_MODULE": "acro.settings"} | variables


def start_python(*words, output=None, **variables):
    """Start Python; what it prints goes to a file, or else to the process's two pipes."""
    return subprocess.Popen(
        [sys.executable, *map(str, words)],
        cwd=ROOT,
        env=make_environment(**variables),
        stdout=output or subprocess.PIPE,
        stderr=output or subprocess.PIPE,
        text=True,
    )


def run_python(*words, may_fail=False, most_file_bytes=None, **variables):
    """Run Python to its end and return the process; its exit code is 0 unless it may fail.

    With `most_file_bytes`, no file may become longer, as on a full disk.
    """
    limit = ["prlimit", f"--fsize={most_file_bytes}"] if most_file_bytes else []
    done = subprocess.run(
        [*limit, sys.executable, *map(str, words)],
        cwd=ROOT,
        env=make_environment(**variables),
        capture_output=True,
        text=True,
        timeout=2 * SECONDS,
        check=False,
    )
    assert may_fail or done.returncode == 0, done.stderr
    return done


def manage(*words, **options):
    """Run a command of the site as `run_python` does."""
    return run_python("manage.py", *words, **options)


def free_port():
    """Return a port that no one uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_until(holds, seconds=SECONDS, pause=0.1):
    """Wait until the condition holds; fail if that takes too long."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"This took longer than {seconds} seconds."
        time.sleep(pause)


@contextmanager
def made_once(folder):
    """Whether what is made within is made; where it is not, other workers wait meanwhile."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield (folder / "made").exists()
        (folder / "made").touch()
