"""Addresses to invite that hold what no one sees: read as meant, or refused by name."""

import pytest
from factories import make_member, make_owner
from read_letters import link_in

from directory.models import Invitation, Representative

ANEW = {"name": "Ida Invited", "password": "ten green bottles on the wall"}


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", "DE")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha, "olga")


def test_an_address_with_an_invisible_ending_does_not_lock_the_invited_person_out(
    client, alpha, olga, mailoutbox
):
    client.force_login(olga)
    client.post("/portal/alpha/team/", {"email": "z1@example.org\u200b", "role": "editor"})
    client.logout()

    client.post(link_in(mailoutbox[0], "/accounts/invitations/"), ANEW)

    assert mailoutbox[0].to == ["z1@example.org"]
    joined = Representative.objects.get(member=alpha, role="editor")
    assert joined.user.email == "z1@example.org"


def test_an_address_with_an_invisible_character_inside_is_refused_by_name(client, alpha, olga):
    client.force_login(olga)

    response = client.post(
        "/portal/alpha/team/", {"email": "z\u200b1@example.org", "role": "editor"}
    )

    assert "U+200B ZERO WIDTH SPACE" in response.content.decode()
    assert not Invitation.objects.exists()
