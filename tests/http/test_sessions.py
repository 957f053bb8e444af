"""Public pages are the same for everyone: signed in or not, they read no session."""

import pytest
from factories import make_member
from signing_in import make_account, sign_in


@pytest.mark.parametrize(
    "address", ["/", "/members/", "/members/alpha/", "/nowhere/", "/api/v1/members/alpha/"]
)
def test_a_public_page_is_the_same_for_signed_in_users(client, vocabulary, address):
    make_member("Alpha", "DE")
    before = client.get(address)
    make_account(is_staff=True)
    sign_in(client)

    after = client.get(address)

    assert (after.content, after.status_code) == (before.content, before.status_code)
    assert after["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in after["Vary"]
    assert not after.cookies


def test_signing_in_changes_the_key_of_the_session(client, db):
    make_account()
    client.get("/accounts/login/")
    session = client.session
    session["kept"] = "yes"
    session.save()
    client.cookies["sessionid"] = before = session.session_key

    sign_in(client)

    assert client.session.session_key != before
