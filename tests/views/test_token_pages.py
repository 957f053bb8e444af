"""The token pages: owners create tokens, staff can also revoke them, and a secret is shown once."""

import re

import pytest
from allauth.mfa.models import Authenticator
from factories import (
    make_editor,
    make_member,
    make_owner,
    make_reading_token,
    make_staff,
    make_token,
    make_user,
    with_token,
)
from signing_in import enter

from directory.models import Token

PORTAL, DESK = "/portal/alpha/tokens/", "/desk/tokens/"
NEW = {"name": "Sync", "days": "90"}


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha)


def secret_in(response):
    return re.search(r'id="secret">(\w+)<', response.content.decode())[1]


def test_an_owner_makes_a_token_that_writes_and_sees_it_once(client, alpha, olga):
    enter(client, olga)

    made = client.post(f"{PORTAL}new/", NEW)
    secret = secret_in(made)
    token = Token.objects.get()

    assert (made.status_code, made["Cache-Control"]) == (201, "private, no-store")
    assert (token.kind, token.name, token.user, token.member) == ("write", "Sync", olga, alpha)
    assert (token.expiry - token.created).days in {89, 90}
    assert client.get("/api/v1/version/", headers=with_token(secret)).status_code == 200
    page = client.get(PORTAL).content.decode()
    assert (token.token_key in page, secret in page) == (True, False)
    assert secret not in str(dict(client.session))


def test_a_reload_makes_no_second_token(client, olga):
    enter(client, olga)

    answers = [client.post(f"{PORTAL}new/", NEW) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 409]
    assert "Another token already has this name" in answers[1].content.decode()
    assert 'value="Sync"' in answers[1].content.decode()
    assert Token.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "a" * 101}, {"days": "9999"}, {"days": ""}, {"name": "a\x00"}]
)
def test_errors_are_shown_beside_their_fields(client, olga, wrong):
    enter(client, olga)

    response = client.post(f"{PORTAL}new/", NEW | wrong)

    assert response.status_code == 400
    assert list(response.context["form"].errors) == list(wrong)
    assert not Token.objects.exists()


def test_a_token_is_revoked_by_post_after_a_question(client, olga):
    secret = make_token(olga)
    address = f"{PORTAL}{secret[:15]}/revoke/"
    enter(client, olga)

    asked = client.get(address)
    left = Token.objects.count()
    done = client.post(address)

    assert (asked.status_code, left) == (200, 1)
    assert (done.status_code, done["Location"]) == (303, PORTAL)
    assert "revoked. It no longer works." in client.get(PORTAL).content.decode()
    assert client.get("/api/v1/version/", headers=with_token(secret)).status_code == 401


def test_owners_see_and_revoke_all_tokens_of_their_company_and_no_others(client, alpha, olga):
    other = make_token(make_owner(alpha, "oscar"), "Of Oscar")
    foreign = make_token(make_owner(make_member("Beta"), "otto"), "Of Beta")
    reading = make_reading_token("Of a partner")
    enter(client, olga)

    page = client.get(PORTAL).content.decode()
    found = [
        client.post(f"{PORTAL}{s[:15]}/revoke/").status_code for s in (other, foreign, reading)
    ]

    assert [name in page for name in ("Of Oscar", "Of Beta", "Of a partner")] == [
        True,
        False,
        False,
    ]
    assert found == [303, 404, 404]


def test_an_inactive_token_is_listed_with_the_reason(client, alpha, olga):
    oscar = make_owner(alpha, "oscar")
    make_token(oscar)
    oscar.representations.update(role="editor")
    enter(client, olga)

    assert "its creator is no longer an owner" in client.get(PORTAL).content.decode()


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (None, [302, 302, 302, 302, 302, 302]),
        ("stranger", [404, 404, 404, 404, 404, 404]),
        ("editor", [404, 404, 404, 404, 404, 404]),
        ("owner", [200, 201, 303, 404, 404, 404]),
        ("owner of another", [404, 404, 404, 404, 404, 404]),
    ],
)
def test_who_may_do_what_with_tokens(client, alpha, olga, who, expected):
    people = {
        "stranger": lambda: make_user("sam"),
        "editor": lambda: make_editor(alpha),
        "owner": lambda: olga,
        "owner of another": lambda: make_owner(make_member("Beta"), "otto"),
    }
    written, read = make_token(olga)[:15], make_reading_token()[:15]
    if who:
        enter(client, people[who]())

    found = [
        client.get(PORTAL),
        client.post(f"{PORTAL}new/", NEW),
        client.post(f"{PORTAL}{written}/revoke/"),
        client.get(DESK),
        client.post(f"{DESK}new/", NEW),
        client.post(f"{DESK}{read}/revoke/"),
    ]

    assert [response.status_code for response in found] == expected


@pytest.fixture
def stella(vocabulary):
    user = make_staff()
    Authenticator.objects.create(user=user, type="totp", data={})
    return user


def test_staff_issue_tokens_that_read_and_revoke_those_that_write(client, alpha, olga, stella):
    written = make_token(olga)
    enter(client, stella)

    made = client.post(f"{DESK}new/", NEW)
    revoked = client.post(f"{PORTAL}{written[:15]}/revoke/")
    token = Token.objects.get()

    assert (made.status_code, revoked.status_code) == (201, 303)
    assert (token.kind, token.name, token.user, token.member) == ("read", "Sync", stella, None)
    assert client.get("/api/v1/version/", headers=with_token(secret_in(made))).status_code == 200
    assert client.get(DESK).status_code == 200


def test_staff_make_no_token_that_writes(client, alpha, stella):
    enter(client, stella)

    page = client.get(PORTAL).content.decode()

    assert client.post(f"{PORTAL}new/", NEW).status_code == 404
    assert "Create token" not in page
    assert not Token.objects.exists()
