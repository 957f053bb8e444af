"""Searching during publications: each answer belongs to one state, and none is lost."""

import json
import threading
import time
from functools import partial

from django.db import connection
from django.test import Client
from factories import make_member, republish

from directory import search
from directory.models import DirectoryState
from directory.search import snapshot
from directory.transfer.imports import import_members

SECONDS = 30


def answers(seen, stop):
    """Request the companies and their counts by country until stopped."""
    client = Client()
    while not stop.is_set():
        body = client.get("/api/v1/members/?include=facets&page_size=100").json()
        countries = {value["value"]: value["count"] for value in body["facets"]["country"]}
        seen.append((body["count"], len(body["results"]), countries))
    connection.close()


def write(file, names, **keys):
    rows = [{"slug": name.lower(), "name": name, "kind": "cro"} | keys for name in names]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_every_answer_is_the_state_before_or_after_never_a_mixture(writers, tmp_path):
    names = [f"C{number}" for number in range(12)]
    file = tmp_path / "members.jsonl"
    allowed = [(0, 0, {})]
    seen, stop = [], threading.Event()
    threads = [threading.Thread(target=answers, args=[seen, stop]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for code in ("DE", "FR", "JP", "US"):
        # All companies move from one country to the next in one transaction.
        write(file, names, countries=[{"code": code, "kind": "office"}])
        import_members(file)
        allowed.append((12, 12, {code: 12}))
        time.sleep(0.2)
    stop.set()
    for thread in threads:
        thread.join(SECONDS)

    assert seen
    assert [answer for answer in seen if answer not in allowed] == []
    assert seen[-1] == allowed[-1]


def test_while_a_new_index_is_built_the_old_one_answers_under_its_own_tag(writers, monkeypatch):
    monkeypatch.setattr(snapshot, "QUICK_BUILD_LIMIT", -1)
    monkeypatch.setattr(snapshot, "MAX_CHANGED_MEMBERS", 0)
    make_member("Alpha")
    client = Client()
    before = client.get("/api/v1/members/")
    make_member("Beta")

    tags, deadline = {before["ETag"]: before.json()["count"]}, time.monotonic() + SECONDS
    while tags.get((answer := client.get("/api/v1/members/"))["ETag"], 0) != 2:
        assert time.monotonic() < deadline
        tags[answer["ETag"]] = answer.json()["count"]

    moment = DirectoryState.objects.now()
    assert search.fetch_snapshot().moment == moment
    assert [count for count in tags.values() if count == 2] == [2]
    assert before.json()["count"] == 1


def test_two_that_publish_at_once_are_both_found(writers):
    alpha = make_member("Alpha")
    search.fetch_snapshot()

    writers(partial(republish, alpha, founded=1999), partial(make_member, "Beta"))

    client = Client()
    assert client.get("/api/v1/members/?founded_min=1999").json()["count"] == 1
    assert client.get("/api/v1/members/").json()["count"] == 2
