"""Redis is stopped, frozen, and back: reads go on, and nothing is done without its limit."""

import shutil
import signal
import subprocess
import time

import pytest
import redis
from processes import find_free_port, serving, wait_until

from acro import caches
from acro.env import read_caches

PASSWORD = "a long pass phrase"
READ = "/api/v1/countries/"

pytestmark = pytest.mark.skipif(
    shutil.which("redis-server") is None, reason="redis-server is not installed"
)


class Redis:
    """A Redis server that can be stopped, frozen, and started again at the same port."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, find_free_port(), None

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)

    def stop(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        self.process.wait(10)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(server, tmp_path_factory):
    address = f"redis://127.0.0.1:{server.port}/0"
    with serving(tmp_path_factory.mktemp("site"), CACHE_URL=address) as site:
        yield site


def is_counting(site):
    return "RateLimit" in site.get(READ).headers


def count_lines(site):
    return site.log.read_text().count("cache_away")


def test_a_stopped_redis_ends_no_read_and_every_sign_in_until_it_is_back(site, server):
    wait_until(lambda: is_counting(site))

    server.stop()
    reads = [site.get(READ) for _ in range(5)]
    page, refused = site.get("/"), site.sign_in(PASSWORD)
    ready = site.get("/readyz")
    server.start()
    wait_until(lambda: is_counting(site), seconds=15)
    signed_in = site.sign_in(PASSWORD)

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
    refused = site.sign_in(PASSWORD)
    seconds = time.monotonic() - began
    server.resume()
    wait_until(lambda: is_counting(site), seconds=15)

    assert (reads, refused.status) == ([200] * 20, 503)
    assert seconds < 5


def test_a_full_redis_is_treated_as_one_that_is_away(site, server):
    wait_until(lambda: is_counting(site))

    with redis.Redis(port=server.port) as operator:
        operator.config_set("maxmemory", 1)
        read, refused = site.get(READ), site.sign_in(PASSWORD)
        operator.config_set("maxmemory", 0)
    wait_until(lambda: is_counting(site), seconds=15)

    assert (read.status, "RateLimit" in read.headers, refused.status) == (200, False, 503)


def test_a_process_without_requests_sees_that_redis_is_away_and_back(server, settings, monkeypatch):
    monkeypatch.setenv("CACHE_URL", f"redis://127.0.0.1:{server.port}/0")
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
        site.sign_in("another phrase")

    server.freeze()
    refused = site.sign_in(PASSWORD)
    server.resume()
    # Redis may still carry out what was sent while it was frozen: the library's lock of 10 seconds.
    wait_until(lambda: site.sign_in(PASSWORD).status not in {429, 503}, seconds=30)
    locked = site.sign_in(PASSWORD)

    assert (refused.status, locked.status) == (503, 200)
    assert "Too many failed attempts" in locked.text
