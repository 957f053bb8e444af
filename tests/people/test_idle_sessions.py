"""Sessions of staff end after twelve idle hours."""

import time

import pytest
from factories import make_member, make_owner, make_staff
from signing_in import enroll, enter, make_account, sign_in

HOUR = 60 * 60


@pytest.fixture
def clock(monkeypatch):
    """Return a function that moves the clock forward by some hours."""
    began, moved = time.time, [0]
    monkeypatch.setattr(time, "time", lambda: began() + moved[0])

    def forward(hours):
        moved[0] += hours * HOUR

    return forward


@pytest.fixture
def stella(client, vocabulary):
    enter(client, user := enroll(make_staff()))
    return user


def test_staff_who_were_idle_for_twelve_hours_sign_in_again(client, stella, clock):
    assert client.get("/desk/").status_code == 200
    clock(12.01)

    response = client.get("/desk/")

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/desk/")
    assert "You were signed out because" in client.get(response["Location"]).content.decode()
    assert "_auth_user_id" not in client.session


def test_the_twelve_hours_begin_with_the_sign_in(client, vocabulary, clock):
    make_account(is_staff=True)
    sign_in(client)
    clock(11)
    before = client.get("/desk/")["Location"]
    clock(13)

    after = client.get("/desk/")["Location"]

    assert [before, after] == ["/accounts/2fa/", "/accounts/login/?next=/desk/"]


def test_each_request_begins_the_twelve_hours_anew(client, stella, clock):
    for _ in range(3):
        clock(11)

        assert client.get("/desk/").status_code == 200


def test_a_request_within_five_minutes_writes_no_session(client, stella, clock):
    clock(1)
    client.get("/desk/")
    before = client.session["staff-seen"]
    clock(4 / 60)
    client.get("/desk/")

    assert client.session["staff-seen"] == before
    clock(2 / 60)
    client.get("/desk/")
    assert client.session["staff-seen"] > before


def test_a_session_without_any_sign_in_of_its_own_ends(client, vocabulary):
    client.force_login(make_staff())

    assert client.get("/desk/").status_code == 302


def test_a_member_stays_signed_in(client, vocabulary, clock):
    enter(client, make_owner(make_member("Alpha")))
    clock(100)

    assert client.get("/portal/").status_code == 200
