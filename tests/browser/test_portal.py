"""The portal in a browser: editing, previewing, and submitting, with and without scripts."""

import pytest
from test_every_page import COLORS, OPEN_ALL, OVERFLOW, REPORT_POLICY, complaint, violations

COMPANY = "icon"
PEOPLE = """
from directory.people import accounts
from directory.models import Member, Representative
for name, slug in (("petra", "icon"), ("piet", "parexel"), ("pia", "fortrea")):
    user = accounts.create_account(f"{name}@example.org", "a long pass phrase", name.title())
    member = Member.objects.get(slug=slug)
    Representative.objects.create(user=user, member=member, role="owner")
"""
PAGES = ["", "icon/", "icon/preview/", "icon/submit/", "icon/withdraw/", "icon/confirm/"]
PAGES += [f"icon/edit/{section}/" for section in ("identity", "names", "countries", "services")]
PAGES += [f"icon/edit/{section}/" for section in ("figures", "links", "text")]
SAVED = "Draft saved at"
MESSY_CELLS = (
    "Trials\tParticipants\tPhase\tTherapeutic area\tCountry\tAs of\tNote\n"
    "1.250\tabout 40,000\tIII\tCardiology\tUSA\t31/12/2025\tAll sites\n"
    "12\t\tPhase 2/3\tCNS\tNA\tDec 2025\t\n"
    "0.500\t\tIIb\tCardiolgy\tUK\t03/04/2025\tOnly EU\n"
    '9\t\tn/a\tOncology\tKorea\t2024.0\t"Two\nlines"\n'
    "500+\t\t4\tHIV\tCôte d’Ivoire\tQ3 2025\t\n"
    "7\t\t\t\tAtlantis\t45657\t"
)


@pytest.fixture(scope="session")
def owners(site, manage):
    """Create Petra of ICON, Piet of Parexel, and Pia of Fortrea."""
    manage("shell", "--no-imports", "--command", PEOPLE)


def sign_in(page, name):
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/portal/")


def test_axe_finds_no_violation_on_the_pages_of_the_portal(page, owners):
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.extend(complaint(page, message)))
    page.add_init_script(REPORT_POLICY)
    sign_in(page, "petra")
    found = {}
    for address in PAGES:
        page.set_viewport_size({"width": 1280, "height": 9000})
        page.goto(f"/portal/{address}")
        page.evaluate(OPEN_ALL)
        found[address] = violations(page)
        page.emulate_media(color_scheme="dark")
        found[address] += violations(page, COLORS)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 320, "height": 15000})
        found[address] += violations(page)
        if wider := page.evaluate(OVERFLOW):
            found[address].append(f"{wider} px too wide")

    assert found == {address: [] for address in PAGES}
    assert complaints == []


def test_a_section_saves_itself_during_typing_and_shows_a_preview(page, owners):
    sign_in(page, "pia")
    page.goto("/portal/fortrea/edit/text/")
    page.locator("#description").fill("It runs **trials**.")
    page.get_by_text(SAVED).wait_for()
    shown = page.locator("#preview strong").inner_text()

    page.goto("/portal/fortrea/edit/text/")

    assert shown == "trials"
    assert page.locator("#description").input_value() == "It runs **trials**."


def test_the_search_for_a_country_hides_the_others_of_its_region(page, owners):
    sign_in(page, "pia")
    page.goto("/portal/fortrea/edit/countries/")

    page.get_by_label("Find a country or region").fill("tuvalu")

    boxes = page.locator("[data-countries] .checkboxes .checkbox:visible")
    assert [text.strip() for text in boxes.all_inner_texts()] == ["Tuvalu"]


def test_a_region_is_found_and_checked_at_once(page, owners):
    sign_in(page, "pia")
    page.goto("/portal/fortrea/edit/countries/")
    page.get_by_label("Find a country or region").fill("polynesia")
    page.get_by_label("All of Polynesia").check()
    page.get_by_label("Samoa", exact=True).uncheck()
    page.get_by_role("button", name="Save changes", exact=True).click()
    page.get_by_text("Draft saved: Countries.").wait_for()

    listed = page.get_by_role("group", name="Polynesia").locator(".row-country .checkbox")

    assert "Samoa" not in [name.strip() for name in listed.all_inner_texts()]
    assert "Tonga" in [name.strip() for name in listed.all_inner_texts()]


def edit_every_section(page, slug):
    """Change each section from first to last; end on the company's page."""
    page.goto(f"/portal/{slug}/edit/identity/")
    go_on = page.get_by_role("button", name="Save and")
    page.get_by_label("Year founded").fill("1983")
    go_on.click()
    page.get_by_label("Name", exact=True).last.fill("Parexel Labs")
    go_on.click()
    page.get_by_text("Caribbean").first.click()
    page.get_by_label("All of Caribbean").check()
    go_on.click()
    page.get_by_label("Rater training").check()
    go_on.click()
    page.get_by_text("Paste counts from a spreadsheet").click()
    page.get_by_label("Pasted cells").fill("Trials\tPhase\tAs of\n1,250\tIII\t2025")
    go_on.click()
    page.get_by_role("button", name="Add 1 count").click()
    go_on.click()
    page.get_by_label("LinkedIn").fill("https://www.linkedin.com/company/example")
    go_on.click()
    page.get_by_label("Summary").fill("In its own words.")
    go_on.click()


def test_what_was_read_in_pasted_cells_is_accessible_and_fits_a_phone(page, owners):
    sign_in(page, "petra")
    page.goto("/portal/icon/edit/figures/")
    page.get_by_text("Paste counts from a spreadsheet").click()
    page.get_by_label("Pasted cells").fill(MESSY_CELLS)
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Add 6 counts").wait_for()
    page.set_viewport_size({"width": 1280, "height": 9000})
    found = violations(page)
    page.set_viewport_size({"width": 320, "height": 15000})
    found += violations(page)

    assert found == []
    assert page.evaluate(OVERFLOW) == 0
    page.get_by_role("button", name="Add 6 counts").click()
    page.get_by_role("status").get_by_text("Draft saved").wait_for()


def test_leaving_the_page_with_pasted_cells_is_asked_about(page, owners):
    asked = []
    page.on("dialog", lambda dialog: [asked.append(dialog.type), dialog.accept()])
    sign_in(page, "petra")
    page.goto("/portal/icon/edit/figures/")
    page.get_by_text("Paste counts from a spreadsheet").click()
    page.get_by_label("Pasted cells").fill("12")
    page.get_by_text("The pasted cells aren’t saved yet.").wait_for()

    page.get_by_role("link", name="Other names").click()
    page.wait_for_url("**/names/")

    assert asked == ["beforeunload"]


def test_without_scripts_every_section_is_edited_previewed_and_submitted(visit, owners):
    page = visit(java_script_enabled=False)
    sign_in(page, "piet")
    edit_every_section(page, "parexel")
    changed = page.locator(".changes dt").all_inner_texts()
    page.get_by_role("link", name="Preview").click()
    page.wait_for_url("**/preview/")  # also for the end of the page
    preview = page.locator("main").inner_text()
    page.get_by_role("link", name="Submit").click()
    page.get_by_label("Message").fill("Our year.")
    page.get_by_role("button", name="Submit for review").click()

    fields = ["Other names", "Summary", "Founded", "Countries", "Services", "Trial counts", "Links"]
    assert sorted(changed) == sorted(fields)
    assert "In its own words." in preview
    assert "Jamaica" in preview
    page.get_by_text("Awaiting review: changes submitted").wait_for()


def test_a_signed_out_user_finds_the_form_after_signing_in(visit, owners):
    page = visit(java_script_enabled=False)
    sign_in(page, "pia")
    page.goto("/portal/fortrea/edit/links/")
    page.get_by_label("YouTube").fill("https://www.youtube.com/example")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save changes", exact=True).click()

    page.get_by_label("Email").fill("pia@example.org")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Sign in", exact=True).click()

    assert page.get_by_label("YouTube").input_value() == "https://www.youtube.com/example"
    page.get_by_role("button", name="Save changes", exact=True).click()
    page.get_by_text("Draft saved: Links and logo.").wait_for()
