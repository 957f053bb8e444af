"""Invitations: hashed, for one address, usable once, for 14 days, while the sender may invite."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from factories import make_editor, make_member, make_owner, make_staff, make_user
from read_letters import link_in

from directory.models import Decision, Invitation, Representative, User
from directory.people import accounts, team
from directory.permissions import NotAllowed
from directory.terms import INVITATION_LIFETIME
from directory.workflow.conflicts import StateConflict

PHRASE = "a long pass phrase"
ANEW = {"name": "Ida Invited", "password": "ten green bottles on the wall"}


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", "DE")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha, "olga")


@pytest.fixture
def stella(alpha):
    return make_staff()


@pytest.fixture
def invited(alpha, olga):
    """Return an invitation by Olga, and its token."""
    return team.invite_by_email(member=alpha, email="ida@example.org", role="editor", sender=olga)


@pytest.fixture
def address(invited):
    return f"/accounts/invitations/{invited[1]}/"


def roles(member):
    people = Representative.objects.filter(member=member).order_by("user__email")
    return list(people.values_list("user__email", "role"))


def test_an_invitation_is_mailed_and_only_a_hash_of_its_token_is_kept(
    client, alpha, olga, mailoutbox
):
    client.force_login(olga)

    response = client.post("/portal/alpha/team/", {"email": "ida@example.org", "role": "owner"})

    assert (response.status_code, response["Location"]) == (303, "/portal/alpha/team/")
    (letter,) = mailoutbox
    assert letter.to == ["ida@example.org"]
    token = link_in(letter, "/accounts/invitations/").split("/")[-2]
    kept = Invitation.objects.get()
    assert kept.token_hash == team.hash_token(token)
    assert token not in str(vars(kept))
    assert kept.expires_at - kept.sent_at == timedelta(days=14)


def test_a_person_without_an_account_creates_one_and_represents_the_company(client, alpha, address):
    page = client.get(address)
    response = client.post(address, ANEW)

    assert "ida@example.org" in page.content.decode()
    assert response["Location"] == "/portal/alpha/"
    user = User.objects.get(email="ida@example.org")
    assert (user.name, user.check_password(ANEW["password"])) == ("Ida Invited", True)
    assert accounts.has_verified_address(user, "ida@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert roles(alpha) == [("ida@example.org", "editor"), ("olga@example.org", "owner")]


def test_opening_the_link_changes_nothing(client, invited, address):
    client.get(address)

    assert team.reason_not_to_accept(team.find_invitation(invited[1])) == ""
    assert not User.objects.filter(email="ida@example.org").exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (ANEW | {"password": "short"}, "password"),
        (ANEW | {"password": "ida@example.org"}, "password"),
        (ANEW | {"name": " "}, "name"),
    ],
)
def test_errors_in_a_new_account_appear_beside_their_fields(client, address, given, field):
    response = client.post(address, given)

    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert not User.objects.filter(email="ida@example.org").exists()


def test_a_person_with_an_account_signs_in_and_accepts(client, alpha, address):
    ida = accounts.create_account("ida@example.org", PHRASE)

    page = client.get(address).content.decode()
    led = client.post(address)
    back = client.post(led["Location"], {"login": "ida@example.org", "password": PHRASE})
    response = client.post(back["Location"])

    assert f"/accounts/login/?next={address.replace('/', '%2F')}" in page
    assert led["Location"] == f"/accounts/login/?next={address}"
    assert back["Location"] == address
    assert (response.status_code, response["Location"]) == (303, "/portal/alpha/")
    assert ("ida@example.org", "editor") in roles(alpha)
    assert not client.get(address).context.get("form")
    assert ida.representations.count() == 1


def test_an_account_is_not_made_twice_for_one_address(client, alpha, address):
    accounts.create_account("ida@example.org", PHRASE)

    client.post(address, ANEW)

    assert User.objects.filter(email="ida@example.org").count() == 1
    assert roles(alpha) == [("olga@example.org", "owner")]


def test_another_address_of_the_same_account_is_as_good(client, alpha, address):
    user = accounts.create_account("ida@home.example", PHRASE)
    user.emailaddress_set.create(email="ida@example.org", verified=True)
    client.force_login(user)

    client.post(address)

    assert ("ida@home.example", "editor") in roles(alpha)


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_account_is_refused_without_learning_who_was_invited(
    client, alpha, address, method
):
    mallory = make_user("mallory")
    mallory.emailaddress_set.create(email="ida@example.org", verified=False)
    client.force_login(mallory)

    response = getattr(client, method)(address)

    page = response.content.decode()
    assert response.status_code == 403
    assert "i•••@e•••.org" in page
    assert "ida@example.org" not in page
    assert "Alpha" not in page
    assert "olga@example.org" not in page
    assert roles(alpha) == [("olga@example.org", "owner")]


def test_an_invitation_works_once(client, address):
    client.post(address, ANEW)
    client.logout()

    again = client.post(address, ANEW | {"name": "Second"})

    assert again.status_code == 410
    assert "It has already been accepted." in again.content.decode()
    assert list(User.objects.values_list("name", flat=True).order_by("pk")) == ["", "Ida Invited"]


def over_by_time(invitation):
    now = timezone.now()
    Invitation.objects.update(expires_at=now, sent_at=now - INVITATION_LIFETIME)


def over_by_withdrawal(invitation):
    team.withdraw_invitation(invitation=invitation, actor=invitation.sender)


def over_by_demotion(invitation):
    make_owner(invitation.member, "second")
    team.change_role(
        representative=invitation.sender.representations.get(), role="editor", actor=make_staff()
    )


def over_by_removal(invitation):
    make_owner(invitation.member, "second")
    team.remove_representative(
        representative=invitation.sender.representations.get(), actor=make_staff()
    )


def over_by_closing_the_senders_account(invitation):
    User.objects.filter(pk=invitation.sender.pk).update(is_active=False)


def over_by_deleting_the_sender(invitation):
    invitation.sender.delete()


@pytest.mark.parametrize(
    "end",
    [
        over_by_time,
        over_by_withdrawal,
        over_by_demotion,
        over_by_removal,
        over_by_closing_the_senders_account,
        over_by_deleting_the_sender,
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_invalid_invitation_gives_no_access(client, alpha, invited, address, end, method):
    end(invited[0])
    before = roles(alpha)

    response = getattr(client, method)(address, ANEW)

    assert response.status_code == 410
    assert roles(alpha) == before
    assert not User.objects.filter(email="ida@example.org").exists()


def test_an_invitation_by_staff_dies_when_they_leave_the_staff(client, alpha):
    stella = make_staff()
    _, token = team.invite_by_email(
        member=alpha, email="ida@example.org", role="owner", sender=stella
    )
    stella.is_staff = False
    stella.save()

    assert client.get(f"/accounts/invitations/{token}/").status_code == 410


def test_an_unknown_token_is_404(client, invited):
    assert client.get("/accounts/invitations/abc/").status_code == 404


def test_sent_again_the_new_link_works_and_the_old_one_does_not(client, olga, invited, mailoutbox):
    invitation, token = invited
    over_by_time(invitation)
    mailoutbox.clear()
    client.force_login(olga)

    client.post(f"/portal/alpha/team/invitations/{invitation.pk}/resend/")
    client.logout()

    new = link_in(mailoutbox[0], "/accounts/invitations/")
    assert client.get(new).status_code == 200
    assert client.get(f"/accounts/invitations/{token}/").status_code == 404


def test_an_address_has_one_open_invitation_of_a_company(alpha, olga, invited):
    with pytest.raises(StateConflict, match="already has an invitation for Alpha"):
        team.invite_by_email(member=alpha, email="IDA@example.org", role="owner", sender=olga)


def test_an_invalid_invitation_does_not_block_a_new_one(alpha, olga, invited):
    over_by_time(invited[0])

    team.invite_by_email(member=alpha, email="IDA@example.org", role="owner", sender=olga)

    open_ones = alpha.invitations.open().values_list("email", "role")
    assert list(open_ones) == [("IDA@example.org", "owner")]


def test_a_representative_is_not_invited_again(client, alpha, olga):
    make_editor(alpha, "emil")
    client.force_login(olga)

    response = client.post("/portal/alpha/team/", {"email": "EMIL@example.org", "role": "owner"})

    assert response.status_code == 409
    assert "EMIL@example.org already represents Alpha." in response.content.decode()
    assert response.context["form"]["email"].value() == "EMIL@example.org"
    assert not alpha.invitations.exists()


def test_an_owner_who_accepts_an_editors_invitation_stays_an_owner(alpha, olga):
    ida = accounts.create_account("ida@example.org", PHRASE)
    _, token = team.invite_by_email(member=alpha, email=ida.email, role="editor", sender=olga)
    Representative.objects.create(user=ida, member=alpha, role="owner")

    team.accept_invitation(token=token, user=ida)

    assert ("ida@example.org", "owner") in roles(alpha)


def test_one_person_represents_several_companies(alpha, olga, invited):
    beta = make_member("Beta")
    ida = accounts.create_account("ida@example.org", PHRASE)
    _, token = team.invite_by_email(member=beta, email=ida.email, role="owner", sender=make_staff())

    team.accept_invitation(token=token, user=ida)
    team.accept_invitation(token=invited[1], user=ida)

    roles_by_company = ida.representations.values_list("member__slug", "role").order_by(
        "member__slug"
    )
    assert list(roles_by_company) == [("alpha", "editor"), ("beta", "owner")]


def test_the_public_page_asks_for_a_representative_until_there_is_an_owner(client, alpha):
    asks = "Do you represent this company?"
    before = client.get("/members/alpha/")
    _, token = team.invite_by_email(
        member=alpha, email="ida@example.org", role="owner", sender=make_staff()
    )

    client.post(f"/accounts/invitations/{token}/", ANEW)
    client.logout()

    after = client.get("/members/alpha/", headers={"If-None-Match": before["ETag"]})
    assert asks in before.content.decode()
    assert after.status_code == 200
    assert asks not in after.content.decode()


def test_an_invitation_is_not_sent_again_within_minutes(client, olga, invited, mailoutbox):
    invitation, _ = invited
    mailoutbox.clear()
    client.force_login(olga)

    answer = client.post(f"/portal/alpha/team/invitations/{invitation.pk}/resend/")

    assert (answer.status_code, mailoutbox) == (409, [])
    assert "We emailed ida@example.org a few minutes ago" in answer.content.decode()


def test_open_invitations_are_limited_except_for_staff(alpha, olga, stella):
    for number in range(team.MOST_OPEN_INVITATIONS):
        team.invite_by_email(
            member=alpha, email=f"i{number}@example.org", role="editor", sender=olga
        )
    more = {"member": alpha, "email": "more@example.org", "role": "editor"}

    with pytest.raises(StateConflict, match="Alpha already has 20 open invitations"):
        team.invite_by_email(**more, sender=olga)

    assert team.invite_by_email(**more, sender=stella)


def test_inviting_and_withdrawing_over_and_over_ends_for_the_day(alpha, olga):
    def again():
        invitation, _ = team.invite_by_email(
            member=alpha, email="ida@example.org", role="editor", sender=olga
        )
        team.withdraw_invitation(invitation=invitation, actor=olga)

    for _ in range(team.MOST_INVITATIONS_A_DAY):
        again()

    with pytest.raises(StateConflict, match="in the last 24 hours"):
        again()


def test_an_owner_who_returns_does_not_revive_old_invitations(alpha, olga, invited, stella):
    _, token = invited
    make_owner(alpha, "oscar")

    team.remove_representative(representative=olga.representations.get(), actor=stella)
    Representative.objects.create(user=olga, member=alpha, role="owner")

    assert team.reason_not_to_accept(team.find_invitation(token)) == "It was withdrawn."


def test_an_owner_removed_meanwhile_invites_no_one(alpha, olga, stella):
    make_owner(alpha, "oscar")
    team.remove_representative(representative=olga.representations.get(), actor=stella)

    with pytest.raises(NotAllowed):
        team.invite_by_email(member=alpha, email="ida@example.org", role="editor", sender=olga)


def test_the_log_says_who_was_invited_joined_and_went(alpha, olga, invited, stella):
    _, token = invited
    ida = make_user("ida")
    EmailAddress.objects.create(user=ida, email=ida.email, verified=True, primary=True)

    team.accept_invitation(token=token, user=ida)
    team.change_role(representative=ida.representations.get(), role="owner", actor=olga)
    team.remove_representative(representative=ida.representations.get(), actor=stella)

    log = Decision.objects.order_by("id").values_list("kind", "actor", "reason")
    assert list(log) == [
        ("invited", olga.pk, "ida@example.org, as editor"),
        ("joined", ida.pk, "ida@example.org, as editor"),
        ("role", olga.pk, "ida@example.org, now owner"),
        ("left", stella.pk, "ida@example.org, owner"),
    ]
