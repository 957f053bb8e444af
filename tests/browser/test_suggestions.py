"""The suggestions below the search box, with keyboard only, pointer, touch, and screen reader."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from every_page import SEARCH_BOX
from playwright.sync_api import expect


def box(page):
    return page.get_by_role("combobox", name=SEARCH_BOX)


def options(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def active(page):
    return page.evaluate(
        "document.getElementById(document.querySelector('[role=combobox]')"
        ".getAttribute('aria-activedescendant'))?.textContent.replace(/\\s+/g, ' ').trim() ?? null"
    )


@pytest.mark.parametrize("address", ["/", "/members/"])
def test_the_keyboard_alone_leads_from_a_former_name_to_the_company(page, address):
    page.goto(address)
    box(page).focus()

    page.keyboard.type("kendl")
    expect(options(page)).to_have_text(["Syneos Health formerly Kendle company"])
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    assert active(page) is None
    page.keyboard.press("ArrowDown")
    assert active(page) == "Syneos Health formerly Kendle company"
    page.keyboard.press("Enter")

    page.wait_for_url("**/members/syneos-health/")


def test_arrows_go_round_by_way_of_the_box_and_the_caret_keys_leave_the_list(page):
    page.goto("/")
    box(page).press_sequentially("united")
    expect(options(page)).to_have_text(["United Kingdom country", "United States country"])

    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Home", "ArrowUp", "End"):
        page.keyboard.press(key)
        seen.append((active(page) or "").removesuffix(" country"))

    kingdom, states = "United Kingdom", "United States"
    assert seen == [kingdom, states, "", states, "", states, ""]
    expect(box(page)).to_have_value("united")
    expect(box(page)).to_be_focused()


def test_escape_closes_the_list_and_leaves_the_words(page):
    page.goto("/")
    box(page).press_sequentially("united")
    expect(options(page)).to_have_count(2)

    page.keyboard.press("Escape")

    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(options(page)).to_have_count(0)
    expect(box(page)).to_have_value("united")


def test_enter_without_a_choice_searches_for_the_words(page):
    page.goto("/")
    box(page).press_sequentially("united")
    expect(options(page)).to_have_count(2)

    page.keyboard.press("Enter")

    page.wait_for_url("**/members/?q=united")


def test_tab_leaves_the_box_for_the_button_and_closes_the_list(page):
    page.goto("/")
    box(page).press_sequentially("united")
    expect(options(page)).to_have_count(2)

    page.keyboard.press("Tab")

    expect(options(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_a_choice_by_pointer_becomes_a_filter_beside_those_that_are_chosen(page):
    page.goto("/members/?service=clinical-monitoring")

    box(page).press_sequentially("germ")
    options(page).filter(has_text="Germany").click()

    page.wait_for_url("**/members/?service=clinical-monitoring&country=DE")
    expect(box(page)).to_have_value("")


def test_a_choice_by_touch_on_a_phone(visit):
    page = visit(320, 640, has_touch=True, is_mobile=True)
    page.goto("/")

    box(page).press_sequentially("oncol")
    options(page).first.tap()

    page.wait_for_url("**/members/?area=oncology")


def test_live_results_come_while_the_list_is_open_and_leave_it_as_it_is(page):
    page.goto("/members/")
    box(page).press_sequentially("united")
    expect(options(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")

    page.wait_for_url("**/members/?q=united")

    expect(options(page)).to_have_count(2)
    assert active(page) == "United Kingdom country"
    expect(box(page)).to_be_focused()


def test_an_outdated_answer_is_dropped(page):
    page.goto("/")
    page.route("**/suggest/?q=kendl", lambda route: (page.wait_for_timeout(500), route.continue_()))
    with page.expect_request("**/suggest/?q=kendl"):
        box(page).press_sequentially("kendl")

    box(page).fill("united")
    expect(options(page)).to_have_count(2)
    page.wait_for_timeout(700)

    expect(options(page)).to_have_text([re.compile("^United"), re.compile("^United")])
    page.unroute_all(behavior="wait")


def test_words_in_composition_are_not_searched_before_they_are_complete(page):
    page.goto("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    box(page).focus()
    client = page.context.new_cdp_session(page)

    client.send("Input.imeSetComposition", {"text": "ken", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(300)
    while_composing = [url for url in asked if "/suggest/" in url]
    client.send("Input.insertText", {"text": "kendle"})
    expect(options(page)).to_have_count(1)

    assert while_composing == []


def test_a_screen_reader_hears_how_many_there_are(page):
    page.goto("/")
    live = page.locator("[aria-live=polite]")

    box(page).press_sequentially("united")

    expect(live).to_have_text("2 suggestions. Use the arrow keys to choose.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_open_list_has_no_violation_fits_and_is_large_enough(visit, width, scheme):
    page = visit(width, color_scheme=scheme)
    page.goto("/members/")
    box(page).press_sequentially("clin")
    expect(options(page)).to_have_count(8)
    page.keyboard.press("ArrowDown")

    found = Axe().run(page).response["violations"]

    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    heights = options(page).evaluate_all("all => all.map((one) => one.offsetHeight)")
    assert min(heights) >= 24


def test_a_failed_answer_leaves_a_plain_search(page):
    page.goto("/")
    page.route("**/suggest/**", lambda route: route.fulfill(status=500, body="no"))

    box(page).press_sequentially("kendle")
    page.keyboard.press("Enter")

    page.wait_for_url("**/members/?q=kendle")


def test_without_scripts_the_box_is_a_plain_search(visit):
    page = visit(java_script_enabled=False)
    page.goto("/")

    page.get_by_role("searchbox", name=SEARCH_BOX).fill("kendle")
    page.keyboard.press("Enter")

    page.wait_for_url("**/members/?q=kendle")
