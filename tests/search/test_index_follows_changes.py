"""The search index follows the directory, by an update or a rebuild, and reports if it can't."""

import gc
import weakref

import pytest
from django.db import OperationalError, connection
from factories import make_member

from directory.models import Change, Country, Region, Service, ServiceGroup
from directory.search import (
    FACET_NAMES,
    Query,
    fetch_snapshot,
    find_suggestions,
    run_query,
    snapshot,
)


def count(client, **query):
    return client.get("/api/v1/members/", query).json()["count"]


def refusing(execute, sql, params, many, context):
    """Raise a database error for queries of the search texts."""
    if "directory_searchtext" in sql:
        raise OperationalError("disk I/O error")
    return execute(sql, params, many, context)


def test_an_update_that_fails_leaves_the_old_index_answering_and_says_so(
    client, vocabulary, monkeypatch, caplog
):
    make_member("Alpha")
    assert count(client) == 1
    make_member("Beta")

    with connection.execute_wrapper(refusing):
        during = client.get("/api/v1/members/")
        ready = client.get("/readyz")

    assert (during.status_code, during.json()["count"]) == (200, 1)
    assert "The search index couldn't be updated" in caplog.text
    assert ready.status_code == 200
    assert ready.json() == {"status": "ok", "warnings": ["index_behind"]}
    monkeypatch.setattr(snapshot, "RETRY_PAUSE_SECONDS", 0)
    after = client.get("/api/v1/members/")
    assert (after.json()["count"], after["ETag"] != during["ETag"]) == (2, True)
    assert client.get("/readyz").json() == {"status": "ok", "warnings": []}


def test_without_any_index_a_failure_is_an_error_and_the_next_request_tries_again(
    client, vocabulary
):
    make_member("Alpha")
    client.raise_request_exception = False

    with connection.execute_wrapper(refusing):
        assert client.get("/api/v1/members/").status_code >= 500
        assert client.get("/readyz").status_code == 503

    assert count(client) == 1


def test_a_change_is_found_even_if_its_update_step_is_lost(client, vocabulary):
    make_member("Alpha")
    assert count(client) == 1
    make_member("Beta")
    Change.objects.all().delete()

    assert count(client) == 2


@pytest.mark.parametrize("most", [0, 200])
def test_few_and_many_changes_are_found_by_the_next_request(client, vocabulary, monkeypatch, most):
    monkeypatch.setattr(snapshot, "MAX_CHANGED_MEMBERS", most)
    assert count(client) == 0
    for number in range(4):
        make_member(f"Company {number}", "DE")

    assert count(client, country="DE") == 4


def test_a_word_unknown_to_the_old_index_is_no_error_while_it_answers(client, vocabulary):
    make_member("Alpha", "DE", services=["rtsm"])
    assert count(client) == 1
    poles = Region.objects.create(code="999", slug="poles", name="The poles")
    Country.objects.create(code="XP", numeric="999", name="North Pole", region=poles)
    group = ServiceGroup.objects.first()
    Service.objects.create(slug="ice-coring", label="Ice coring", group=group, position=99)
    Change.objects.record([Change.of(Change.Kind.VOCABULARY)])
    make_member("Alpha", "DE XP", slug="alpha-2", services=["rtsm", "ice-coring"])

    asked = ("", "?region=poles", "?country=XP", "?service=ice-coring&hq=XP")
    with connection.execute_wrapper(refusing):
        for address in asked:
            for path in ("/members/", "/api/v1/members/"):
                found = client.get(f"{path}{address}")
                assert found.status_code == 200, address
    assert count(client, region="poles") == 0  # The old index still answers for a while.
    snapshot.forget_snapshot()
    assert count(client, region="poles") == 1


def test_a_replaced_index_leaves_memory_at_once(vocabulary):
    make_member("Alpha", "DE")
    run_query(Query(facets=frozenset(FACET_NAMES)))
    run_query(Query(q="alpah", facets=frozenset(FACET_NAMES), ordering="-trials"))
    find_suggestions("alp")
    old = weakref.ref(fetch_snapshot().index)
    gc.disable()
    try:
        make_member("Beta", "DE")
        fetch_snapshot()
        assert old() is None
    finally:
        gc.enable()
