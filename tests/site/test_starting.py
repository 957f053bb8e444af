"""The start of a web process."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from factories import make_member

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
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"}
    return subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )


def test_a_web_process_loads_all_code_first_and_keeps_it_out_of_garbage_collection(said):
    assert said.stdout.split() == ["True", "True"]


def test_a_web_process_that_cannot_warm_up_reports_it_and_starts(said):
    assert "Nothing could be made in advance" in said.stderr


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
