"""All URLs of the accounts library, with the response for each kind of visitor."""

import pytest
from allauth import urls as library
from django.conf import settings
from signing_in import age_sign_in, enroll, make_account, show_who_it_is, sign_in

IN = "/accounts/login/"
AGAIN = "/accounts/reauthenticate/"
PORTAL = "/portal/"
CHANGE = "/accounts/password/change/"
# Name: path, then the response for an anonymous visitor, for a user signed in with a password ten
# minutes ago, and for a user with an authenticator app and recovery codes who has just confirmed
# their identity.
ADDRESSES = {
    "account_login": ("login/", 200, PORTAL, PORTAL),
    "account_logout": ("logout/", IN, 200, 200),
    "account_inactive": ("inactive/", 200, 200, 200),
    "account_signup": ("signup/", 200, PORTAL, PORTAL),
    "account_reauthenticate": ("reauthenticate/", IN, 200, 200),
    "account_email": ("email/", IN, 200, 200),
    "account_email_verification_sent": ("confirm-email/", 200, 200, 200),
    "account_confirm_email": ("confirm-email/none/", 200, 200, 200),
    "account_change_password": ("password/change/", IN, 200, 200),
    "account_set_password": ("password/set/", IN, CHANGE, CHANGE),
    "account_reset_password": ("password/reset/", 200, 200, 200),
    "account_reset_password_done": ("password/reset/done/", 200, 200, 200),
    "account_reset_password_from_key": ("password/reset/key/1-none/", 200, 200, 200),
    "account_reset_password_from_key_done": ("password/reset/key/done/", 200, 200, 200),
    "account_confirm_login_code": ("login/code/confirm/", IN, PORTAL, PORTAL),
    "mfa_index": ("2fa/", IN, 200, 200),
    "mfa_authenticate": ("2fa/authenticate/", IN, PORTAL, PORTAL),
    "mfa_reauthenticate": ("2fa/reauthenticate/", IN, AGAIN, 200),
    "mfa_activate_totp": ("2fa/totp/activate/", IN, AGAIN, "/accounts/2fa/totp/deactivate/"),
    "mfa_deactivate_totp": ("2fa/totp/deactivate/", IN, 404, 200),
    "mfa_view_recovery_codes": ("2fa/recovery-codes/", IN, 404, 200),
    "mfa_generate_recovery_codes": ("2fa/recovery-codes/generate/", IN, AGAIN, 200),
    "mfa_download_recovery_codes": ("2fa/recovery-codes/download/", IN, 404, 200),
    "mfa_list_webauthn": ("2fa/webauthn/", IN, 200, 200),
    "mfa_add_webauthn": ("2fa/webauthn/add/", IN, AGAIN, 200),
    "mfa_reauthenticate_webauthn": ("2fa/webauthn/reauthenticate/", IN, AGAIN, AGAIN),
    "mfa_remove_webauthn": ("2fa/webauthn/keys/7/remove/", IN, AGAIN, 404),
    "mfa_edit_webauthn": ("2fa/webauthn/keys/7/edit/", IN, AGAIN, 404),
    "mfa_login_webauthn": ("2fa/webauthn/login/", IN, PORTAL, PORTAL),
    "usersessions_list": ("sessions/", IN, 200, 200),
}


def names(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name


def anonymous(client):
    """Sign in no user."""


def by_password(client):
    user = make_account()
    sign_in(client)
    age_sign_in(client)
    return user


def with_an_app(client):
    enroll(by_password(client))
    show_who_it_is(client)


KINDS = [(1, anonymous), (2, by_password), (3, with_an_app)]
GARBAGE = {
    "action_add": "",
    "action": "x",
    "code": "\0",
    "credential": '{"id": "x", "response": {}}',
    "email": "\0",
    "login": "\0@",
    "name": "\0",
    "next": "//example.com",
    "oldpassword": "\0",
    "password": "\0",
    "password1": "\0",
    "password2": "x",
}


def answer(response):
    """Return the status, or the path of a redirect without its query."""
    where = response.get("Location")
    return where.partition("?")[0] if where else response.status_code


def test_no_address_of_the_library_is_missing_here():
    assert sorted(names(library.urlpatterns)) == sorted(ADDRESSES)


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(("column", "visit"), KINDS)
def test_every_address_answers_each_visitor(client, db, name, column, visit):
    visit(client)

    response = client.get(f"/accounts/{ADDRESSES[name][0]}")

    assert answer(response) == ADDRESSES[name][column]
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("visit", [visit for _, visit in KINDS])
def test_every_page_is_in_our_design(client, db, name, visit):
    visit(client)

    response = client.get(f"/accounts/{ADDRESSES[name][0]}")

    ours = str(settings.BASE_DIR / "templates")
    used = {template.name: template.origin.name for template in response.templates}
    others = {name for name, path in used.items() if not path.startswith(ours)}
    assert {name for name in others if not name.startswith("django/forms/")} == set()


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("visit", [visit for _, visit in KINDS])
def test_nonsense_input_is_not_a_server_error(client, db, name, visit):
    visit(client)

    response = client.post(f"/accounts/{ADDRESSES[name][0]}", GARBAGE)

    assert response.status_code in {200, 302, 404, 405}
    assert "example.com" not in response.get("Location", "")
