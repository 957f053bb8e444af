"""Changes to one's own account: password, email addresses, sessions."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from signing_in import PASSWORD, make_account, show_who_it_is, sign_in

from directory.people import accounts

NEW = "another long phrase"


@pytest.fixture
def olga(db):
    return make_account()


def link(mail):
    """Return the path of the first link in an email."""
    return re.search(r"https?://[^/]+(/accounts/\S+)", mail.body)[1]


def test_an_account_starts_with_a_verified_address_in_lowercase(db):
    user = accounts.create_account(" Olga@Example.ORG", PASSWORD, " Olga ")

    assert (user.email, user.name, user.check_password(PASSWORD)) == (
        "olga@example.org",
        "Olga",
        True,
    )
    assert accounts.has_verified_address(user, "OLGA@example.org")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "This password is too short. It must contain at least 12 characters."),
        ("password1234", "This password is too common."),
        ("olga@example", "The password is too similar to the email."),
    ],
)
def test_a_weak_password_makes_no_account(db, password, said):
    with pytest.raises(ValidationError) as refused:
        accounts.create_account("olga@example.org", password)

    assert said in refused.value.message_dict["password"]
    assert accounts.find_user("olga@example.org") is None


def test_there_is_one_account_for_an_address(olga):
    with pytest.raises(ValidationError) as refused:
        accounts.create_account("OLGA@example.org", NEW)

    assert refused.value.message_dict == {"email": [accounts.ADDRESS_TAKEN]}


def test_a_second_address_belongs_to_the_account_once_its_link_was_opened(client, olga, mailoutbox):
    sign_in(client)
    show_who_it_is(client)

    client.post("/accounts/email/", {"action_add": "", "email": "Olga@Work.example.org"})
    before = accounts.has_verified_address(olga, "olga@work.example.org")
    asked = client.get(link(mailoutbox[-1]))
    unchanged = accounts.has_verified_address(olga, "olga@work.example.org")
    client.post(link(mailoutbox[-1]))

    assert (asked.status_code, before, unchanged) == (200, False, False)
    assert accounts.has_verified_address(olga, "olga@work.example.org")
    assert accounts.find_user("olga@work.example.org") == olga


def test_adding_an_address_of_another_account_reveals_nothing(client, olga, mailoutbox):
    other = make_account("otto")
    sign_in(client)
    show_who_it_is(client)

    response = client.post("/accounts/email/", {"action_add": "", "email": "otto@example.org"})

    assert response.status_code == 302
    assert accounts.find_user("otto@example.org") == other
    assert not accounts.has_verified_address(olga, "otto@example.org")


def test_a_changed_password_signs_other_browsers_out_and_is_reported_by_email(
    client, olga, mailoutbox
):
    other = Client()
    sign_in(other)
    sign_in(client)

    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/accounts/password/change/", form)

    here, there = client.get("/accounts/email/"), other.get("/accounts/email/")
    assert (here.status_code, there.status_code) == (200, 302)
    assert [mail.to for mail in mailoutbox] == [["olga@example.org"]]
    olga.refresh_from_db()
    assert olga.check_password(NEW)


def test_a_forgotten_password_is_reset_by_a_link_that_works_once(client, olga, mailoutbox):
    client.post("/accounts/password/reset/", {"email": "OLGA@example.org"})
    address = link(mailoutbox[-1])

    form_address = client.get(address)["Location"]
    done = client.post(form_address, {"password1": NEW, "password2": NEW})
    again = Client().get(address)

    assert done["Location"] == "/accounts/password/reset/key/done/"
    assert again.context["token_fail"] is True
    assert sign_in(client, password=NEW)["Location"] == "/portal/"


def test_emails_link_to_the_site_whatever_host_was_requested(client, olga, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://directory.example"

    client.post("/accounts/password/reset/", {"email": olga.email}, headers={"Host": "evil.test"})

    links = re.findall(r"https?://[^\s/]+", mailoutbox[-1].body)
    assert set(links) == {"https://directory.example"}


def test_asking_for_an_unknown_address_looks_the_same_and_brings_no_link(client, olga, mailoutbox):
    known = client.post("/accounts/password/reset/", {"email": "olga@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "/password/reset/key/" not in mailoutbox[-1].body


def test_the_other_sessions_are_listed_and_ended(client, olga):
    other = Client(headers={"User-Agent": "Another browser/1.0"})
    sign_in(other)
    sign_in(client)

    listed = client.get("/accounts/sessions/").context["sessions"]
    client.post("/accounts/sessions/")

    assert [session.user_agent for session in listed] == ["Another browser/1.0", ""]
    assert client.get("/accounts/email/").status_code == 200
    assert other.get("/accounts/email/").status_code == 302


@pytest.mark.parametrize(
    ("address", "counted"),
    [("192.0.2.7", "192.0.2.7"), ("2001:DB8::1", "2001:db8::1"), ("", "::"), ("unknown", "::")],
)
def test_attempts_are_counted_by_remote_address(rf, address, counted):
    request = rf.get("/", REMOTE_ADDR=address)

    assert accounts.AccountAdapter(request).get_client_ip(request) == counted
