"""Clients that are slow on purpose keep no one else waiting, and not themselves connected."""

import socket
import statistics
import threading
import time
from contextlib import ExitStack, contextmanager, suppress

import pytest
from web_server import CONFIG, serving

pytestmark = pytest.mark.own_database

IDLE, EACH = 200, 15
TIMES = 15  # of each kind of request, so that the median outlasts a busy moment of the machine
PROMPT = 0.5  # seconds beside four times what a request takes alone, on any machine
IMPATIENT = """
from acro import connections
connections.CLIENT_GRACE_SECONDS = connections.IDLE_SECONDS = 1
exec(open("{}").read())
"""
SMALL = """
from acro import server
server.MOST_CONNECTIONS = 20
exec(open("{}").read())
"""
FRUGAL = """
from acro import server
server.MOST_UNREAD_BYTES = 2_000_000
exec(open("{}").read())
"""
HALF_A_HEAD = b"GET /members/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_A_BODY = (
    b"PATCH /api/v1/members/fortrea/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/merge-patch+json\r\nContent-Length: 1000\r\n\r\n{"
)
WHOLE = b"GET /api/v1/schema/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def connect(site, sent=b"", address=""):
    client = socket.socket()
    client.bind((address, 0))
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", site.port))
    client.sendall(sent)
    return client


@contextmanager
def slow_clients(site):
    """Hold idle connections, half-sent requests, trickling ones, and answers never read."""
    stopped = threading.Event()

    def trickle(clients):
        while not stopped.wait(0.5):
            for client in clients:
                with suppress(OSError):  # The server may close it.
                    client.sendall(b"x")

    with ExitStack() as stack:
        kinds = [(b"", IDLE), (HALF_A_HEAD, EACH), (HALF_A_BODY, EACH), (WHOLE * 4, EACH)]
        for sent, count in kinds:
            for _ in range(count):
                stack.enter_context(connect(site, sent))
        trickling = [stack.enter_context(connect(site, HALF_A_HEAD)) for _ in range(EACH)]
        thread = threading.Thread(target=trickle, args=[trickling])
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()


@pytest.fixture(scope="module")
def measure(site, patch):
    """Return a function that sends each kind of request; it returns their statuses and medians."""
    years = iter(range(1901, 2000))
    kinds = {
        "health": lambda: site.get("/healthz").status,
        "search": lambda: site.get("/members/?q=clinical").status,
        "patch": lambda: patch(founded=next(years)),
    }

    def send_each_kind():
        statuses, medians = {}, {}
        for kind, send in kinds.items():
            times = []
            for _ in range(TIMES):
                began = time.monotonic()
                statuses.setdefault(kind, []).append(send())
                times.append(time.monotonic() - began)
            medians[kind] = statistics.median(times)
        return statuses, medians

    return send_each_kind


def test_the_site_answers_promptly_beside_200_idle_and_60_slow_clients(site, measure):
    _, before = measure()
    with slow_clients(site):
        time.sleep(3)

        statuses, beside = measure()
    _, after = measure()

    alone = {kind: max(before[kind], after[kind]) for kind in before}  # Other tests run meanwhile.
    assert statuses == {kind: [200] * TIMES for kind in ("health", "search", "patch")}
    assert [kind for kind in alone if beside[kind] > 4 * alone[kind] + PROMPT] == []


@pytest.fixture(scope="module")
def impatient(database_url, tmp_path_factory):
    """A site that waits a second for what it usually awaits for twenty."""
    folder = tmp_path_factory.mktemp("impatient")
    config = folder / "impatient.conf.py"
    config.write_text(IMPATIENT.format(CONFIG))
    with serving(folder / "log", config=config, DATABASE_URL=database_url) as site:
        yield site


def seconds_until_closed(client, sent):
    """Send bytes, one every 0.2 seconds, until the server closes; return how long that took."""
    began = time.monotonic()
    client.settimeout(0.2)
    while time.monotonic() - began < 15:
        try:
            if client.recv(65_536) == b"":
                break
        except TimeoutError:
            pass
        except ConnectionError:
            break
        try:
            client.sendall(sent)
        except OSError:
            break
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("begun", "trickled"),
    [(b"", b""), (HALF_A_HEAD, b"x"), (HALF_A_BODY, b" ")],
    ids=["idle", "head", "body"],
)
def test_a_connection_without_a_whole_request_is_closed_even_if_bytes_trickle_in(
    impatient, begun, trickled
):
    with connect(impatient, begun) as client:
        assert 0.9 < seconds_until_closed(client, trickled) < 10


def test_the_connection_of_a_client_that_never_reads_its_answer_is_closed(impatient):
    size = len(impatient.get("/api/v1/schema/").body)
    with connect(impatient, WHOLE * 40) as client:
        time.sleep(6)

        received = 0
        client.settimeout(10)
        try:
            while data := client.recv(65_536):
                received += len(data)
        except ConnectionError:
            pass

    assert received < 39 * size


def test_a_slow_upload_that_keeps_its_pace_is_received(impatient):
    body = b'{"founded": 1900' + b" " * 99_000 + b"}"
    head = HALF_A_BODY.removesuffix(b"{").replace(b"1000", str(len(body)).encode())
    with connect(impatient, head) as client:
        for start in range(0, len(body), 5_000):
            client.sendall(body[start : start + 5_000])
            time.sleep(0.15)

        assert client.recv(20) == b"HTTP/1.1 401 Unautho"  # it sent no token


def test_a_new_client_replaces_the_oldest_idle_connection_if_there_are_too_many(
    database_url, tmp_path
):
    config = tmp_path / "small.conf.py"
    config.write_text(SMALL.format(CONFIG))
    small = serving(tmp_path / "log", config=config, DATABASE_URL=database_url)
    with small as site, ExitStack() as stack:
        idle = [stack.enter_context(connect(site)) for _ in range(20)]
        time.sleep(0.5)

        found = [site.get("/healthz").status for _ in range(3)]

        for client in idle:
            client.setblocking(False)
        assert (found, is_closed(idle[0]), is_closed(idle[-1])) == ([200] * 3, True, False)


def test_answers_that_nobody_reads_do_not_fill_the_memory(database_url, tmp_path):
    config = tmp_path / "frugal.conf.py"
    config.write_text(FRUGAL.format(CONFIG))
    frugal = serving(tmp_path / "log", config=config, DATABASE_URL=database_url)
    with frugal as site, ExitStack() as stack:
        size = int(site.get("/api/v1/schema/").headers["Content-Length"])
        neighbor = stack.enter_context(connect(site, WHOLE * 8, address="127.0.0.2"))
        greedy = [stack.enter_context(connect(site, WHOLE * 12)) for _ in range(12)]
        time.sleep(5)

        received = [count_bytes(client) for client in [neighbor, *greedy]]

    assert received[0] > 8 * size
    assert sum(received[1:]) < 2_000_000 + 12 * 5 * size  # The system keeps some of each, too.


def count_bytes(client):
    """Read all that comes, until the server closes or sends nothing for two seconds."""
    received = 0
    client.settimeout(2)
    with suppress(OSError):
        while data := client.recv(65_536):
            received += len(data)
    return received


def is_closed(client):
    try:
        return client.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
