"""The way to the results by keyboard and on a phone: skip links, folds, the filter sheet."""

import re

import pytest
from every_page import ADDRESSES, COUNTRY, IN_COUNTRY, OPEN_FILTERS, TAKE_AWAY
from playwright.sync_api import expect

CODE, LABEL = IN_COUNTRY
AT = "document.activeElement.textContent.trim()"


def open_filters(page, address="/members/"):
    page.goto(address)
    page.get_by_role("button", name=OPEN_FILTERS, exact=True).click()
    return page.get_by_role("group", name=COUNTRY, exact=True)


def choose(group, label=LABEL):
    group.get_by_role("checkbox", name=re.compile(f"^{label}\\b")).check()


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("kind", ["search", "search-narrowed"])
def test_the_first_result_is_at_most_eight_tab_presses_away(visit, kind, width):
    page = visit(width, 800)
    page.goto(ADDRESSES[kind])
    first = page.get_by_role("article").first.get_by_role("link").first.inner_text()

    stops = []
    while len(stops) < 8 and first not in stops:
        page.keyboard.press("Tab")
        stops.append(page.evaluate(AT))
        if stops[-1] == "Skip to results":
            page.keyboard.press("Enter")

    assert stops == ["Skip to main content", "Skip to results", first]


def test_a_facet_stays_collapsed_while_results_change(page):
    page.goto("/members/")
    page.locator("#facet-service > summary").click()
    choose(page.get_by_role("group", name=COUNTRY, exact=True))
    expect(page.get_by_role("link", name=TAKE_AWAY)).to_have_count(1)

    expect(page.locator("#facet-service")).not_to_have_attribute("open", "")
    expect(page.locator("#facet-country")).to_have_attribute("open", "")


def test_a_choice_empties_the_filter_box_of_its_facet(page):
    page.goto("/members/")
    box = page.locator("#box-country")
    box.fill("turk")
    choose(page.get_by_role("group", name=COUNTRY, exact=True), "Turkey")
    expect(page.get_by_role("link", name=TAKE_AWAY)).to_have_count(1)

    expect(box).to_have_value("")
    expect(page.get_by_role("checkbox", name=re.compile("^Turkey"))).to_be_focused()
    expect(page.get_by_role("checkbox", name=re.compile("^United States")).first).to_be_visible()


def test_back_closes_the_filters_of_a_phone_and_keeps_the_choices(visit):
    page = visit(375, 800)
    group = open_filters(page)
    choose(group)
    expect(page).to_have_url(re.compile(f"country={CODE}$"))

    page.go_back()
    expect(group).not_to_be_visible()
    expect(page).to_have_url(re.compile(f"country={CODE}$"))
    expect(page.get_by_role("link", name=TAKE_AWAY)).to_have_count(1)

    page.go_back()
    expect(page).to_have_url(re.compile("/members/$"))
    expect(page.get_by_role("link", name=TAKE_AWAY)).to_have_count(0)


def test_closing_the_filters_leaves_no_step_behind(visit):
    page = visit(375, 800)
    page.goto("/")
    group = open_filters(page)
    page.get_by_role("button", name="Close").click()
    expect(group).not_to_be_visible()
    page.wait_for_timeout(200)

    page.go_back()

    expect(page).to_have_url(re.compile("[0-9]/$"))


def test_the_button_below_the_filters_carries_the_live_count(visit):
    page = visit(375, 800)
    group = open_filters(page)
    expect(page.get_by_role("button", name="Show 32 results")).to_be_visible()

    choose(group)
    expect(page).to_have_url(re.compile(f"country={CODE}$"))
    number = re.search("[0-9]+", page.get_by_role("status").first.text_content())[0]

    expect(page.get_by_role("button", name=f"Show {number} results")).to_be_visible()
