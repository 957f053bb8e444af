"""Pages that refuse something: axe reports nothing, and nothing overflows."""

import pytest
from test_invitation_to_publication import sign_in_with_an_app
from test_portal import sign_in
from test_two_editors import HOME, judged, publish, say

PEOPLE = """
from pathlib import Path
from directory.mail import reminders
from directory.people import accounts, team
from directory.workflow import drafts, submissions
from directory.models import Member, Representative
caidya = Member.objects.get(slug="caidya")
def person(name, **flags):
    user = accounts.create_account(f"{{name}}@example.org", "a long pass phrase", name.title())
    for flag, value in flags.items():
        setattr(user, flag, value)
    user.save()
    return user
nina = person("nina", is_staff=True)
owner = person("rosa")
seat = Representative.objects.create(user=owner, member=caidya, role="owner")
draft = drafts.save_draft(
    member=caidya, author=owner, origin="representative", changes={{"summary": "New words."}}
)
sent = submissions.submit_draft(revision=draft)
def invite(email):
    return team.invite_by_email(member=caidya, email=email, role="editor", sender=owner)
_, valid = invite("ida@example.org")
gone, over = invite("omar@example.org")
team.withdraw_invitation(invitation=gone, actor=owner)
late, expired = invite("emma@example.org")
late.expires_at = late.sent_at
late.save()
words = [str(sent.pk), valid, over, expired, reminders.sign_reminder(seat)]
Path("{file}").write_text(" ".join(words))
"""


@pytest.fixture(scope="session")
def led(site, manage, tmp_path_factory):
    """Create the submission, invitations, and reminder that lead to the pages; return their IDs.

    They belong to Caidya and its owner Rosa.
    """
    file = tmp_path_factory.mktemp("led") / "words"
    manage("shell", "--no-imports", "--command", PEOPLE.format(file=file))
    names = ("sent", "valid", "over", "expired", "reminder")
    return dict(zip(names, file.read_text().split(), strict=True))


def test_axe_finds_no_violation_where_a_section_was_changed_meanwhile(visit, two):
    page, other = visit(java_script_enabled=False), visit()
    sign_in(page, "vera")
    sign_in(other, "viktor")
    page.goto(f"{HOME}edit/text/")
    say(other, "Viktor was first.")
    publish(other)
    page.get_by_label("Summary").fill("Vera comes second.")
    page.get_by_role("button", name="Save changes", exact=True).click()
    assert "Viktor was first." in page.locator("main").inner_text()
    html, address = page.content(), page.url

    # Shows the same page with scripts, because axe needs them.
    shown = visit()
    sign_in(shown, "vera")
    shown.route("**/edit/text/", lambda route: route.fulfill(body=html, content_type="text/html"))
    shown.goto(address)

    assert judged(shown) == []


def test_axe_finds_no_violation_on_the_page_of_a_reminder(page, led):
    page.goto(f"/portal/still-right/{led['reminder']}/")

    assert judged(page) == []


@pytest.mark.parametrize("invitation", ["over", "expired", "valid"])
def test_axe_finds_no_violation_where_an_invitation_is_refused(page, led, two, invitation):
    sign_in(page, "viktor")
    page.goto(f"/accounts/invitations/{led[invitation]}/")

    assert judged(page) == []


def test_axe_finds_no_violation_where_a_rejection_lacks_its_reason(page, led):
    sign_in_with_an_app(page, "nina")
    page.goto(f"/desk/revisions/{led['sent']}/")
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    page.get_by_role("button", name="Reject").click()

    assert judged(page) == []
    assert "reason" in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("section", "label", "value"),
    [
        ("names", "Name", "x" * 201),
        ("countries", "Source URL (optional)", "nonsense"),
        ("services", "URL", "nonsense"),
    ],
)
def test_axe_finds_no_violation_where_other_sections_have_errors(visit, led, section, label, value):
    page = visit()
    sign_in(page, "rosa")
    page.goto(f"/portal/caidya/edit/{section}/")
    page.evaluate("document.querySelector('#edit').noValidate = true")
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.get_by_label(label, exact=True).first.fill(value)
    page.get_by_role("button", name="Save changes", exact=True).click()

    assert judged(page) == []
