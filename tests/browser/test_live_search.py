import re

import pytest
from every_page import (
    COUNTRY,
    IN_COUNTRY,
    OPEN_FILTERS,
    SEARCH_BOX,
    SERVICE,
    TAKE_AWAY,
    WITH_SERVICE,
)
from playwright.sync_api import expect

CODE, LABEL = IN_COUNTRY
SERVICE_CODE, SERVICE_LABEL = WITH_SERVICE
REMEMBER = "window.visited = true"  # A reload would clear it.


def names(page):
    results = page.get_by_role("region", name="Search results")
    return results.get_by_role("article").get_by_role("heading", level=2).all_inner_texts()


def count(page):
    return page.get_by_role("status")


def option(page, group, label):
    filters = page.get_by_role("group", name=group, exact=True)
    return filters.get_by_role("checkbox", name=re.compile(f"^{label}\\b"))


def chips(page):
    return page.get_by_role("link", name=TAKE_AWAY)


@pytest.fixture
def search(page):
    page.goto("/members/")
    page.evaluate(REMEMBER)
    return page


def test_typing_finds_without_a_reload_and_the_address_can_be_shared(search, visit):
    search.get_by_role("combobox", name=SEARCH_BOX).press_sequentially("kendle")
    expect(search).to_have_url(re.compile(r"/members/\?q=kendle$"))
    expect(count(search)).not_to_contain_text("32")

    other = visit()
    other.goto(search.url)

    assert search.evaluate("window.visited")
    assert names(search) == names(other) != []
    expect(other.get_by_role("combobox", name=SEARCH_BOX)).to_have_value("kendle")


def test_a_chosen_filter_narrows_and_its_chip_takes_it_away(search):
    everything = names(search)

    option(search, COUNTRY, LABEL).check()
    expect(search).to_have_url(re.compile(rf"\?country={CODE}$"))
    option(search, SERVICE, SERVICE_LABEL).check()
    expect(chips(search)).to_have_count(2)
    both = names(search)
    chips(search).filter(has_text=LABEL).click()
    expect(search).to_have_url(re.compile(rf"\?service={SERVICE_CODE}$"))

    expect(chips(search)).to_have_count(1)
    expect(option(search, COUNTRY, LABEL)).not_to_be_checked()
    assert both != everything
    assert set(both) < set(names(search))


def test_back_and_forward_restore_the_results_and_the_form(search):
    everything = names(search)
    option(search, COUNTRY, LABEL).check()
    expect(chips(search)).to_have_count(1)
    narrowed = names(search)
    search.get_by_role("combobox", name=SEARCH_BOX).press_sequentially("icon")
    expect(search).to_have_url(re.compile("q=icon"))

    search.go_back()
    expect(search.get_by_role("combobox", name=SEARCH_BOX)).to_have_value("")
    expect(option(search, COUNTRY, LABEL)).to_be_checked()
    assert names(search) == narrowed
    search.go_back()
    expect(option(search, COUNTRY, LABEL)).not_to_be_checked()
    assert names(search) == everything
    search.go_forward()
    expect(option(search, COUNTRY, LABEL)).to_be_checked()
    assert names(search) == narrowed
    expect(search.get_by_role("banner")).to_be_visible()  # A whole page, not a part.


def test_a_profile_and_back_restores_the_results_and_the_form(page):
    page.goto(f"/members/?country={CODE}")
    before = names(page)

    page.get_by_role("article").first.get_by_role("link").first.click()
    page.wait_for_url("**/members/*/")
    page.go_back()

    expect(option(page, COUNTRY, LABEL)).to_be_checked()
    assert names(page) == before


def test_the_count_is_announced_in_a_region_that_stays(search):
    before = count(search).inner_text()
    region = count(search).element_handle()

    option(search, COUNTRY, LABEL).check()
    expect(chips(search)).to_have_count(1)

    assert region.evaluate("(region) => region.isConnected")
    assert region.inner_text() != before
    expect(count(search)).to_have_count(1)


def test_focus_is_kept_and_in_sight_when_the_results_change(search):
    box = option(search, SERVICE, SERVICE_LABEL)
    box.focus()
    assert search.evaluate("scrollY") > 0

    search.keyboard.press("Space")
    expect(chips(search)).to_have_count(1)

    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()


def test_the_scroll_is_kept_when_the_results_change(search):
    search.mouse.wheel(0, 300)
    search.wait_for_function("scrollY === 300")

    option(search, COUNTRY, LABEL).click()
    expect(chips(search)).to_have_count(1)

    assert search.evaluate("scrollY") == 300


def test_typing_continues_in_place_while_results_arrive(search):
    box = search.get_by_role("combobox", name=SEARCH_BOX)

    box.press_sequentially("kend")
    expect(search).to_have_url(re.compile("q=kend$"))
    search.keyboard.type("le")
    expect(search).to_have_url(re.compile("q=kendle$"))

    expect(box).to_have_value("kendle")
    expect(box).to_be_focused()


def test_a_phone_opens_its_filters_chooses_and_sees_the_results(visit):
    page = visit(375, 800)
    page.goto("/members/")
    expect(page.get_by_role("group", name=COUNTRY, exact=True)).not_to_be_visible()

    page.get_by_role("button", name=OPEN_FILTERS, exact=True).click()
    option(page, COUNTRY, LABEL).check()
    page.get_by_role("button", name=re.compile("^Show [0-9]+ results?$")).click()

    expect(page).to_have_url(re.compile(rf"\?country={CODE}$"))
    expect(page.get_by_role("group", name=COUNTRY, exact=True)).not_to_be_visible()
    expect(chips(page)).to_be_visible()


def test_the_title_says_what_a_live_search_found(search):
    search.get_by_role("combobox", name=SEARCH_BOX).fill("medpace")
    search.wait_for_url("**/members/?q=medpace")

    assert "medpace" in search.title()


def test_typed_words_are_one_history_step(search):
    box = search.get_by_role("combobox", name=SEARCH_BOX)
    for words in ("onc", "onco", "oncology"):
        box.fill(words)
        search.wait_for_url(f"**/members/?q={words}")

    search.go_back()

    search.wait_for_url("**/members/")


def test_the_boxes_that_narrow_a_list_are_there_after_back(search):
    boxes = search.locator(".facet-box")
    there = boxes.count()
    option(search, COUNTRY, LABEL).check()
    expect(chips(search)).to_have_count(1)

    search.go_back()

    expect(chips(search)).to_have_count(0)
    expect(boxes).to_have_count(there)


def test_a_figure_that_is_being_typed_stays_while_results_come(search):
    search.route("**/members/?**", lambda route: (search.wait_for_timeout(400), route.continue_()))
    option(search, COUNTRY, LABEL).check()
    figure = search.get_by_role("group", name="Year founded").get_by_label("From")
    figure.press_sequentially("1990")
    expect(chips(search)).not_to_have_count(0)

    expect(figure).to_have_value("1990")
    search.unroute_all(behavior="wait")


def test_focus_stays_on_the_way_that_values_are_met(page):
    page.goto("/members/?country=DE&country=FR")
    mode = page.get_by_role("group", name=COUNTRY, exact=True).get_by_role("link", name="all")
    mode.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**country_all=DE**")
    expect(mode).to_be_focused()


def counts(page):
    return page.locator("#filters .option b").all_inner_texts()


def test_the_filters_follow_the_words_when_the_typing_rests(search, visit):
    everything = counts(search)
    box = search.get_by_role("combobox", name=SEARCH_BOX)
    box.press_sequentially("medpa")
    search.wait_for_url("**/members/?q=medpa")

    other = visit()
    other.goto(search.url)

    expect(search.locator("#filters")).not_to_have_attribute("aria-busy", "true")
    assert counts(search) == counts(other) != everything
    expect(box).to_be_focused()


def test_during_typing_the_filters_are_busy_and_show_no_old_counts(search):
    held = []

    def hold(route):
        is_for_filters = route.request.headers.get("hx-trigger") == "typing-rests"
        held.append(route) if is_for_filters else route.continue_()

    search.route("**/members/?**", hold)
    filters = search.locator("#filters")
    search.get_by_role("combobox", name=SEARCH_BOX).press_sequentially("kendle")

    expect(count(search)).to_contain_text("1 company")
    expect(filters).to_have_attribute("aria-busy", "true")
    expect(filters.locator(".option b").first).not_to_be_visible()

    while not held:
        search.wait_for_timeout(20)
    held.pop().continue_()
    expect(filters).not_to_have_attribute("aria-busy", "true")
    expect(filters.locator(".option b").first).to_be_visible()
    search.unroute_all(behavior="wait")


def test_a_later_choice_cancels_a_running_request_for_filters(search):
    held = []

    def hold(route):
        is_for_filters = route.request.headers.get("hx-trigger") == "typing-rests"
        held.append(route) if is_for_filters and not held else route.continue_()

    search.route("**/members/?**", hold)
    given_up = "(event) => { window.givenUp = event.target.id; }"
    search.evaluate(f"document.addEventListener('htmx:sendAbort', {given_up})")
    box = search.get_by_role("combobox", name=SEARCH_BOX)
    box.press_sequentially("clin")
    while not held:
        search.wait_for_timeout(20)
    search.keyboard.press("Escape")
    option(search, COUNTRY, LABEL).check()

    expect(search).to_have_url(re.compile(rf"q=clin&country={CODE}"))
    expect(option(search, COUNTRY, LABEL)).to_be_checked()
    expect(search.locator("#filters")).not_to_have_attribute("aria-busy", "true")
    assert search.evaluate("window.givenUp") == "typing-rests"
    search.unroute_all(behavior="ignoreErrors")


def test_a_key_that_is_held_asks_once_when_it_is_let_go(search):
    asked = []
    search.on("request", lambda request: asked.append(request.url))
    search.get_by_role("combobox", name=SEARCH_BOX).focus()

    for _ in range(9):
        search.keyboard.down("e")
    search.keyboard.up("e")
    search.wait_for_url("**/members/?q=eeeeeeeee")

    # There is a request for the first letter, one for all letters, and one for the filters.
    for address, most in {"/members/?q=": 3, "/suggest/?q=": 2}.items():
        assert sum(address in url for url in asked) <= most
