"""Requests for access: sent by visitors without a cookie, confirmed by email, decided by staff."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.cache import cache
from django.utils import timezone
from factories import document, make_editor, make_member, make_owner, make_staff
from read_letters import link_in, told
from signing_in import enter

from directory.models import AccessRequest, Decision, Invitation
from directory.workflow import publishing

ADDRESS = "/members/alpha/access/"
SENT = "/members/alpha/access/sent/"
ANA = {"name": "Ana Asking", "email": "ana@alpha.example", "message": "I keep our website."}


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", "DE")


@pytest.fixture
def stella(alpha):
    """Return a member of staff with the required second factor."""
    return with_second_factor(make_staff())


def with_second_factor(user):
    user.authenticator_set.create(type="totp", data={"secret": "x"})
    return user


def form_of(client, address):
    """Return the fields of a page's form as a browser would send them unchanged."""
    form = client.get(address).context["form"]
    return {"form_token": form["form_token"].value(), "trap": ""}


def ask(client, address=ADDRESS, **given):
    return client.post(address, form_of(client, address) | ANA | given)


def confirm(client, letter):
    address = link_in(letter, "/access/")
    return client.post(address, form_of(client, address))


def waiting():
    return list(AccessRequest.objects.waiting().values_list("email", flat=True))


def test_a_request_is_seen_by_staff_once_its_address_is_confirmed(client, stella, mailoutbox):
    asked = ask(client)
    before = waiting()
    confirmed = confirm(client, mailoutbox[0])

    assert (asked.status_code, asked["Location"]) == (303, SENT)
    assert before == []
    assert (confirmed.status_code, confirmed["Location"]) == (303, "/access/confirmed/")
    assert waiting() == ["ana@alpha.example"]
    assert [to for to, _ in told(mailoutbox)] == [["ana@alpha.example"], ["stella@example.org"]]
    assert client.get(SENT).status_code == client.get("/access/confirmed/").status_code == 200


def test_visitors_get_no_cookie(client, alpha, mailoutbox):
    ask(client)
    confirm(client, mailoutbox[0])
    client.get(SENT)

    assert not client.cookies


@pytest.mark.parametrize("address", [ADDRESS, "/access/x/"])
def test_a_form_page_is_never_kept(client, alpha, address):
    response = client.get(address)

    assert response["Cache-Control"] == "private, no-store"
    assert "Cookie" not in response.get("Vary", "")


def test_opening_the_link_confirms_nothing(client, alpha, mailoutbox):
    ask(client)

    page = client.get(link_in(mailoutbox[0], "/access/"))

    assert "Ana Asking" in page.content.decode()
    assert waiting() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_cannot_send_the_form(client, alpha, headers, mailoutbox):
    given = form_of(client, ADDRESS) | ANA

    assert client.post(ADDRESS, given, headers=headers).status_code == 403
    assert not AccessRequest.objects.exists()
    assert not mailoutbox


@pytest.mark.parametrize("token", ["", "made up", "of another form", "old"])
def test_a_form_without_its_token_is_shown_again_with_a_new_one(client, alpha, token, monkeypatch):
    given = form_of(client, ADDRESS) | ANA
    if token == "old":
        with monkeypatch.context() as patched:
            patched.setattr("time.time", lambda: timezone.now().timestamp() - 90_000)
            given["form_token"] = signing.dumps("AccessForm", salt="directory.form")
    elif token == "of another form":
        given["form_token"] = signing.dumps("ConfirmForm", salt="directory.form")
    else:
        given["form_token"] = token

    response = client.post(ADDRESS, given)

    form = response.context["form"]
    assert response.status_code == 400
    assert "open for more than a day" in response.content.decode()
    assert [form[name].value() for name in ANA] == list(ANA.values())
    again = given | {"form_token": form["form_token"].value()}
    assert client.post(ADDRESS, again)["Location"] == SENT


def test_a_program_that_fills_in_the_hidden_field_learns_nothing(client, alpha, mailoutbox):
    response = ask(client, trap="https://spam.example")

    assert response["Location"] == SENT
    assert not AccessRequest.objects.exists()
    assert not mailoutbox


@pytest.mark.parametrize(
    ("given", "field"),
    [({"email": "nobody"}, "email"), ({"name": " "}, "name"), ({"message": "x" * 1001}, "message")],
)
def test_errors_appear_beside_their_fields(client, alpha, given, field):
    response = ask(client, **given)

    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert not AccessRequest.objects.exists()


def test_a_company_with_an_owner_is_not_asked_for(client, alpha):
    given = form_of(client, ADDRESS) | ANA
    make_owner(alpha)

    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, given).status_code == 404
    assert not AccessRequest.objects.exists()


def test_a_company_with_editors_alone_is_asked_for(client, alpha):
    make_editor(alpha)

    assert client.get(ADDRESS).status_code == 200


def test_an_archived_company_is_410_and_a_draft_is_404(client, alpha):
    publishing.archive_profile(alpha)

    assert client.get(ADDRESS).status_code == 410
    assert client.get("/members/nobody/access/").status_code == 404


def test_an_old_slug_leads_to_the_form_at_the_new_one(client, alpha):
    publishing.publish_document(
        member=alpha, document=document("Alpha", slug="omega"), origin="staff"
    )

    response = client.get(ADDRESS)

    assert (response.status_code, response["Location"]) == (301, "/members/omega/access/")


def test_asking_again_within_hours_sends_no_second_letter(client, alpha, mailoutbox):
    ask(client)
    ask(client, email="ANA@alpha.example", message="Changed my mind.")

    assert len(mailoutbox) == 1
    assert AccessRequest.objects.get().message == "Changed my mind."


def test_asking_again_later_sends_the_letter_again(client, alpha, mailoutbox):
    ask(client)
    AccessRequest.objects.update(created_at=timezone.now() - timedelta(hours=7))
    ask(client)

    assert len(mailoutbox) == 2
    assert AccessRequest.objects.count() == 1


def test_an_address_gets_at_most_five_emails_a_day(client, alpha, mailoutbox):
    for number in range(7):
        make_member(f"Company {number}")
        assert ask(client, f"/members/company-{number}/access/").status_code == 303

    assert len(mailoutbox) == 5


def test_a_confirmed_request_is_not_changed_by_asking_again(client, alpha, mailoutbox):
    ask(client)
    confirm(client, mailoutbox[0])
    mailoutbox.clear()

    ask(client, message="Something else.")

    assert AccessRequest.objects.get().message == "I keep our website."
    assert not mailoutbox


def test_an_unconfirmed_request_is_deleted_after_a_week(client, alpha, mailoutbox):
    ask(client)
    AccessRequest.objects.update(created_at=timezone.now() - timedelta(days=8))
    link = link_in(mailoutbox[0], "/access/")

    ask(client, email="other@alpha.example")

    assert list(AccessRequest.objects.values_list("email", flat=True)) == ["other@alpha.example"]
    assert client.get(link).status_code == 410


def test_confirming_twice_is_one_request_and_one_letter(client, stella, mailoutbox):
    ask(client)
    confirm(client, mailoutbox[0])
    confirm(client, mailoutbox[0])

    assert waiting() == ["ana@alpha.example"]
    assert len(mailoutbox) == 2


@pytest.fixture
def asked(client, stella, mailoutbox):
    """Return a confirmed request, with staff signed in."""
    ask(client)
    confirm(client, mailoutbox[0])
    mailoutbox.clear()
    enter(client, stella)
    return AccessRequest.objects.get()


def test_staff_invite_the_person_who_requested_access(client, asked, stella, mailoutbox):
    response = client.post(f"/desk/requests/{asked.pk}/invite/", {"role": "owner"})

    assert (response.status_code, response["Location"]) == (303, "/desk/requests/")
    invited = Invitation.objects.values_list("email", "role", "name", "sender")
    assert list(invited) == [("ana@alpha.example", "owner", "Ana Asking", stella.pk)]
    assert [to for to, _ in told(mailoutbox)] == [["ana@alpha.example"]]
    assert waiting() == []
    decisions = Decision.objects.values_list("kind", "actor", "reason")
    assert list(decisions) == [
        ("access", stella.pk, "ana@alpha.example: Invited as owner."),
        ("invited", stella.pk, "ana@alpha.example, as owner"),
    ]


def test_staff_decline_with_a_reason_that_is_mailed(client, asked, stella, mailoutbox):
    reason = "The address is not one of the company’s."

    response = client.post(f"/desk/requests/{asked.pk}/decline/", {"reason": reason})

    assert (response.status_code, response["Location"]) == (303, "/desk/requests/")
    assert not Invitation.objects.exists()
    (letter,) = mailoutbox
    assert letter.to == ["ana@alpha.example"]
    assert reason in letter.body
    assert Decision.objects.get().reason == f"ana@alpha.example: {reason}"


def test_a_reason_is_needed_to_decline(client, asked, mailoutbox):
    response = client.post(f"/desk/requests/{asked.pk}/decline/", {"reason": " "})

    assert (response.status_code, list(response.context["form"].errors)) == (400, ["reason"])
    assert waiting() == ["ana@alpha.example"]
    assert not mailoutbox


@pytest.mark.parametrize(
    ("act", "given"), [("invite", {"role": "owner"}), ("decline", {"reason": "No."})]
)
def test_a_request_is_answered_only_once(client, asked, act, given, mailoutbox):
    client.post(f"/desk/requests/{asked.pk}/decline/", {"reason": "We don't know you."})
    mailoutbox.clear()

    response = client.post(f"/desk/requests/{asked.pk}/{act}/", given)

    assert response.status_code == 409
    assert "This request has already been answered." in response.content.decode()
    assert AccessRequest.objects.get().outcome == "We don't know you."
    assert not mailoutbox


def test_the_desk_shows_only_confirmed_requests(client, asked):
    AccessRequest.objects.create(member=asked.member, name="Hidden", email="h@example.org")
    hidden = AccessRequest.objects.get(name="Hidden")

    listed = client.get("/desk/requests/").context["waiting"]

    assert list(listed) == [asked]
    assert client.get(f"/desk/requests/{asked.pk}/").status_code == 200
    assert client.get(f"/desk/requests/{hidden.pk}/").status_code == 404


def test_a_client_asks_ten_times_an_hour(client, alpha):
    cache.clear()
    address, form = "/members/alpha/access/", {"name": "Ana"}

    answers = [client.post(address, form) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert answers[-1]["Retry-After"] == "3600"
    assert client.get(address).status_code == 200
    cache.clear()


def test_the_addresses_of_an_ipv6_network_ask_ten_times_an_hour_in_all(client, alpha):
    addresses = [f"2001:db8:1:2::{number}" for number in range(11)]

    answers = [
        client.post("/members/alpha/access/", {"name": "Ana"}, REMOTE_ADDR=each)
        for each in addresses
    ]

    assert [answer.status_code for answer in answers] == [400] * 10 + [429]


def test_spellings_of_one_address_share_the_limit_of_letters(client, vocabulary, mailoutbox):
    spellings = ["", "\u200b", "\u200e", "\ufeff", " ", "\u00ad", "\u2060"]
    for number, ending in enumerate(spellings):
        member = make_member(f"Company {number}")
        ask(client, f"/members/{member.slug}/access/", email=f"z1@example.org{ending}")

    assert [letter.to for letter in mailoutbox] == [["z1@example.org"]] * 5


def test_a_name_with_an_invisible_character_is_refused_by_its_name(client, alpha, mailoutbox):
    response = ask(client, name="Ana\u202eAsking")

    assert response.status_code == 400
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in response.content.decode()
    assert not mailoutbox
