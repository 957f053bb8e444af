"""A token identifies one company's owner or no one, and only as long as it is valid."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import (
    make_editor,
    make_member,
    make_owner,
    make_reading_token,
    make_staff,
    make_token,
    with_token,
)

from directory import search
from directory.models import Representative, Token
from directory.people import tokens
from directory.workflow.conflicts import StateConflict

PROBLEM = "application/problem+json"
VERSION = "/api/v1/version/"


def status(client, secret, address=VERSION):
    return client.get(address, headers=with_token(secret)).status_code


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Token",
        "Token ",
        "Token two words",
        "Token nobodys",
        "Token \x00",
        "Token é",
        "Token acro_" + "0" * 64,
        "Basic b2xnYTpwYXNz",
        "Bearer abc",
        "nonsense",
    ],
)
@pytest.mark.parametrize("address", [VERSION, "/api/v1/members/", "/api/v1/docs/"])
def test_an_invalid_token_is_401(client, vocabulary, header, address):
    response = client.get(address, headers={"Authorization": header})

    assert (response.status_code, response["Content-Type"]) == (401, PROBLEM)
    assert (response["WWW-Authenticate"], response["Cache-Control"]) == (
        "Token",
        "private, no-store",
    )


def test_a_token_is_stored_as_a_hash_and_identified_by_its_beginning(vocabulary):
    secret = make_token(make_owner(make_member("Alpha")))
    row = Token.objects.values().get()

    assert secret.startswith("acro_")
    assert len(secret) == len("acro_") + 64
    assert secret not in str(row)
    assert row["token_key"] == secret[:15]


def test_a_token_works_until_it_expires_or_is_revoked(client, vocabulary):
    olga = make_owner(make_member("Alpha"))
    first, second = make_token(olga, "First"), make_token(olga, "Second")
    seen = [status(client, first), status(client, second)]

    Token.objects.filter(name="First").update(expiry=timezone.now() - timedelta(seconds=1))
    tokens.revoke_token(token=Token.objects.get(name="Second"))

    assert seen == [200, 200]
    assert [status(client, first), status(client, second)] == [401, 401]


def test_reading_with_an_expired_token_writes_nothing(client, vocabulary):
    secret = make_token(make_owner(make_member("Alpha")))
    Token.objects.update(expiry=timezone.now() - timedelta(days=1))
    search.fetch_snapshot()

    with CaptureQueriesContext(connection) as captured:
        assert status(client, secret) == 401

    assert Token.objects.count() == 1
    assert [q["sql"] for q in captured if not q["sql"].startswith("SELECT")] == []


def test_a_token_ends_with_the_representation(client, vocabulary):
    alpha = make_member("Alpha")
    olga = make_owner(alpha)
    secret = make_token(olga)

    Representative.objects.all().delete()
    Representative.objects.create(user=olga, member=alpha, role="owner")

    assert status(client, secret) == 401  # An owner who returns creates a new token.


def test_a_token_is_inactive_while_its_creator_is_no_owner_or_cannot_sign_in(client, vocabulary):
    olga = make_owner(make_member("Alpha"))
    secret = make_token(olga)
    statuses = []

    for role, is_active in (("editor", True), ("owner", False), ("owner", True)):
        olga.representations.update(role=role)
        type(olga).objects.filter(pk=olga.pk).update(is_active=is_active)
        statuses.append(status(client, secret))

    assert statuses == [401, 401, 200]


def test_only_owners_create_tokens(vocabulary):
    emil = make_editor(make_member("Alpha"))

    with pytest.raises(StateConflict, match="Only an owner"):
        make_token(emil)

    assert not Token.objects.exists()


def test_token_names_are_unique_for_an_owner(vocabulary):
    olga, otto = make_owner(make_member("Alpha")), make_owner(make_member("Beta"), "otto")
    make_token(olga, "Sync")
    make_token(otto, "Sync")
    make_reading_token("Sync")

    with pytest.raises(StateConflict, match="already has this name"):
        make_token(olga, "Sync")
    with pytest.raises(StateConflict, match="already has this name"):
        make_reading_token("Sync")

    assert Token.objects.count() == 3


def test_the_number_of_tokens_is_limited(vocabulary):
    olga = make_owner(make_member("Alpha"))
    for number in range(tokens.MOST_TOKENS):
        make_token(olga, f"Token {number}")

    with pytest.raises(StateConflict, match="Revoke one first"):
        make_token(olga, "One more")


def test_a_token_reads_only_what_is_public(client, vocabulary):
    olga = make_owner(make_member("Alpha"))
    address = "/api/v1/members/"
    secrets = [make_reading_token(), make_token(olga)]

    bodies = [client.get(address, headers=with_token(secret)).content for secret in secrets]

    assert bodies == [client.get(address).content] * 2


def test_a_cached_copy_is_valid_only_for_a_valid_token(client, vocabulary):
    secret = make_reading_token()
    tag = client.get(VERSION)["ETag"]

    known = client.get(VERSION, headers=with_token(secret, If_None_Match=tag))
    unknown = client.get(VERSION, headers=with_token("nobodys", If_None_Match=tag))

    assert [(r.status_code, r["Cache-Control"]) for r in (known, unknown)] == [
        (304, "private, no-store"),
        (401, "private, no-store"),
    ]


def test_each_token_has_a_rate_of_its_own(client, vocabulary, settings):
    settings.API_RATE_ANONYMOUS, settings.API_RATE_TOKEN = (1, 3600), (2, 3600)
    one, other = make_reading_token("One"), make_token(make_owner(make_member("Alpha")))

    answers = [client.get(VERSION, headers=with_token(secret)) for secret in (one, one, one, other)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
    assert answers[0]["RateLimit-Policy"] == '"token";q=2;w=3600'
    assert [a["RateLimit"].split(";")[1] for a in answers] == ["r=1", "r=0", "r=0", "r=1"]
    assert client.get(VERSION).status_code == 200


def test_guessing_tokens_counts_toward_the_anonymous_rate(client, vocabulary, settings):
    settings.API_RATE_ANONYMOUS = (2, 3600)

    statuses = [status(client, "nobodys") for _ in range(3)]

    assert [*statuses, client.get(VERSION).status_code] == [401, 401, 429, 429]


def test_a_token_of_staff_has_no_staff_rights(client, vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    Representative.objects.create(user=stella, member=member, role="owner")
    secret = make_token(stella)

    response = client.patch(
        "/api/v1/members/alpha/",
        {"membership": "current", "summary": "New."},
        content_type="application/merge-patch+json",
        headers=with_token(secret, If_Match=client.get("/api/v1/members/alpha/")["ETag"]),
    )

    assert response.status_code == 403
    assert [error["path"] for error in response.json()["errors"]] == ["membership"]


@pytest.mark.parametrize("address", ["/portal/", "/desk/", "/admin/", "/accounts/email/"])
def test_a_token_opens_no_page(client, vocabulary, address):
    olga = make_owner(make_member("Alpha"))

    assert status(client, make_token(olga), address) in {302, 404}
