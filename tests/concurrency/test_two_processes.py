"""Two web processes and one that publishes: each finds at once what was published."""

import json
import os
import subprocess
import time

import pytest
from databases import database_url
from django.db import connection
from factories import make_member, make_owner, make_staff, make_token, republish, with_token
from processes import start_python
from web_server import serving

from directory.search.snapshot import QUICK_BUILD_LIMIT
from directory.workflow import review

ROUNDS = int(os.environ.get("ROUNDS", "25"))
IMPORTED = int(os.environ.get("IMPORTED", "300"))  # More than are updated one by one.
SECONDS = 60
ADDRESS = "/api/v1/members/?founded_min={0}&founded_max={0}"


@pytest.fixture
def url(writers):
    """The setting of a process on the database of these tests."""
    return database_url(connection.settings_dict["NAME"])


@pytest.fixture
def sites(url, tmp_path):
    first = serving(tmp_path / "one.log", DATABASE_URL=url)
    second = serving(tmp_path / "two.log", DATABASE_URL=url)
    with first as one, second as two:
        yield one, two


def start_import(url, file):
    words = ("manage.py", "import_members", file)
    return start_python(*words, output=subprocess.DEVNULL, DATABASE_URL=url)


def test_what_is_published_is_found_by_the_next_request_of_each_and_never_a_stale_304(sites):
    alpha = make_member("Alpha", founded=1000)
    make_member("Beta", founded=1000)
    tags = dict.fromkeys(sites, "")

    for number in range(ROUNDS):
        year = 1001 + number % 900
        republish(alpha, founded=year, summary=f"Round {number}.")
        for site in sites:
            before = site.get("/api/v1/members/", **{"If-None-Match": tags[site]})
            assert before.status == 200, number
            tags[site] = before.etag
            again = site.get("/api/v1/members/", **{"If-None-Match": before.etag})
            assert again.status == 304
            found = site.get(ADDRESS.format(year)).json()
            assert [row["summary"] for row in found["results"]] == [f"Round {number}."], number


class Client:
    """A client that caches a list and revalidates its copy."""

    address = "/api/v1/members/?page_size=1"

    def __init__(self, site):
        self.site, self.tag, self.count, self.counts = site, "", None, {}

    def ask(self):
        """Request the list again. One ETag always has the same count."""
        answer = self.site.get(self.address, **{"If-None-Match": self.tag})
        assert answer.status in {200, 304}, answer.text
        if answer.status == 200:
            self.tag, self.count = answer.etag, answer.json()["count"]
        assert answer.etag == self.tag
        assert self.counts.setdefault(self.tag, self.count) == self.count
        return answer.status


def test_an_import_is_found_within_seconds_and_never_a_stale_304(sites, url, tmp_path):
    make_member("Alpha")
    clients = [Client(site) for site in sites]
    before = [(client.ask(), client.tag)[1] for client in clients]
    file = tmp_path / "many.jsonl"
    rows = ({"slug": f"c{n}", "name": f"C{n}", "kind": "cro"} for n in range(IMPORTED))
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    with start_import(url, file) as importing:
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


def patch(site, secret, year):
    """Patch the founding year of Alpha; return the status."""
    address = "/api/v1/members/alpha/"
    headers = with_token(secret, If_Match=site.get(address).etag)
    headers["Content-Type"] = "application/merge-patch+json"
    return site.ask("PATCH", address, json.dumps({"founded": year}), **headers).status


def test_a_patchs_author_finds_its_change_in_each_process_during_a_large_import(
    sites, url, tmp_path
):
    alpha = make_member("Alpha", founded=1000)
    review.trust_member(member=alpha, actor=make_staff(), reason="Known for years.")
    secret = make_token(make_owner(alpha))
    file, size = tmp_path / "many.jsonl", max(IMPORTED, QUICK_BUILD_LIMIT + 100)
    rows = ({"slug": f"c{n}", "name": f"C{n}", "kind": "cro"} for n in range(size))
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))

    found, year, after = [], 1000, 0
    with start_import(url, file) as importing:
        while after < 3:  # the first of these right after the import
            after += importing.poll() is not None
            year += 1
            status = patch(sites[year % 2], secret, year)
            answers = [site.get(ADDRESS.format(year), **with_token(secret)) for site in sites]
            found.append((status, *(answer.json()["count"] for answer in answers)))

    assert importing.returncode == 0
    assert found == [(200, 1, 1)] * len(found)


def test_all_workers_answer_that_are_forked_from_a_loaded_process(url, tmp_path):
    with serving(tmp_path / "log", DATABASE_URL=url, WEB_PROCESSES="2") as site:
        assert {site.get("/readyz").status for _ in range(20)} == {200}
