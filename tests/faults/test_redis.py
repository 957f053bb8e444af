"""Redis is stopped, frozen, and back: reads go on, and nothing is done without its limit."""

import re
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
import redis
from processes import manage, wait_until
from programs import need_programs
from servers import running_redis
from web_server import serving

from acro import caches
from acro.env import read_caches

PASSWORD = "a long pass phrase"
READ = "/api/v1/countries/"
ACCOUNT = """
from directory.people.accounts import create_account
create_account("olga@example.org", "a long pass phrase")
"""

pytestmark = pytest.mark.own_database


@pytest.fixture(scope="module")
def server():
    need_programs("FAULT_TESTS", "redis-server")
    with running_redis() as server:
        yield server


@pytest.fixture(scope="module")
def site(server, database_url, tmp_path_factory):
    manage("shell", "--no-imports", "--command", ACCOUNT, DATABASE_URL=database_url)
    variables = {"CACHE_URL": server.url, "API_RATE_ANONYMOUS": "120/min"}
    folder = tmp_path_factory.mktemp("site")
    with serving(folder / "log", DATABASE_URL=database_url, **variables) as site:
        yield site


def sign_in(site, password):
    """Open the sign-in page and send its form."""
    page = site.get("/accounts/login/")
    cookies = SimpleCookie(page.headers["Set-Cookie"])
    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text))
    form = {"login": "olga@example.org", "password": password, "csrfmiddlewaretoken": token}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={each.value}" for name, each in cookies.items()),
    }
    return site.ask("POST", "/accounts/login/", urlencode(form), **headers)


def is_counting(site):
    return "RateLimit" in site.get(READ).headers


def count_lines(site):
    return site.log.read_text().count("cache_away")


def test_a_stopped_redis_ends_no_read_and_every_sign_in_until_it_is_back(site, server):
    wait_until(lambda: is_counting(site))

    server.stop()
    reads = [site.get(READ) for _ in range(5)]
    page, refused = site.get("/"), sign_in(site, PASSWORD)
    ready = site.get("/readyz")
    server.start()
    wait_until(lambda: is_counting(site), seconds=15)
    signed_in = sign_in(site, PASSWORD)

    assert [(read.status, "RateLimit" in read.headers) for read in reads] == [(200, False)] * 5
    assert (page.status, ready.status) == (200, 200)
    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    assert "available</h1>" in refused.text
    assert (signed_in.status, signed_in.headers["Location"]) == (302, "/portal/")
    assert count_lines(site) == 1
    assert "Traceback" not in site.log.read_text()


def test_a_frozen_redis_costs_a_read_in_a_while_a_second_and_the_others_nothing(site, server):
    wait_until(lambda: is_counting(site))

    server.freeze()
    began = time.monotonic()
    reads = [site.get(READ).status for _ in range(20)]
    refused = sign_in(site, PASSWORD)
    seconds = time.monotonic() - began
    server.thaw()
    wait_until(lambda: is_counting(site), seconds=15)

    assert (reads, refused.status) == ([200] * 20, 503)
    assert seconds < 5


def test_a_full_redis_is_treated_as_one_that_is_away(site, server):
    wait_until(lambda: is_counting(site))

    with redis.Redis(port=server.port) as operator:
        operator.config_set("maxmemory", 1)
        read, refused = site.get(READ), sign_in(site, PASSWORD)
        operator.config_set("maxmemory", 0)
    wait_until(lambda: is_counting(site), seconds=15)

    assert (read.status, "RateLimit" in read.headers, refused.status) == (200, False, 503)


def test_a_process_without_requests_sees_that_redis_is_away_and_back(server, settings, monkeypatch):
    monkeypatch.setenv("CACHE_URL", server.url)
    settings.CACHES = read_caches("CACHE_URL")
    monkeypatch.setattr(caches, "PAUSE_SECONDS", 0.5)

    seen = [caches.is_cache_away()]
    server.stop()
    wait_until(caches.is_cache_away, seconds=10)
    server.start()
    wait_until(lambda: not caches.is_cache_away(), seconds=10)

    assert seen == [False]


def test_lockouts_outlast_the_outage(site, server):
    wait_until(lambda: is_counting(site))
    for _ in range(5):
        sign_in(site, "another phrase")

    server.freeze()
    refused = sign_in(site, PASSWORD)
    server.thaw()
    # Redis may still carry out what was sent while it was frozen: the library's lock of 10 seconds.
    wait_until(lambda: sign_in(site, PASSWORD).status not in {429, 503}, seconds=30)
    locked = sign_in(site, PASSWORD)

    assert (refused.status, locked.status) == (503, 200)
    assert "Too many failed attempts" in locked.text
