"""The start of a web process."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from factories import make_member
from processes import free_port, run_python

from acro import warming

ASK = """
import gc
import threading
import acro.wsgi
for thread in threading.enumerate():
    if thread.name == "warming":
        thread.join()
from django.urls.resolvers import _get_cached_resolver
print(gc.get_freeze_count() > 50_000, _get_cached_resolver.cache_info().currsize > 0)
"""


@pytest.fixture
def said(tmp_path):
    """Run a process that finds no table in its database; return its output."""
    return run_python("-c", ASK, DATABASE_URL=f"sqlite:///{tmp_path}/none.sqlite3")


def test_a_web_process_loads_all_code_first_and_keeps_it_out_of_garbage_collection(said):
    assert said.stdout.split() == ["True", "True"]


def test_a_web_process_that_cannot_warm_up_reports_it_and_starts(said):
    assert "Nothing could be made in advance" in said.stderr


AT_ONCE = """
import sys
import threading
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
from directory.apps import preload_and_freeze
preload_and_freeze()
from drf_spectacular.generators import SchemaGenerator
sys.setswitchinterval(0.000001)
failures, ready = [], threading.Barrier(8)
threading.excepthook = lambda args: failures.append(args.exc_value)
def make_schema():
    ready.wait()
    SchemaGenerator().get_schema(request=None, public=True)
threads = [threading.Thread(target=make_schema) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(failures)
"""


QUEUE = """
import acro.server
import django
django.setup()
acro.server.Pool().queue_logger.warning("Task queue depth is 1")
"""


def test_a_request_that_waits_for_a_thread_is_no_line_in_the_log():
    done = run_python("-c", QUEUE, DJANGO_SETTINGS_MODULE="acro.settings")

    assert "Task queue" not in done.stderr


def test_the_first_requests_for_the_schema_of_the_api_may_arrive_at_once():
    assert run_python("-c", AT_ONCE, DJANGO_SETTINGS_MODULE="acro.settings").stdout == "[]\n"


@pytest.fixture
def one_connection():
    """Keep the test's transaction open across requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection", "vocabulary")
@pytest.mark.parametrize("address", warming.WARMED_PATHS)
def test_warm_up_requests_are_answered_in_production(settings, address):
    settings.SITE_URL = "https://directory.example"
    settings.ALLOWED_HOSTS = ["directory.example"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    make_member("Alpha")

    assert warming.request_page(get_wsgi_application(), address) == 200


OLD_PYTHON = """#!/bin/sh
exec "{}" -c "
import runpy, sys
sys.version_info = (3, 9, 2, 'final', 0)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name='__main__')
" "$@"
"""


@pytest.fixture
def fresh_clone(tmp_path):
    """Return a function that runs `make run` in a folder that has only what it needs to begin."""
    base = Path(settings.BASE_DIR)
    (tmp_path / "tools").mkdir()
    for name in ("Makefile", "requirements.lock", "tools/can_start.py"):
        shutil.copy(base / name, tmp_path / name)

    def run(**variables):
        words = [f"{name}={value}" for name, value in variables.items()]
        # A make that another make started, such as `make test`, prints more.
        own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        done = subprocess.run(
            ["make", "run", *words],
            cwd=tmp_path,
            env=own,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr.splitlines()[0]

    return run


def test_a_port_in_use_is_reported_before_anything_else(fresh_clone, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        code, out, said = fresh_clone(PORT=port)

    assert said == (
        f"Port {port} is in use. Stop the program that uses it, or choose another port, such as"
        " make run PORT=8001."
    )
    assert (code, out, (tmp_path / ".venv").exists()) == (2, "", False)


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_port_that_is_no_port_is_reported(fresh_clone, port):
    assert fresh_clone(PORT=port)[2] == (
        f"PORT is “{port}”. Use a number from 1 to 65535, such as make run PORT=8001."
    )


def test_an_old_python_is_reported_before_an_environment_is_built(fresh_clone, tmp_path):
    old = tmp_path / "python3.9"
    old.write_text(OLD_PYTHON.format(sys.executable))
    old.chmod(0o755)

    code, _, said = fresh_clone(PORT=free_port(), PYTHON=old)

    assert said == (
        "This is Python 3.9, and the site needs Python 3.11 or newer. Install one and name it:"
        " make PYTHON=python3.11 …"
    )
    assert (code, (tmp_path / ".venv").exists()) == (2, False)


@pytest.mark.parametrize("folder", [".venv", "var"])
def test_a_folder_that_cannot_be_written_to_is_reported_with_the_fix(fresh_clone, tmp_path, folder):
    (tmp_path / folder).symlink_to("/proc")  # where not even root can write

    code, out, said = fresh_clone(PORT=free_port(), PYTHON=sys.executable)

    assert said.startswith(f"Can't write to {tmp_path / folder} (")
    assert f"Make it yours with chown -R $(whoami) {tmp_path}" in said
    assert (code, out) == (2, "")
