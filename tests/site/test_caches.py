"""Caches: what counts is never evicted, and what can't be counted is not done without a limit."""

import json
import logging
import time
import uuid
from contextlib import suppress

import pytest
from django.core.cache import caches
from factories import make_member, make_owner, make_token, with_token
from signing_in import enroll, make_account, sign_in

from acro import caches as own_caches
from acro.env import read_caches

COUNTRIES = "/api/v1/countries/"
PATCH = "application/merge-patch+json"


@pytest.fixture
def outage():
    """The state of Redis as the process knows it: unknown before and after the test."""
    own_caches.outage.__init__()
    yield own_caches.outage
    own_caches.outage.__init__()


@pytest.fixture
def no_redis(settings, monkeypatch, outage):
    """Name a Redis server that refuses connections."""
    monkeypatch.setenv("CACHE_URL", "redis://127.0.0.1:1/0")
    settings.CACHES = read_caches("CACHE_URL")
    settings.API_RATE_ANONYMOUS = settings.API_RATE_SUGGEST = (1, 3600)


def resize(settings, alias, entries=0):
    """Replace a cache in memory by a new one with this many places."""
    caches_of_site = settings.CACHES
    place = {"OPTIONS": {"MAX_ENTRIES": entries}, "LOCATION": uuid.uuid4().hex}
    settings.CACHES = caches_of_site | {alias: caches_of_site[alias] | place}


@pytest.mark.parametrize("address", [COUNTRIES, "/api/v1/suggest/?q=a", "/", "/members/"])
def test_reads_go_on_without_limits_if_the_cache_is_away(client, vocabulary, no_redis, address):
    answers = [client.get(address) for _ in range(3)]

    assert [(each.status_code, "RateLimit" in each) for each in answers] == [(200, False)] * 3


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/accounts/login/", {"login": "olga@example.org", "password": "a long pass phrase"}),
        ("/accounts/password/reset/", {"email": "olga@example.org"}),
        ("/accounts/password/reset/key/1-abc/", {"password1": "another long phrase"}),
        ("/accounts/2fa/webauthn/login/", {"credential": "{}"}),
        ("/members/alpha/access/", {"name": "Ana"}),
    ],
)
def test_what_needs_a_limit_is_503_if_the_cache_is_away(
    client, vocabulary, no_redis, address, form
):
    make_account()
    make_member("Alpha")

    response = client.post(address, form)

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert b"available</h1>" in response.content
    assert "_auth_user_id" not in client.session


def test_a_second_factor_is_503_if_the_cache_is_away(client, db, settings, no_redis):
    away, settings.CACHES = settings.CACHES, read_caches("NO_CACHE_URL")
    enroll(make_account())
    sign_in(client)
    settings.CACHES = away

    response = client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "_auth_user_id" not in client.session


def test_writing_by_token_is_503_if_the_cache_is_away(client, vocabulary, no_redis):
    alpha = make_member("Alpha")
    secret = make_token(make_owner(alpha))
    tag = client.get("/api/v1/members/alpha/")["ETag"]

    response = client.patch(
        "/api/v1/members/alpha/",
        {"summary": "New."},
        content_type=PATCH,
        headers=with_token(secret, **{"If-Match": tag}),
    )

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == 503
    assert alpha.revisions.count() == 1


def test_an_outage_is_one_line_of_the_log(client, vocabulary, no_redis, caplog):
    caplog.set_level(logging.WARNING, "directory.events")

    for _ in range(3):
        client.get(COUNTRIES)

    lines = [(line.event, line.facts) for line in caplog.records if line.name == "directory.events"]
    assert lines == [("cache_away", {"reason": "ConnectionError"})]


def test_the_state_of_the_cache_is_known_at_once_and_asked_for_in_the_background(no_redis):
    began = time.monotonic()
    first = own_caches.is_cache_away()
    seconds = time.monotonic() - began
    while not own_caches.is_cache_away() and time.monotonic() < began + 10:
        time.sleep(0.05)

    assert (first, own_caches.is_cache_away()) == (False, True)
    assert seconds < 0.5


def test_an_outage_soon_after_another_is_logged_after_a_minute(outage, monkeypatch, caplog):
    caplog.set_level(logging.INFO, "directory.events")
    now, clock = time.monotonic, []
    monkeypatch.setattr(time, "monotonic", lambda: now() + sum(clock))

    for seconds, command in [(0, fail), (6, int), (6, fail), (6, fail), (60, fail), (6, int)]:
        clock.append(seconds)
        with suppress(own_caches.CacheAwayError):
            outage.run(command, OSError)

    assert [line.event for line in caplog.records] == ["cache_away", "cache_back"] * 2


def fail():
    """Fail as a cache does that refuses connections."""
    raise ConnectionRefusedError


def test_a_cache_in_memory_is_never_away(outage):
    assert not own_caches.is_cache_away()


def test_a_full_memory_refuses_sign_in_and_forgets_no_count(client, db, settings):
    resize(settings, "default")
    make_account()

    response = sign_in(client)

    assert (response.status_code, "_auth_user_id" in client.session) == (503, False)


def test_a_full_memory_of_rates_ends_no_read_and_no_count(client, vocabulary, settings):
    settings.API_RATE_ANONYMOUS = (1, 3600)
    resize(settings, "rates", entries=1)

    client.get(COUNTRIES, REMOTE_ADDR="192.0.2.1")
    others = [client.get(COUNTRIES, REMOTE_ADDR=f"198.51.100.{n}") for n in range(5)]
    again = client.get(COUNTRIES, REMOTE_ADDR="192.0.2.1")

    assert [other.status_code for other in others] == [200] * 5
    assert again.status_code == 429


def test_a_full_memory_makes_room_of_what_has_expired(settings):
    resize(settings, "rates", entries=2)
    rates = caches["rates"]
    rates.set("old", 1, timeout=0.01)
    rates.set("new", 1, timeout=60)
    time.sleep(0.02)

    rates.set("third", 1, timeout=60)
    with pytest.raises(own_caches.CacheAwayError):
        rates.set("fourth", 1, timeout=60)

    assert [rates.get(key) for key in ("old", "new", "third", "fourth")] == [None, 1, 1, None]


def test_pictures_keep_to_their_bytes_and_drop_the_oldest(settings):
    place = {"OPTIONS": {"MAX_BYTES": 1000, "MAX_ENTRIES": 10}, "LOCATION": uuid.uuid4().hex}
    settings.CACHES = settings.CACHES | {"pictures": settings.CACHES["pictures"] | place}
    pictures = caches["pictures"]

    for number in range(4):
        pictures.set(str(number), b"x" * 300)
    pictures.set("large", b"x" * 2000)

    kept = [name for name in ("0", "1", "2", "3", "large") if pictures.get(name)]
    assert kept == ["1", "2", "3"]
