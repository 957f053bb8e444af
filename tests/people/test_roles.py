"""The roles of owners and editors, how they change, and how people leave."""

import pytest
from factories import make_editor, make_member, make_owner, make_staff

from directory.people import team
from directory.workflow.conflicts import StateConflict

LAST = "A company needs at least one owner who can sign in"


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", "DE")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha, "olga")


@pytest.fixture
def emil(alpha, olga):
    return make_editor(alpha, "emil")


def place(user, member):
    return user.representations.get(member=member)


def people(member):
    return [(person.user.email, person.role) for person in team.load_team(member).representatives]


def test_owners_are_listed_before_editors(alpha, olga, emil):
    make_owner(alpha, "zoe")

    assert people(alpha) == [
        ("olga@example.org", "owner"),
        ("zoe@example.org", "owner"),
        ("emil@example.org", "editor"),
    ]


def test_an_owner_promotes_an_editor_and_leaves(client, alpha, olga, emil):
    client.force_login(olga)

    made = client.post(f"/portal/alpha/team/{place(emil, alpha).pk}/role/", {"role": "owner"})
    left = client.post("/portal/alpha/team/leave/")

    assert (made.status_code, made["Location"]) == (303, "/portal/alpha/team/")
    assert (left.status_code, left["Location"]) == (303, "/portal/")
    assert people(alpha) == [("emil@example.org", "owner")]


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("/portal/alpha/team/{key}/role/", {"role": "editor"}),
        ("/portal/alpha/team/{key}/remove/", {}),
        ("/portal/alpha/team/leave/", {}),
    ],
)
def test_the_last_owner_stays(client, alpha, olga, emil, address, given):
    client.force_login(olga)

    response = client.post(address.format(key=place(olga, alpha).pk), given)

    assert response.status_code == 409
    assert LAST in response.content.decode()
    assert people(alpha) == [("olga@example.org", "owner"), ("emil@example.org", "editor")]


def test_an_owner_whose_account_is_closed_does_not_count(alpha, olga):
    closed = make_owner(alpha, "closed")
    closed.is_active = False
    closed.save()

    with pytest.raises(StateConflict, match=LAST):
        team.remove_representative(representative=place(olga, alpha), actor=olga)
    team.remove_representative(representative=place(closed, alpha), actor=olga)

    assert people(alpha) == [("olga@example.org", "owner")]


def test_an_editor_leaves(client, alpha, emil):
    client.force_login(emil)

    asked = client.get("/portal/alpha/team/leave/")
    before = people(alpha)
    client.post("/portal/alpha/team/leave/")

    assert asked.status_code == 200
    assert ("emil@example.org", "editor") in before
    assert people(alpha) == [("olga@example.org", "owner")]


def test_an_owner_removes_an_editor_after_being_asked(client, alpha, olga, emil):
    address = f"/portal/alpha/team/{place(emil, alpha).pk}/remove/"
    client.force_login(olga)

    asked = client.get(address)
    client.post(address)

    assert "Remove emil@example.org?" in asked.content.decode()
    assert people(alpha) == [("olga@example.org", "owner")]


def test_a_person_removed_meanwhile_is_not_removed_twice(alpha, olga, emil):
    gone = place(emil, alpha)
    team.remove_representative(representative=gone, actor=olga)

    with pytest.raises(StateConflict, match="no longer represents the company"):
        team.remove_representative(representative=gone, actor=olga)


def test_an_owner_who_becomes_an_editor_is_led_away_from_the_team(client, alpha, olga):
    make_owner(alpha, "zoe")
    client.force_login(olga)

    response = client.post(f"/portal/alpha/team/{place(olga, alpha).pk}/role/", {"role": "editor"})

    assert response["Location"] == "/portal/"
    assert client.get("/portal/alpha/team/").status_code == 404


def test_people_and_invitations_of_another_company_are_not_found(client, alpha, olga):
    beta = make_member("Beta")
    other = make_owner(beta, "other")
    invitation, _ = team.invite_by_email(
        member=beta, email="i@example.org", role="editor", sender=other
    )
    client.force_login(olga)

    answers = [
        client.post(f"/portal/alpha/team/{place(other, beta).pk}/remove/").status_code,
        client.post(
            f"/portal/alpha/team/{place(other, beta).pk}/role/", {"role": "editor"}
        ).status_code,
        client.post(f"/portal/alpha/team/invitations/{invitation.pk}/resend/").status_code,
        client.post(f"/portal/alpha/team/invitations/{invitation.pk}/withdraw/").status_code,
    ]

    assert answers == [404, 404, 404, 404]
    assert people(beta) == [("other@example.org", "owner")]
    assert [found.over for found in team.load_team(beta).invitations] == [""]


def test_the_team_page_marks_invitations_that_are_no_longer_valid(client, alpha, olga):
    stella = make_staff()
    team.invite_by_email(member=alpha, email="ida@example.org", role="editor", sender=stella)
    stella.is_staff = False
    stella.save()
    client.force_login(olga)

    page = client.get("/portal/alpha/team/").content.decode()

    assert "no longer valid" in page
    assert "Its sender can no longer invite people for this company." in page


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    "act", ["{key}/role/", "invitations/{invited}/resend/", "invitations/{invited}/withdraw/"]
)
def test_opening_a_confirmation_page_changes_nothing(client, alpha, olga, emil, act, method):
    invitation, token = team.invite_by_email(
        member=alpha, email="i@example.org", role="editor", sender=olga
    )
    client.force_login(olga)
    path = act.format(key=place(emil, alpha).pk, invited=invitation.pk)

    response = getattr(client, method)(f"/portal/alpha/team/{path}?role=owner")

    assert (response.status_code, response["Location"]) == (303, "/portal/alpha/team/")
    assert people(alpha) == [("olga@example.org", "owner"), ("emil@example.org", "editor")]
    assert team.reason_not_to_accept(team.find_invitation(token)) == ""
