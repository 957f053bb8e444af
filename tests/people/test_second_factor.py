"""Second factors over HTTP, with the codes of an app, and what staff can open without one."""

import re
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from allauth.core.context import request_context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import cache
from django.test import Client
from signing_in import age_sign_in, enroll, enter, make_account, show_who_it_is, sign_in, totp

from directory.people import accounts

SECOND = "/accounts/2fa/authenticate/"
ACTIVATE = "/accounts/2fa/totp/activate/"
INDEX = "/accounts/2fa/"
SHOW = "/accounts/2fa/reauthenticate/"

FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


@pytest.fixture
def olga(db):
    return make_account()


def signed_in(client):
    return "_auth_user_id" in client.session


def codes(client):
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    return re.findall("<code>([0-9]{8})</code>", page)


def test_an_app_is_set_up_with_the_code_it_shows_and_then_asked_for(client, olga):
    sign_in(client)
    show_who_it_is(client)

    secret = client.get(ACTIVATE).context["form"].secret
    done = client.post(ACTIVATE, {"code": totp(secret)})
    client.post("/accounts/logout/")
    first = sign_in(client)
    before = signed_in(client)
    second = client.post(SECOND, {"code": totp(secret, steps=1)})

    assert (done["Location"], bool(accounts.find_second_factors(olga))) == (
        "/accounts/2fa/recovery-codes/",
        True,
    )
    assert (first["Location"], before) == (SECOND, False)
    assert (second["Location"], signed_in(client)) == ("/portal/", True)


def test_a_password_just_entered_is_not_asked_for_again(client, olga):
    sign_in(client)

    at_once = client.get(ACTIVATE).status_code
    age_sign_in(client)
    later = client.get(ACTIVATE)

    assert at_once == 200
    assert (later.status_code, later["Location"].partition("?")[0]) == (
        302,
        "/accounts/reauthenticate/",
    )


def test_a_code_just_entered_confirms_and_a_password_alone_does_not(client, olga):
    enroll(olga)
    sign_in(client)

    before = client.get("/accounts/2fa/recovery-codes/").status_code
    client.post(SECOND, {"code": totp()})
    after = client.get("/accounts/2fa/recovery-codes/").status_code

    assert (before, after) == (302, 200)


def test_the_qr_code_and_the_key_agree_and_use_no_inline_style(client, olga):
    sign_in(client)
    show_who_it_is(client)

    response = client.get(ACTIVATE)

    page, secret = response.content.decode(), response.context["form"].secret
    address = "otpauth://totp/olga%40example.org?secret={}&issuer=ACRO%20member%20directory"
    assert response.context["totp_url"] == address.format(secret)
    assert re.findall(r"style=|data:image|<\?xml", page) == []


def test_a_wrong_code_does_not_set_up_an_app(client, olga):
    sign_in(client)
    show_who_it_is(client)
    right = totp(client.get(ACTIVATE).context["form"].secret)

    response = client.post(ACTIVATE, {"code": f"{(int(right) + 1) % 10**6:06}"})

    said = "Incorrect code. Codes from your app change every 30 seconds. Enter the current one."
    assert (response.status_code, response.context["form"].errors) == (200, {"code": [said]})
    assert not bool(accounts.find_second_factors(olga))


def test_a_code_signs_in_once(client, olga):
    enroll(olga)
    code = totp()
    sign_in(client)
    client.post(SECOND, {"code": code})
    client.post("/accounts/logout/")

    sign_in(client)
    again = client.post(SECOND, {"code": code})

    assert (again.status_code, signed_in(client)) == (200, False)


@pytest.mark.parametrize("steps", [1, 0])
def test_a_used_code_and_older_ones_are_refused_by_a_process_with_another_cache(
    client, olga, steps
):
    enroll(olga)
    sign_in(client)
    client.post(SECOND, {"code": totp(steps=1)})
    client.post("/accounts/logout/")
    cache.clear()

    sign_in(client)
    again = client.post(SECOND, {"code": totp(steps=steps)})

    assert (again.status_code, signed_in(client)) == (200, False)


def test_the_code_that_set_up_an_app_does_not_sign_in(
    client, olga, django_capture_on_commit_callbacks
):
    sign_in(client)
    show_who_it_is(client)
    code = totp(client.get(ACTIVATE).context["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ACTIVATE, {"code": code})
    client.post("/accounts/logout/")

    sign_in(client)
    client.post(SECOND, {"code": code})

    assert not signed_in(client)


def test_a_used_code_confirms_no_identity(client, olga):
    enroll(olga)
    sign_in(client)
    code = totp()
    client.post(SECOND, {"code": code})
    cache.clear()

    again = client.post(SHOW, {"code": code})

    assert (again.status_code, again.context["form"].errors.keys()) == (200, {"code"})


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_code_is_accepted_if_the_clock_is_half_a_minute_off(client, olga, steps, taken):
    enroll(olga)
    sign_in(client)

    client.post(SECOND, {"code": totp(steps=steps)})

    assert signed_in(client) == taken


def test_a_recovery_code_signs_in_once(client, olga):
    enroll(olga)
    sign_in(client)
    client.post(SECOND, {"code": totp()})
    show_who_it_is(client)
    code, *others = codes(client)
    client.post("/accounts/logout/")

    sign_in(client)
    first = client.post(SECOND, {"code": code})
    show_who_it_is(client)
    left = codes(client)
    client.post("/accounts/logout/")
    sign_in(client)
    again = client.post(SECOND, {"code": code})

    assert (first.status_code, again.status_code, left) == (302, 200, others)


def test_new_recovery_codes_make_the_old_ones_void(client, olga):
    enroll(olga)
    sign_in(client)
    client.post(SECOND, {"code": totp()})
    show_who_it_is(client)
    old = codes(client)

    client.post("/accounts/2fa/recovery-codes/generate/")
    saved = client.get("/accounts/2fa/recovery-codes/download/")

    new = codes(client)
    assert (len(new), set(old) & set(new)) == (10, set())
    assert re.findall("[0-9]{8}", saved.content.decode()) == new
    assert saved["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'


def test_turning_an_app_off_takes_the_recovery_codes_along(client, olga):
    enroll(olga)
    sign_in(client)
    client.post(SECOND, {"code": totp()})
    show_who_it_is(client)

    client.post("/accounts/2fa/totp/deactivate/")

    assert not bool(accounts.find_second_factors(olga))
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 404


def test_guessing_codes_is_stopped(client, olga):
    enroll(olga)
    sign_in(client)
    for number in range(10):
        client.post(SECOND, {"code": f"{number:06}"})

    client.post(SECOND, {"code": totp()})

    assert not signed_in(client)


@pytest.mark.parametrize(
    ("address", "method"),
    [
        ("/desk/", "get"),
        ("/desk/", "post"),
        ("/portal/alpha/edit/text/", "get"),
        ("/portal/alpha/edit/text/", "post"),
        ("/admin/", "get"),
        ("/admin/directory/user/", "post"),
        ("/admin/nothing/", "get"),
    ],
)
def test_staff_without_a_second_factor_are_led_to_enrollment(client, db, address, method):
    make_account("stella", is_staff=True)
    sign_in(client, "stella@example.org")

    response = getattr(client, method)(address)

    assert (response.status_code, response["Location"]) == (302, INDEX)
    page = client.get(INDEX).content.decode()
    assert "ACRO staff must use two-step verification." in page


def test_staff_with_an_app_begin_at_the_desk(client, db):
    enroll(make_account("stella", is_staff=True))

    sign_in(client, "stella@example.org")
    response = client.post(SECOND, {"code": totp()})

    assert response["Location"] == "/desk/"
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, db):
    stella = enroll(make_account("stella", is_staff=True))
    stella.authenticator_set.filter(type="totp").delete()

    sign_in(client, "stella@example.org")

    assert client.get("/admin/")["Location"] == INDEX


def test_users_who_are_not_staff_need_no_second_factor(client, olga):
    sign_in(client)

    assert client.get("/portal/").get("Location") is None


def test_public_pages_do_not_ask_staff_for_a_factor(client, vocabulary):
    make_account("stella", is_staff=True)
    sign_in(client, "stella@example.org")

    assert client.get("/members/").status_code == 200


def made_just_now(rf, user):
    """Sign in a user whose account is created in this request; return response and session key."""
    request = rf.post("/accounts/invitations/x/")
    SessionMiddleware(lambda _: None).process_request(request)
    MessageMiddleware(lambda _: None).process_request(request)
    request.user = AnonymousUser()
    with request_context(request):
        response = accounts.sign_in(request, user, "/portal/alpha/")
    request.session.save()
    return response, request.session.session_key


def test_a_new_password_is_not_asked_for_again_when_adding_a_factor(rf, client, olga):
    response, key = made_just_now(rf, olga)
    client.cookies["sessionid"] = key

    assert response["Location"] == "/portal/alpha/"
    assert client.get(ACTIVATE).status_code == 200


def test_users_with_a_second_factor_are_asked_for_it_there_too(rf, client, olga):
    response, key = made_just_now(rf, enroll(olga))
    client.cookies["sessionid"] = key

    assert (response["Location"], signed_in(client)) == (SECOND, False)


@pytest.fixture
def stella(db):
    return make_account("stella", is_staff=True)


@pytest.mark.parametrize(
    "address",
    ["/desk/", "/admin/", "/portal/", "/accounts/2fa/totp/deactivate/", "/accounts/email/"],
)
def test_a_session_older_than_the_factor_is_asked_for_it(client, stella, address):
    sign_in(client, "stella@example.org")
    enroll(stella)

    response = client.get(address)
    way, _, following = response["Location"].partition("?next=")
    assert (response.status_code, way, unquote(following)) == (302, SHOW, address)
    assert client.post(address).status_code == 302
    assert client.get(SHOW).status_code == 200

    after = client.post(f"{SHOW}?next=/desk/", {"code": totp(), "next": "/desk/"})
    assert after["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_user_who_becomes_staff_is_signed_out_and_returns_with_the_factor(client, db):
    olga, other = enroll(make_account("olga")), Client()
    sign_in(other)
    other.post(SECOND, {"code": totp()})
    enter(client, enroll(make_account("root", is_staff=True, is_superuser=True)))
    assert signed_in(other)

    form = {"name": "Olga", "is_active": "on", "is_staff": "on"}
    assert client.post(f"/admin/directory/user/{olga.pk}/change/", form).status_code == 302

    assert not signed_in(other)
    assert other.get("/desk/")["Location"].startswith("/accounts/login/")


def test_enrolling_counts_in_this_session_and_ends_all_others(client, stella):
    other = Client()
    for visitor in (client, other):
        sign_in(visitor, "stella@example.org")
    app = enroll(stella).authenticator_set.get(type="totp")
    request = SimpleNamespace(session=client.session, POST={"code": totp()})

    # The pages of the app send this signal after their commit, which a test rolls back.
    authenticator_added.send(type(app), request=request, user=stella, authenticator=app)
    request.session.save()

    assert client.get("/desk/").status_code == 200
    assert not signed_in(other)


def test_a_page_of_an_account_that_is_not_there_stays_unknown(client, stella):
    sign_in(client, "stella@example.org")
    enroll(stella)

    assert client.get("/accounts/nowhere/").status_code == 404


@pytest.mark.parametrize("form", [f"{{}}{c}{{}}" for c in "\u00a0\u2009\u3000\u2011\u200b"])
@pytest.mark.parametrize("full_width", [False, True])
def test_a_code_is_accepted_with_any_space_hyphen_and_digits(client, olga, form, full_width):
    enroll(olga)
    sign_in(client)
    code = form.format(totp()[:3], totp()[3:])

    response = client.post(SECOND, {"code": code.translate(FULL_WIDTH) if full_width else code})

    assert (response.status_code, signed_in(client)) == (302, True)


def test_a_recovery_code_is_accepted_with_full_width_digits_and_spaces(client, olga):
    enroll(olga)
    sign_in(client)
    code = RecoveryCodes.activate(olga).get_unused_codes()[0]

    response = client.post(SECOND, {"code": f"{code[:4]}\u2009{code[4:]}".translate(FULL_WIDTH)})

    assert (response.status_code, signed_in(client)) == (302, True)
