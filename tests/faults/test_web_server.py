"""The web server’s own decisions about HTTP and its processes, seen from a socket."""

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from processes import wait_until
from servers import list_children
from web_server import serving

from directory.middleware import PERMISSIONS_POLICY

pytestmark = pytest.mark.own_database

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def exchange(site, sent, seconds=10):
    """Send bytes as they are; return all that comes back until the server closes."""
    received = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=seconds) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        while data := client.recv(65_536):
            received += data
    return received.decode()


def statuses(received):
    return [int(status) for status in re.findall(r"^HTTP/1\.[01] (\d+)", received, re.MULTILINE)]


def test_pipelined_requests_and_http_1_0_are_answered(site):
    assert statuses(exchange(site, HEALTH * 3)) == [200, 200, 200]
    assert statuses(exchange(site, b"GET /healthz HTTP/1.0\r\n\r\n")) == [200]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1" * 2000, 400),
        (b"GET /?" + b"a" * 8190 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
)
def test_what_is_not_valid_http_gets_a_few_words_without_a_version(site, sent, status):
    received = exchange(site, sent)

    head, _, body = received.partition("\r\n\r\n")
    assert statuses(head) == [status]
    assert "nosniff" in head
    assert not re.search("server|waitress|gunicorn", received, re.IGNORECASE)
    assert len(body) < 40


@pytest.mark.parametrize(
    ("address", "status", "shared"),
    [
        ("/healthz", 200, False),
        ("/", 200, False),
        ("/nowhere", 404, False),
        ("/static/nowhere.css", 404, False),
        ("/static/directory/css/base.css", 200, False),
        ("/api/v1/version/", 200, True),
        ("/api/v1/nowhere/", 404, True),
        ("/picture.png", 200, True),
    ],
)
def test_every_response_has_the_security_headers_and_names_no_server(site, address, status, shared):
    response = site.get(address)

    assert response.status == status
    assert response.headers["Server"] is None
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response.headers["Permissions-Policy"] == PERMISSIONS_POLICY
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    who = "cross-origin" if shared else "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == who


def test_head_range_and_unchanged_static_files_have_the_right_body(site):
    address = "/static/directory/css/base.css"
    whole = site.get(address)
    head = site.ask("HEAD", address)
    part = site.get(address, Range="bytes=10-19")
    same = site.get(address, **{"If-None-Match": whole.etag})

    assert [found.status for found in (whole, head, part, same)] == [200, 200, 206, 304]
    assert head.headers["Content-Length"] == str(len(whole.body))
    assert (head.body, part.body, same.body) == (b"", whole.body[10:20], b"")


def test_a_chunked_body_arrives_whole(site, token):
    etag = site.get("/api/v1/members/fortrea/").etag
    headers = {"Authorization": f"Token {token}", "If-Match": etag}
    headers |= {"Content-Type": "application/merge-patch+json"}
    response = site.ask(
        "PATCH", "/api/v1/members/fortrea/", iter([b'{"founded"', b": 1950}"]), **headers
    )

    assert (response.status, response.json()["profile"]["founded"]) == (200, 1950)


def test_a_small_body_is_asked_for_by_100_continue_and_a_large_one_is_not(site):
    head = (
        "PATCH /api/v1/members/fortrea/ HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n"
        "Content-Type: application/merge-patch+json\r\nContent-Length: {}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as client:
        client.sendall(head.format(2).encode())
        first = client.recv(1000)
        client.sendall(b"{}")
        second = client.recv(1000)
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as client:
        client.sendall(head.format(3_000_000).encode())
        refused = client.recv(1000)

    assert statuses(first.decode() + second.decode()) == [100, 401]
    assert statuses(refused.decode()) == [413]


@pytest.mark.parametrize(
    ("address", "content_type"),
    [
        ("/api/v1/members/fortrea/", "application/problem+json"),
        ("/portal/fortrea/edit/links/", "text/html; charset=utf-8"),
        ("/members/", "text/html; charset=utf-8"),
    ],
)
def test_300_mb_are_refused_by_their_length_without_receiving_any(site, address, content_type):
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.putrequest("POST", address)
    connection.putheader("Content-Length", "300000000")
    connection.endheaders()

    response = connection.getresponse()

    assert (response.status, response.headers["Content-Type"]) == (413, content_type)
    assert response.headers["Connection"] == "close"
    assert time.monotonic() - began < 10
    connection.close()


def test_a_client_that_sends_its_large_upload_first_can_read_why_it_is_refused(site):
    sent = b"POST /members/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 20000000\r\n\r\n"

    received = exchange(site, sent + b"x" * 20_000_000)

    assert statuses(received) == [413]  # And no byte of the body was taken for a request.


def test_a_chunked_body_without_end_is_cut_off_at_the_limit_of_its_address(site):
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    sent = b"POST /members/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"

    received = exchange(site, sent + chunk * 50)

    assert statuses(received) == [413]


def test_health_and_static_files_are_answered_while_every_thread_waits_for_the_database(
    database_url, file, token, tmp_path
):
    address, body = "/api/v1/members/fortrea/", '{"founded": 1960}'
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/merge-patch+json"}
    two_threads = {"DATABASE_URL": database_url, "WEB_THREADS": "2"}
    with serving(tmp_path / "log", **two_threads) as site, ThreadPoolExecutor(2) as clients:
        headers["If-Match"] = site.get(address).etag
        locker = sqlite3.connect(file, isolation_level=None)
        locker.execute("BEGIN IMMEDIATE")
        waiting = [clients.submit(site.ask, "PATCH", address, body, **headers) for _ in range(2)]
        time.sleep(1)

        addresses = ["/healthz", "/static/directory/css/base.css", "/static/nowhere.css"]
        found = [site.get(address).status for address in addresses]
        is_held = not any(each.done() for each in waiting)

        locker.execute("ROLLBACK")
        locker.close()
    assert (found, is_held) == ([200, 200, 404], True)


@pytest.fixture(scope="module")
def two_workers(database_url, tmp_path_factory):
    log, variables = tmp_path_factory.mktemp("two") / "log", {"WEB_PROCESSES": "2"}
    with serving(log, DATABASE_URL=database_url, **variables) as site:
        yield site


@pytest.fixture
def own_site(two_workers):
    """A site with two workers that a test may stop."""
    if two_workers.process.poll() is not None:
        two_workers.start()
    wait_until(lambda: len(list_workers(two_workers)) == 2)
    return two_workers


def list_workers(site):
    return list_children(site.process.pid)


def test_a_worker_that_dies_is_replaced(own_site):
    before = list_workers(own_site)

    os.kill(before[0], signal.SIGKILL)
    wait_until(lambda: len(set(list_workers(own_site)) - {before[0]}) == 2, seconds=30)

    assert {own_site.get("/api/v1/members/").status for _ in range(6)} == {200}


def test_requests_in_progress_are_answered_before_the_server_stops(own_site):
    with socket.create_connection(("127.0.0.1", own_site.port), timeout=10) as client:
        client.sendall(HEALTH[:20])
        time.sleep(0.5)
        own_site.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        client.sendall(HEALTH[20:])

        received = client.recv(65_536).decode()

    assert (statuses(received), "Connection: close" in received) == ([200], True)
    assert own_site.process.wait(30) == 0


def test_no_request_fails_while_the_workers_are_renewed(own_site):
    before, found = set(list_workers(own_site)), []
    for number in range(60):
        if number == 5:
            own_site.process.send_signal(signal.SIGHUP)
        found.append(own_site.get("/healthz").status)
        time.sleep(0.05)
    wait_until(lambda: before.isdisjoint(list_workers(own_site)), seconds=30)

    assert found == [200] * 60


def test_forked_workers_share_the_memory_of_the_index(own_site):
    for _ in range(10):
        own_site.get("/api/v1/members/?q=clinical")

    memory = [read_memory(pid) for pid in list_workers(own_site)]

    assert len(memory) == 2
    assert [pid for pid, own, total in memory if own > total / 2] == []


def read_memory(pid):
    """Return the process, its own kilobytes, and all that it uses."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
    sizes = {name: int(size) for name, size in re.findall(r"^(\w+): +(\d+) kB", text, re.MULTILINE)}
    return pid, sizes["Private_Dirty"] + sizes["Private_Clean"], sizes["Rss"]


def test_a_proxy_on_a_unix_socket_counts_as_this_machine(database_url, tmp_path):
    path = tmp_path / "socket"
    trusting = {"TRUSTED_PROXIES": "127.0.0.1", "SSL_REDIRECT": "true"}
    options = ("--bind", f"unix:{path}")
    sent = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n"
    with (
        serving(tmp_path / "log", *options, DATABASE_URL=database_url, **trusting),
        socket.socket(socket.AF_UNIX) as proxy,
    ):
        proxy.connect(str(path))
        proxy.sendall(sent)
        received = proxy.recv(65_536).decode()

    assert statuses(received) == [200]


def test_every_line_of_the_server_is_json_in_production_also_about_a_killed_process(
    sample_file, tmp_path
):
    log = tmp_path / "log"
    production = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": "0123456789abcdef" * 4,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "https://127.0.0.1",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "EMAIL_FROM": "directory@directory.example",
    }
    with serving(log, DATABASE_URL=f"sqlite:///{sample_file}", **production) as site:
        [killed] = list_workers(site)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: "SIGKILL" in log.read_text())

    lines = [json.loads(line) for line in log.read_text().splitlines()]
    [line] = [line for line in lines if line["logger"] == "gunicorn.error"]
    assert line["level"] == "ERROR"
    assert f"{killed}) was sent SIGKILL" in line["message"]
