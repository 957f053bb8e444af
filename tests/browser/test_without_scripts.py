import re

from every_page import (
    COUNTRY,
    IN_COUNTRY,
    OPEN_FILTERS,
    SEARCH_BOX,
    SERVICE,
    SOURCE,
    TAKE_AWAY,
    WITH_SERVICE,
)
from playwright.sync_api import expect

ISSUE = re.compile("good clinical practice", re.IGNORECASE)


def choose(page, group, label):
    filters = page.get_by_role("group", name=group, exact=True)
    filters.get_by_role("checkbox", name=re.compile(f"^{label}\\b")).check()


def test_the_whole_trip_needs_no_scripts(visit):
    page = visit(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox", name=SEARCH_BOX).fill("trials")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/members/\?q=trials"))

    choose(page, COUNTRY, IN_COUNTRY[1])
    choose(page, SERVICE, WITH_SERVICE[1])
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(f"country={IN_COUNTRY[0]}.*service={WITH_SERVICE[0]}"))
    expect(page.get_by_role("link", name=TAKE_AWAY)).to_have_count(3)
    for label in (IN_COUNTRY[1], WITH_SERVICE[1], "trials"):
        page.get_by_role("link", name=TAKE_AWAY).filter(has_text=label).click()
    expect(page.get_by_role("link", name=TAKE_AWAY)).to_have_count(0)

    page.get_by_role("link", name="Next page").click()
    expect(page).to_have_url(re.compile(r"page=2"))
    page.get_by_role("article").first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/members/[a-z0-9-]+/$"))
    fold = page.get_by_role("group").filter(has_text=SOURCE).first
    expect(fold.get_by_role("link").first).not_to_be_visible()
    fold.locator("summary").click()
    expect(fold.get_by_role("link").first).to_be_visible()

    page.go_back()
    expect(page).to_have_url(re.compile(r"page=2"))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="About ACRO").click()
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("Good clinical practice", re.IGNORECASE)
    ).first.click()
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("Good clinical practice", re.IGNORECASE)
    )


def test_a_phone_reaches_the_filters_without_scripts(visit):
    page = visit(375, 800, java_script_enabled=False)
    page.goto("/members/")

    page.get_by_role("button", name=OPEN_FILTERS, exact=True).click()
    choose(page, COUNTRY, IN_COUNTRY[1])
    page.get_by_role("button", name="Show results").click()

    expect(page).to_have_url(re.compile(f"country={IN_COUNTRY[0]}"))
    expect(page.get_by_role("link", name=TAKE_AWAY)).to_have_count(1)


def test_all_of_several_values_keeps_boxes_that_were_not_sent_yet_without_scripts(visit):
    page = visit(java_script_enabled=False)
    page.goto("/members/?country=DE&q=trials")

    choose(page, COUNTRY, IN_COUNTRY[1])
    match_all = re.compile(f"^all ?: {COUNTRY}$")
    expect(page.get_by_role("link", name=match_all)).to_have_count(0)
    page.get_by_role("button", name=match_all).click()

    expect(page).to_have_url(re.compile(r"/members/\?(?!.*(match|country=|=&))"))
    for code in ("DE", IN_COUNTRY[0]):
        expect(page).to_have_url(re.compile(f"country_all={code}"))
    expect(page.get_by_role("searchbox", name=SEARCH_BOX)).to_have_value("trials")
