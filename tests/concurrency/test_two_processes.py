"""Two web processes and one that publishes: each finds at once what was published."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection
from factories import make_member, make_owner, make_staff, make_token, republish, with_token
from web_server import ask, get, start_server

from directory.search.snapshot import QUICK_BUILD_LIMIT
from directory.workflow import review

ROUNDS = int(os.environ.get("ROUNDS", "25"))
IMPORTED = int(os.environ.get("IMPORTED", "300"))  # More than are updated one by one.
SECONDS = 60
ADDRESS = "/api/v1/members/?founded_min={0}&founded_max={0}"


def database_url():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


@contextmanager
def serving(log, *options):
    """Run a web process on the database of these tests; yield its port when it is ready."""
    with start_server(log, database_url(), *options) as (_, port):
        yield port


@pytest.fixture
def ports(writers, tmp_path):
    with serving(tmp_path / "one.log") as first, serving(tmp_path / "two.log") as second:
        yield first, second


def test_what_is_published_is_found_by_the_next_request_of_each_and_never_a_stale_304(ports):
    alpha = make_member("Alpha", founded=1000)
    make_member("Beta", founded=1000)
    tags = dict.fromkeys(ports, "")

    for number in range(ROUNDS):
        year = 1001 + number % 900
        republish(alpha, founded=year, summary=f"Round {number}.")
        for port in ports:
            before = get(port, "/api/v1/members/", **{"If-None-Match": tags[port]})
            assert before[0] == 200, number
            tags[port] = before[1]
            assert get(port, "/api/v1/members/", **{"If-None-Match": before[1]})[0] == 304
            found = json.loads(get(port, ADDRESS.format(year))[2])
            assert [row["summary"] for row in found["results"]] == [f"Round {number}."], number


class Client:
    """A client that caches a list and revalidates its copy."""

    address = "/api/v1/members/?page_size=1"

    def __init__(self, port):
        self.port, self.tag, self.count, self.counts = port, "", None, {}

    def ask(self):
        """Request the list again. One ETag always has the same count."""
        status, tag, body = get(self.port, self.address, **{"If-None-Match": self.tag})
        assert status in {200, 304}, body
        if status == 200:
            self.tag, self.count = tag, json.loads(body)["count"]
        assert tag == self.tag
        assert self.counts.setdefault(tag, self.count) == self.count
        return status


def test_an_import_is_found_within_seconds_and_never_a_stale_304(ports, tmp_path):
    make_member("Alpha")
    clients = [Client(port) for port in ports]
    before = [(client.ask(), client.tag)[1] for client in clients]
    file = tmp_path / "many.jsonl"
    rows = ({"slug": f"c{n}", "name": f"C{n}", "kind": "cro"} for n in range(IMPORTED))
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    command = [sys.executable, "manage.py", "import_members", str(file)]
    environment = os.environ | {"DATABASE_URL": database_url()}
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as importing:
        while importing.poll() is None:
            for client in clients:
                client.ask()
                assert client.count in {1, IMPORTED + 1}
            time.sleep(0.05)
    assert importing.returncode == 0

    committed = time.monotonic()
    while any(client.count == 1 for client in clients):
        for client, tag in zip(clients, before, strict=True):
            client.ask()
            assert client.tag != tag  # The copy from before the import is no longer valid.
        assert time.monotonic() - committed < SECONDS
        time.sleep(0.05)
    for client in clients:
        assert (client.ask(), client.count) == (304, IMPORTED + 1)


def patch(port, secret, year):
    """Patch the founding year of Alpha; return the status."""
    address = "/api/v1/members/alpha/"
    headers = with_token(secret, If_Match=get(port, address)[1])
    headers["Content-Type"] = "application/merge-patch+json"
    return ask(port, "PATCH", address, headers, json.dumps({"founded": year}))[0]


def test_a_patchs_author_finds_its_change_in_each_process_during_a_large_import(ports, tmp_path):
    alpha = make_member("Alpha", founded=1000)
    review.trust_member(member=alpha, actor=make_staff(), reason="Known for years.")
    secret = make_token(make_owner(alpha))
    file, size = tmp_path / "many.jsonl", max(IMPORTED, QUICK_BUILD_LIMIT + 100)
    rows = ({"slug": f"c{n}", "name": f"C{n}", "kind": "cro"} for n in range(size))
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    command = [sys.executable, "manage.py", "import_members", str(file)]
    environment = os.environ | {"DATABASE_URL": database_url()}

    found, year, after = [], 1000, 0
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as importing:
        while after < 3:  # the first of these right after the import
            after += importing.poll() is not None
            year += 1
            status = patch(ports[year % 2], secret, year)
            answers = [get(port, ADDRESS.format(year), **with_token(secret)) for port in ports]
            found.append((status, *(json.loads(answer[2])["count"] for answer in answers)))

    assert importing.returncode == 0
    assert found == [(200, 1, 1)] * len(found)


def test_all_workers_answer_that_are_forked_from_a_loaded_process(writers, tmp_path):
    with serving(tmp_path / "log", "--workers", "2") as port:
        assert {get(port, "/readyz")[0] for _ in range(20)} == {200}
