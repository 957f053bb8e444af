"""People and programs find what they published, even while the index is rebuilt."""

import json
import threading
import time

import pytest
from django.db import OperationalError, connection
from django.db.backends.signals import connection_created
from django.test import Client
from factories import make_member, make_owner, make_staff, make_token, republish, with_token
from signing_in import enroll, enter

from directory import middleware, search
from directory.api import own_writes
from directory.models import Token
from directory.search import snapshot
from directory.workflow import drafts, review

ADDRESS = "/api/v1/members/alpha/"
SECONDS = 30


@pytest.fixture
def stella(writers):
    return enroll(make_staff())


@pytest.fixture
def alpha(stella):
    member = make_member("Alpha", founded=1999)
    review.trust_member(member=member, actor=stella, reason="Known for years.")
    member.refresh_from_db()
    return member


@pytest.fixture
def secret(alpha):
    return make_token(make_owner(alpha))


@pytest.fixture
def _slow(alpha, monkeypatch):
    """Have each change rebuild the index in the background, as a large import does."""
    search.fetch_snapshot()
    monkeypatch.setattr(snapshot, "QUICK_BUILD_LIMIT", -1)
    monkeypatch.setattr(snapshot, "MAX_CHANGED_MEMBERS", -1)


@pytest.fixture
def _stuck(_slow):
    """Keep the new index from being used until the test ends."""
    with snapshot._held.lock:  # noqa: SLF001 - a build that takes longer than any wait
        start_a_build()
        yield


def start_a_build():
    snapshot._held.building = threading.Thread(target=snapshot.rebuild_snapshot)  # noqa: SLF001
    snapshot._held.building.start()  # noqa: SLF001 - as above


def patch(secret, **keys):
    tag = Client().get(ADDRESS)["ETag"]
    body = json.dumps(keys)
    headers = with_token(secret, If_Match=tag)
    content_type = "application/merge-patch+json"
    return Client().patch(ADDRESS, body, content_type=content_type, headers=headers)


def read(secret, address):
    return Client().get(address, headers=with_token(secret)).json()


@pytest.mark.usefixtures("_slow")
def test_a_patchs_author_finds_its_change_although_the_index_is_being_rebuilt(secret):
    for year in range(1001, 1006):
        name = f"Alpha{year}"
        assert patch(secret, founded=year, name=name).status_code == 200
        address = f"?founded_min={year}&founded_max={year}"
        found = [
            read(secret, f"/api/v1/members/{address}")["count"],
            read(secret, f"/api/v1/members/facets/{address}")["count"],
            [row["label"] for row in read(secret, f"/api/v1/suggest/?q={name}")["suggestions"]],
        ]

        assert found == [1, 1, [name]]


@pytest.mark.usefixtures("_slow")
def test_the_tag_of_an_answer_that_waited_is_that_of_the_new_index(secret):
    before = Client().get("/api/v1/members/")["ETag"]
    patch(secret, founded=1001)

    first = Client().get("/api/v1/members/", headers=with_token(secret))
    second = Client().get("/api/v1/members/")

    assert first["ETag"] == second["ETag"] != before


def test_a_change_that_is_not_published_leaves_nothing_to_wait_for(alpha, secret, stella):
    review.distrust_member(member=alpha, actor=stella, reason="It changed hands.")

    assert patch(secret, founded=1001).status_code == 202

    assert Token.objects.get().last_write == 0


@pytest.mark.usefixtures("_stuck")
def test_few_requests_wait_and_only_for_a_limited_time(secret, monkeypatch):
    monkeypatch.setattr(own_writes, "OWN_WRITE_SECONDS", 2)
    patch(secret, founded=1001)
    answers = []

    def ask():
        began = time.monotonic()
        count = read(secret, "/api/v1/members/?founded_max=1001")["count"]
        answers.append((count, time.monotonic() - began > 1))
        connection.close()

    asking = [threading.Thread(target=ask) for _ in range(5)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(SECONDS)

    assert sorted(answers) == [(0, False)] * 3 + [(0, True)] * 2


@pytest.mark.usefixtures("_stuck")
def test_a_token_that_wrote_nothing_waits_for_nothing(alpha, secret):
    other = make_token(make_owner(make_member("Beta"), "bea"))
    patch(secret, founded=1001)
    began = time.monotonic()

    read(other, "/api/v1/members/")
    Client().get("/api/v1/members/")

    assert time.monotonic() - began < 2


def submit(client, member, **changes):
    """Submit a change of a company as its owner, through the portal."""
    owner = member.representatives.get().user
    enter(client, owner)
    drafts.save_draft(member=member, author=owner, origin="representative", changes=changes)
    return client.post(f"/portal/{member.slug}/submit/")


@pytest.mark.usefixtures("_slow")
def test_who_publishes_in_the_portal_finds_it_in_the_search(client, alpha):
    make_owner(alpha)

    sent = submit(client, alpha, founded=1001)

    found = Client().get("/members/?founded_max=1001")
    assert (sent.status_code, found.context["listing"].count) == (303, 1)
    shown = client.get(sent["Location"]).content.decode()
    assert "searches show this change" not in shown


@pytest.mark.usefixtures("_slow")
def test_staff_who_archive_a_company_no_longer_find_it(client, stella):
    enter(client, stella)

    done = client.post("/desk/members/alpha/archive/", {"reason": "It left."})

    found = Client().get("/members/")
    assert (done.status_code, found.context["listing"].count) == (303, 0)


@pytest.mark.usefixtures("_stuck")
def test_the_portal_says_so_if_searches_do_not_show_the_change_yet(client, alpha, monkeypatch):
    monkeypatch.setattr(middleware, "OWN_CHANGE_SECONDS", 0.5)
    make_owner(alpha)

    sent = submit(client, alpha, founded=1001)

    shown = client.get(sent["Location"]).content.decode()
    assert "It may take a minute until searches show this change." in shown


@pytest.mark.usefixtures("_slow")
def test_a_build_that_fails_in_the_background_is_tried_again(alpha, monkeypatch, request):
    monkeypatch.setattr(snapshot, "RETRY_PAUSE_SECONDS", 0.2)
    failures = [OperationalError("disk I/O error")]

    def refuse_once(execute, sql, params, many, context):
        if failures and "directory_searchtext" in sql:
            raise failures.pop()
        return execute(sql, params, many, context)

    def prepare(connection, **_):
        connection.execute_wrappers.append(refuse_once)

    connection_created.connect(prepare)
    request.addfinalizer(lambda: connection_created.disconnect(prepare))
    republish(alpha, founded=1001)

    deadline = time.monotonic() + SECONDS
    while Client().get("/api/v1/members/?founded_max=1001").json()["count"] == 0:
        assert time.monotonic() < deadline
        time.sleep(0.05)

    assert (failures, Client().get("/readyz").json()["warnings"]) == ([], [])
