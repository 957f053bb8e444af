"""Signing in with a browser: passkeys under the content policy, an app without scripts, and axe."""

import pytest
from signing_in import PASSWORD, totp
from test_every_page import COLORS, OVERFLOW, REPORT_POLICY, complaint, violations

PASSKEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PEOPLE = """
from directory.people import accounts
for name in ("olga", "otto", "oona"):
    accounts.create_account(f"{name}@example.org", "a long pass phrase", name.title())
"""
PUBLIC = ["login/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/"]
PUBLIC += ["signup/", "confirm-email/none/", "password/reset/key/1-none/"]
OWN = ["email/", "password/change/", "2fa/", "2fa/webauthn/", "2fa/webauthn/add/", "sessions/"]
OWN += ["2fa/totp/activate/", "logout/", "reauthenticate/"]


@pytest.fixture(scope="session")
def people(site, manage):
    """Create three accounts: olga, otto, and oona."""
    manage("shell", "--no-imports", "--command", PEOPLE)


def sign_in(page, name):
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page):
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def show_who_it_is(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_a_passkey_is_added_and_signs_in_beside_the_password_and_alone(visit, site, people):
    page = visit(base_url=site.replace("127.0.0.1", "localhost"))  # Passkeys need a host name.
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.extend(complaint(page, message)))
    page.add_init_script(REPORT_POLICY)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})

    sign_in(page, "olga")
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Add passkey").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    sign_out(page)
    sign_in(page, "olga")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/portal/")
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/portal/")

    assert [line for line in complaints if "/portal/" not in line[0]] == []


def test_a_failed_passkey_is_explained(visit, people):
    page = visit()  # Passkeys don't work at an IP address.
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    said = page.get_by_role("alert")
    said.wait_for()
    expected = "Passkeys don't work at this address. Open the site by its domain name."
    assert said.inner_text() == expected


def test_an_app_is_set_up_and_signs_in_without_scripts(visit, people):
    page = visit(java_script_enabled=False)
    sign_in(page, "otto")
    page.goto("/accounts/2fa/totp/activate/")
    secret = page.locator(".account-secret").inner_text()
    page.get_by_label("Authenticator code").fill(totp(secret))
    page.get_by_role("button", name="Turn on authenticator app").click()
    codes = page.get_by_role("list", name="Unused codes").get_by_role("listitem").count()
    sign_out(page)

    sign_in(page, "otto")
    hidden = page.get_by_role("button", name="Use a passkey").count()
    page.get_by_label("Code").fill(totp(secret, steps=1))
    page.get_by_role("button", name="Sign in", exact=True).click()

    assert (codes, hidden) == (10, 0)
    assert page.url.endswith("/portal/")


def judged(page, address):
    """Return what axe reports on phone and desktop, light and dark, and the page's overflow."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/accounts/{address}")
    problems = violations(page)
    page.set_viewport_size({"width": 320, "height": 800})
    wider = page.evaluate(OVERFLOW)
    problems += violations(page)
    page.emulate_media(color_scheme="dark")
    problems += violations(page, COLORS)
    page.emulate_media(color_scheme="light")
    return (*problems, f"{wider} px too wide") if wider else tuple(problems)


def test_axe_finds_no_violation_on_the_pages_of_sign_in(page, people):
    assert {address: judged(page, address) for address in PUBLIC} == dict.fromkeys(PUBLIC, ())


def test_axe_finds_no_violation_on_the_pages_of_an_account(page, people):
    sign_in(page, "oona")
    page.wait_for_url("**/portal/")

    assert {address: judged(page, address) for address in OWN} == dict.fromkeys(OWN, ())
