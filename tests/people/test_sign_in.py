"""Signing in with an email address and a password, and signing out."""

import unicodedata

import pytest
from django.contrib.auth.hashers import make_password
from factories import make_user
from signing_in import PASSWORD, make_account, sign_in

from directory.people import accounts


@pytest.fixture
def olga(db):
    return make_account()


@pytest.mark.parametrize("typed", ["olga@example.org", "OLGA@example.ORG", " olga@example.org "])
def test_an_address_signs_in_in_any_case_and_with_spaces(client, olga, typed):
    response = sign_in(client, typed)

    assert (response.status_code, response["Location"]) == (302, "/portal/")
    assert client.session["_auth_user_id"] == str(olga.pk)


def test_signing_in_leads_back_to_the_requested_page(client, olga):
    response = sign_in(client, next="/portal/alpha/?from=mail")

    assert response["Location"] == "/portal/alpha/?from=mail"


def test_signing_in_never_redirects_to_another_site(client, olga):
    assert sign_in(client, next="https://example.com/portal/")["Location"] == "/portal/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_error(client, olga):
    answers = [sign_in(client, password="another phrase"), sign_in(client, "no@example.org")]

    said = "Incorrect email or password. Try again or reset your password."
    assert [answer.context["form"].non_field_errors() for answer in answers] == [[said], [said]]
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_passwords_even_the_right_one_is_refused_for_a_while(client, olga):
    for _ in range(5):
        sign_in(client, password="another phrase")

    response = sign_in(client)

    said = "Too many failed attempts. Wait five minutes and try again."
    assert response.context["form"].non_field_errors() == [said]


def test_an_unverified_address_is_sent_a_link(client, db, mailoutbox):
    make_user("olga")

    response = sign_in(client)

    assert response["Location"] == "/accounts/confirm-email/"
    assert [mail.to for mail in mailoutbox] == [["olga@example.org"]]
    assert "_auth_user_id" not in client.session


def test_a_closed_account_does_not_sign_in(client, olga):
    olga.is_active = False
    olga.save()

    response = sign_in(client)

    assert response["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session


def test_signing_out_takes_a_post(client, olga):
    sign_in(client)

    asked = client.get("/accounts/logout/")
    done = client.post("/accounts/logout/")

    assert (asked.status_code, done.status_code) == (200, 302)
    assert done["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_no_visitor_can_sign_up(client, olga):
    form = {"email": "new@example.org", "password1": PASSWORD}

    answers = [client.get("/accounts/signup/"), client.post("/accounts/signup/", form)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.templates[0].name for answer in answers] == ["account/signup_closed.html"] * 2
    assert accounts.find_user("new@example.org") is None


@pytest.mark.parametrize(
    "typed",
    ["olga@example.org\u200b", "\ufeffolga@example.org", "ｏｌｇａ＠ｅｘａｍｐｌｅ．ｏｒｇ"],
)
def test_an_address_signs_in_with_pasted_leftovers_and_full_width_letters(client, olga, typed):
    response = sign_in(client, typed)

    assert response["Location"] == "/portal/"


def test_an_international_domain_signs_in_in_both_forms(client, db):
    user = accounts.create_account("olga@exämple.org", PASSWORD)

    answers = [sign_in(client, typed) for typed in ("olga@exämple.org", "olga@xn--exmple-cua.org")]

    assert user.email == "olga@xn--exmple-cua.org"
    assert [answer["Location"] for answer in answers] == ["/portal/", "/portal/"]


@pytest.mark.parametrize("kept", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_a_password_is_right_in_either_unicode_form(client, olga, kept, typed):
    phrase = "ünïcödé pass phrase"
    olga.password = make_password(unicodedata.normalize(kept, phrase))
    olga.save()

    response = sign_in(client, password=unicodedata.normalize(typed, phrase))

    assert response["Location"] == "/portal/"
