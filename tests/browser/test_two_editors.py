"""Two people edit one profile: what each sees of the other's changes, and what axe reports."""

import pytest
from test_every_page import COLORS, OVERFLOW, violations
from test_portal import sign_in

HOME = "/portal/worldwide-clinical-trials/"
WRONG = {
    "identity": ("Year founded", "soon"),
    "links": ("LinkedIn", "nonsense"),
    "figures": ("Pasted cells", "Trials\nmany"),
    "text": ("Summary", "A word. " * 60),
}


def judged(page):
    """Return what axe reports in light and dark, wide and narrow, and the page's overflow."""
    problems = []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 6000})
        problems += violations(page)
        page.emulate_media(color_scheme="dark")
        problems += violations(page, COLORS)
        page.emulate_media(color_scheme="light")
    wider = page.evaluate(OVERFLOW)
    page.set_viewport_size({"width": 1280, "height": 900})
    return [*problems, f"{wider} px too wide"] if wider else problems


def say(page, summary):
    """Save the summary in the user's draft."""
    page.goto(f"{HOME}edit/text/")
    page.get_by_label("Summary").fill(summary)
    page.get_by_role("button", name="Save changes", exact=True).click()
    page.get_by_text("Draft saved").wait_for()


def publish(page):
    page.goto(f"{HOME}submit/")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**{HOME}")


def test_the_second_person_sees_the_conflict_and_decides(visit, two):
    vera, viktor = visit(java_script_enabled=False), visit(java_script_enabled=False)
    sign_in(vera, "vera")
    sign_in(viktor, "viktor")
    say(vera, "As Vera says.")
    say(viktor, "As Viktor says.")
    publish(viktor)

    vera.goto(f"{HOME}merge/")
    seen = vera.locator("fieldset.part").inner_text()
    vera.get_by_role("radio", name="Your version").check()
    vera.get_by_role("button", name="Merge changes").click()
    publish(vera)
    vera.goto("/members/worldwide-clinical-trials/")

    assert ("As Vera says." in seen, "As Viktor says." in seen) == (True, True)
    assert "As Vera says." in vera.locator("main").inner_text()


def test_axe_finds_no_violation_where_two_meet(visit, two):
    page, other = visit(), visit()
    sign_in(page, "vera")
    sign_in(other, "viktor")
    say(page, "One.")
    say(other, "Two.")
    publish(other)
    found = {}
    for address in ("merge/", "history/1/restore/", "confirm/", "discard/", "submit/"):
        page.goto(HOME + address)
        found[address] = judged(page)

    assert found == {address: [] for address in found}


@pytest.mark.parametrize("section", WRONG)
def test_axe_finds_no_violation_where_a_section_has_errors(visit, two, section):
    page = visit()
    sign_in(page, "viktor")
    page.goto(f"{HOME}edit/{section}/")
    page.evaluate("document.querySelector('#edit').noValidate = true")
    label, value = WRONG[section]
    if section == "figures":
        page.get_by_text("Paste counts from a spreadsheet").click()
    page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name="Save changes", exact=True).click()

    assert judged(page) == []
