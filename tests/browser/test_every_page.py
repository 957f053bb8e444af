import pytest
from axe_playwright_python.base import AXE_SCRIPT
from every_page import ADDRESSES, OPEN_FILTERS

PHONE, DESK = 375, 1280
OPEN_ALL = "document.querySelectorAll('details').forEach((fold) => { fold.open = true })"
REPORT_POLICY = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The rule for target size is from WCAG 2.2 and is off by default.
EVERYTHING = {
    "resultTypes": ["violations"],
    "preload": False,
    "rules": {"target-size": {"enabled": True}},
}
# Checking contrast takes four fifths of the time, so it is checked once in each width and color
# scheme, with the folds open if possible.
STRUCTURE = EVERYTHING | {"rules": EVERYTHING["rules"] | {"color-contrast": {"enabled": False}}}
COLORS = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": ["color-contrast", "link-in-text-block"],
}


def violations(page, options=EVERYTHING):
    """Return a line for each violation: the rule, the element, and how to fix it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"() => {{ {AXE_SCRIPT} }}")
    return [
        f"{broken['id']} at {' '.join(map(str, node['target']))}: {broken['help']}"
        for broken in page.evaluate("(options) => axe.run(options)", options)["violations"]
        for node in broken["nodes"]
    ]


@pytest.mark.parametrize("kind", ADDRESSES)
def test_axe_finds_no_violation_in_light_and_dark_on_a_phone_and_a_desk(visit, kind):
    page = visit(PHONE)
    page.goto(ADDRESSES[kind])

    found = {"phone": violations(page)}
    page.set_viewport_size({"width": DESK, "height": 900})
    found["desk"] = violations(page, STRUCTURE)
    page.evaluate(OPEN_ALL)
    found["desk, folds open"] = violations(page)
    # In dark mode only colors differ, and the folded content is now visible, too.
    page.emulate_media(color_scheme="dark")
    found["desk, dark"] = violations(page, COLORS)
    page.set_viewport_size({"width": PHONE, "height": 900})
    found["phone, dark"] = violations(page, COLORS)

    assert found == {where: [] for where in found}


def test_axe_finds_no_violation_in_the_open_filters_of_a_phone(visit):
    # The window is so tall that nothing is below the bar at the bottom, which axe would report.
    page = visit(PHONE, 6000)
    page.goto(ADDRESSES["search-narrowed"])
    page.get_by_role("button", name=OPEN_FILTERS, exact=True).click()

    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += violations(page, COLORS)

    assert found == []


@pytest.mark.parametrize(
    ("width", "scale"), [(320, 1), (640, 2)], ids=["320 px", "200 % zoom of 1280 px"]
)
def test_no_page_scrolls_sideways(visit, width, scale):
    page = visit(width, device_scale_factor=scale)

    wider = {}
    for kind, address in ADDRESSES.items():
        page.goto(address)
        closed = page.evaluate(OVERFLOW)
        page.evaluate(OPEN_ALL)
        wider[kind] = (closed, page.evaluate(OVERFLOW))

    assert wider == dict.fromkeys(ADDRESSES, (0, 0))


def complaint(page, message):
    """Yield console errors, except for a document that isn't 200, which is expected here."""
    meant = message.text.startswith("Failed to load") and message.location["url"] == page.url
    if message.type in {"error", "warning"} and not meant:
        yield page.url, message.text


def test_no_page_breaks_the_content_policy_misses_a_file_or_leaves_a_cookie(visit):
    page = visit()
    complaints = []
    page.on("pageerror", lambda error: complaints.append((page.url, str(error))))
    page.on("console", lambda message: complaints.extend(complaint(page, message)))
    page.on(
        "response",
        lambda response: (
            complaints.append((page.url, response.url, response.status))
            if response.status >= 400 and not response.request.is_navigation_request()
            else None
        ),
    )
    page.add_init_script(REPORT_POLICY)

    for address in ADDRESSES.values():
        page.goto(address)

    assert complaints == []
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    ("kind", "status"), [("search-400", 400), ("404", 404), ("410", 410), ("profile", 200)]
)
def test_the_addresses_of_errors_answer_with_them(page, kind, status):
    assert page.goto(ADDRESSES[kind]).status == status


def test_a_table_that_scrolls_on_a_phone_says_so_and_takes_the_focus(visit):
    page = visit(width=PHONE)
    page.goto("/members/icon/")
    frame = page.get_by_role("region", name="Table of trial counts")
    state = """(frame) => [
      getComputedStyle(frame, "::before").content, frame.scrollWidth > frame.clientWidth]"""
    on_a_phone = frame.evaluate(state)
    frame.focus()
    is_focused = frame.evaluate("(frame) => frame === document.activeElement")
    page.set_viewport_size({"width": DESK, "height": 900})
    on_a_desk = frame.evaluate(state)

    assert on_a_phone == ['"Scroll sideways to see all columns."', True]
    assert is_focused
    assert on_a_desk == ["none", False]
