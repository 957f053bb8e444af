"""A change from the invitation to the public page, and back."""

import re
from email import message_from_bytes, policy

import pytest
from signing_in import PASSWORD, totp
from test_accounts import PASSKEYS, show_who_it_is
from test_every_page import COLORS, OPEN_ALL, OVERFLOW, REPORT_POLICY, complaint, violations
from test_portal import edit_every_section

STAFF = """
from directory.people import accounts
for name in ("stella", "stan", "sina"):
    user = accounts.create_account(f"{name}@example.org", "a long pass phrase", name.title())
    user.is_staff = True
    user.save()
"""
FIELDS = ["Other names", "Summary", "Founded", "Countries", "Services", "Trial counts", "Links"]


@pytest.fixture(scope="session")
def staff(site, manage):
    """Create Stella, Stan, and Sina of ACRO staff, still without a second factor."""
    manage("shell", "--no-imports", "--command", STAFF)


@pytest.fixture
def by_name(visit, site):
    """Open pages at the site's host name, because passkeys don't work at an IP address."""
    return lambda **options: visit(base_url=site.replace("127.0.0.1", "localhost"), **options)


def letters_to(server, address):
    """Return the emails to an address as (subject, text), newest first."""
    emails = []
    for _, recipients, message in server.taken[::-1]:
        if f"<{address}>" in recipients[0]:
            letter = message_from_bytes(message, policy=policy.default)
            emails.append((letter["Subject"].strip(), letter.get_body(("plain",)).get_content()))
    return emails


def sign_in_with_an_app(page, name):
    """Sign in and set up an authenticator app on the enrollment page."""
    page.goto("/desk/")
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/accounts/2fa/")
    set_up_an_app(page)
    page.goto("/desk/")
    page.get_by_role("heading", name="Desk").wait_for()


def set_up_an_app(page):
    page.goto("/accounts/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        show_who_it_is(page)
    page.get_by_label("Authenticator code").fill(totp(page.locator(".account-secret").inner_text()))
    page.get_by_role("button", name="Turn on authenticator app").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/")


def add_a_passkey(page):
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})
    page.goto("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        show_who_it_is(page)
    page.get_by_role("button", name="Add passkey").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/")


def invite(page, slug, address):
    page.goto(f"/portal/{slug}/team/")
    page.get_by_label("Email address").fill(address)
    page.get_by_role("radio", name="Owner").check()
    page.get_by_role("button", name="Send invitation").click()
    page.get_by_text(address).first.wait_for()


def accept(page, letter, name):
    page.goto(re.search(r"http://localhost\S+/accounts/invitations/\S+", letter)[0])
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account and accept").click()
    page.wait_for_url("**/portal/**")


def submit(page, slug):
    """Open the preview, then submit; return the text of the preview."""
    page.goto(f"/portal/{slug}/preview/")
    preview = page.locator("main").inner_text()
    page.goto(f"/portal/{slug}/submit/")
    page.get_by_label("Message").fill("Our year.")
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_text("Awaiting review: changes submitted").wait_for()
    return preview


def approve(page, company):
    """Open the change from the queue and approve it; return the names of the changed fields."""
    page.goto("/desk/")
    page.get_by_role("link", name=company).click()
    fields = page.locator(".changes").first.locator("dt").all_inner_texts()
    page.get_by_role("button", name="Approve and publish").click()
    page.wait_for_url("**/desk/")
    return fields


def restore(page, slug, button):
    """Restore the first published revision."""
    page.goto(f"/portal/{slug}/history/")
    page.get_by_role("link", name="Restore revision 1", exact=True).click()
    if button == "Restore revision":
        page.get_by_label("Reason").fill("The company asked for it.")
    page.get_by_role("button", name=button).click()
    page.wait_for_url(f"**/portal/{slug}/history/")


def public_faces(page, slug):
    """Return for the page, search, facets, and API whether they show the change."""
    api = page.request.get(f"/api/v1/members/{slug}/").json()
    facets = page.request.get("/api/v1/members/facets/").json()["facets"]["country"]
    results = page.request.get("/api/v1/members/?country=JM").json()["results"]
    page.goto("/members/?country=JM")
    rows = page.locator("#results a").evaluate_all("links => links.map(link => link.pathname)")
    page.goto(f"/members/{slug}/")
    return {
        "page": "In its own words." in page.locator("main").inner_text(),
        "search": f"/members/{slug}/" in rows,
        "api list": slug in [row["slug"] for row in results],
        "api": api["profile"]["summary"] == "In its own words.",
        "facet": sum(value["count"] for value in facets if value["value"] == "JM") > 0,
    }


@pytest.mark.parametrize(
    ("scripts", "slug", "company", "who", "reviewer"),
    [
        (True, "medpace", "Medpace", "mira", "stella"),
        (False, "premier-research", "Premier Research", "paul", "stan"),
    ],
    ids=["with scripts and a passkey", "without scripts, with an app"],
)
def test_a_change_goes_from_the_invitation_to_the_public_page_and_is_taken_back(
    by_name, staff, mail_server, scripts, slug, company, who, reviewer
):
    desk = by_name(java_script_enabled=scripts)
    sign_in_with_an_app(desk, reviewer)
    invite(desk, slug, f"{who}@example.org")
    ((subject, letter),) = letters_to(mail_server, f"{who}@example.org")

    person = by_name(java_script_enabled=scripts)
    complaints = []
    person.on("console", lambda message: complaints.extend(complaint(person, message)))
    if scripts:
        person.add_init_script(REPORT_POLICY)
    accept(person, letter, who.title())
    (add_a_passkey if scripts else set_up_an_app)(person)
    edit_every_section(person, slug)
    preview = submit(person, slug)
    unpublished = public_faces(person, slug)

    changed = approve(desk, company)
    published = public_faces(person, slug)
    told = [subject for subject, _ in letters_to(mail_server, f"{who}@example.org")]
    if scripts:
        restore(desk, slug, "Restore revision")
    else:
        restore(person, slug, "Submit for review")
        approve(desk, company)

    assert company in subject
    assert "In its own words." in preview
    assert sorted(changed) == sorted(FIELDS)
    assert unpublished == dict.fromkeys(unpublished, False)
    assert published == dict.fromkeys(published, True)
    assert told[0] == f"Approved: your changes to {company}’s profile"
    assert public_faces(person, slug) == unpublished
    assert complaints == []


DESK = ["/desk/", "/desk/members/", "/desk/members/tigermed/", "/desk/invitations/"]
DESK += ["/desk/requests/", "/desk/tokens/", "/desk/tokens/new/", "/portal/tigermed/team/"]
DESK += ["/portal/tigermed/history/", "/portal/tigermed/tokens/", "/members/tigermed/access/"]
SUBMITTED = """
from directory.workflow import conflicts, validation
from directory.models import Member, Revision, User
member = Member.objects.get(slug="tigermed")
author = User.objects.get(email="stan@example.org")
wanted = conflicts.find_published_document(member) | {"summary": "Two.", "phases": ["PHASE1"]}
document = validation.validate_for_member(wanted, member)
Revision.objects.create(member=member, author=author, origin="representative", base=1,
    document=document, state="submitted", submitted_at="2026-01-01T10:00Z")
"""


def test_axe_finds_no_violation_at_the_desk(by_name, staff, manage):
    manage("shell", "--no-imports", "--command", SUBMITTED)
    page = by_name()
    sign_in_with_an_app(page, "sina")
    review = page.get_by_role("link", name="Tigermed").get_attribute("href")
    found = {}
    for address in [*DESK, review]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        page.evaluate(OPEN_ALL)
        found[address] = violations(page)
        page.emulate_media(color_scheme="dark")
        found[address] += violations(page, COLORS)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 320, "height": 800})
        found[address] += violations(page)
        if wider := page.evaluate(OVERFLOW):
            found[address].append(f"{wider} px too wide")
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto("/desk/members/")
    hint = page.get_by_role("region", name="Companies").evaluate(
        '(frame) => getComputedStyle(frame, "::before").content'
    )

    assert {address: wrong for address, wrong in found.items() if wrong} == {}
    assert hint == '"Scroll sideways to see all columns."'
