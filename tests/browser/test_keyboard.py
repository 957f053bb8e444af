from every_page import ADDRESSES, OPEN_FILTERS, SEARCH_BOX, TAKE_AWAY
from playwright.sync_api import expect

NAME = """(at) => (at.getAttribute("aria-label") || at.labels?.[0]?.textContent || at.textContent)
  .replace(/\\s+/g, " ").trim()"""
# The Tab key stops once at a group of radio buttons.
CONTROLS = f"""() => [...document.querySelectorAll("a, button, input, select, summary")]
  .filter((at) => at.checkVisibility())
  .filter((at) => at.type !== "radio" || at.checked)
  .map({NAME})"""
# Describes the focused element as a person who sees it and a screen reader would.
FOCUSED = f"""() => {{
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const inSight = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  const within = at === window.lastStop; // the month, day, or year of a date
  window.lastStop = at;
  return {{tag: at.tagName.toLowerCase(), name: ({NAME})(at), visible: drawn && inSight, within}};
}}"""


def tab_until(page, wanted, limit=150):
    """Press Tab until the wanted element has the focus. Every stop on the way must be visible."""
    unseen = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if not at["visible"]:
            unseen.append(at)
        if wanted(at):
            assert unseen == []
            return at
    raise AssertionError(f"Not reached in {limit} steps.")


def test_the_keyboard_alone_leads_from_the_skip_link_to_the_evidence_of_a_profile(page):
    page.goto("/members/")

    tab_until(page, lambda at: at["name"] == "Skip to main content", limit=1)
    page.keyboard.press("Enter")
    tab_until(page, lambda at: SEARCH_BOX in at["name"], limit=1)
    page.keyboard.type("monitoring")
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/?q=monitoring*")
    chosen = tab_until(page, lambda at: at["name"].startswith("United"))
    page.keyboard.press("Space")
    expect(page.get_by_role("link", name=TAKE_AWAY)).to_have_count(2)
    assert page.evaluate(FOCUSED)["name"].split(",")[0] == chosen["name"].split(",")[0]
    first = page.get_by_role("article").first.get_by_role("link").first.inner_text()
    tab_until(page, lambda at: (at["tag"], at["name"]) == ("a", first))
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/*/")
    tab_until(page, lambda at: at["tag"] == "summary")
    page.keyboard.press("Enter")
    link = tab_until(page, lambda at: at["tag"] == "a", limit=1)

    assert link["name"]


def test_tab_visits_every_control_of_a_search_once_in_the_order_of_the_page_and_shows_where(page):
    page.goto(ADDRESSES["search-narrowed"])
    expected = page.evaluate(CONTROLS)

    stops = []
    for _ in range(len(expected) + 10):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["tag"] == "body":
            break
        stops += [] if at["within"] else [at]

    assert [at["name"] for at in stops if not at["visible"]] == []
    assert [at["name"] for at in stops] == expected


def test_a_way_back_from_the_open_filters_of_a_phone(visit):
    page = visit(375, 800)
    page.goto("/members/")
    button = page.get_by_role("button", name=OPEN_FILTERS, exact=True)
    button.focus()

    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Close")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Close")).not_to_be_visible()
    expect(button).to_be_focused()
