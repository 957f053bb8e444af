import re

import pytest
from every_page import ADDRESSES

WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.hadRecentInput ? 0 : entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("kind", ["home", "search", "search-narrowed", "profile"])
def test_the_layout_does_not_shift_while_a_page_loads(visit, kind, width):
    page = visit(width)
    page.add_init_script(WATCH_SHIFTS)

    page.goto(ADDRESSES[kind])
    page.wait_for_load_state("networkidle")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)))")

    assert page.evaluate("window.shifted") < 0.1


def test_a_first_visit_of_the_search_transfers_less_than_100_kilobytes(page):
    client = page.context.new_cdp_session(page)
    sizes = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    client.send("Network.enable")

    page.goto(ADDRESSES["search"])
    page.wait_for_load_state("networkidle")

    assert len(sizes) > 5  # With styles and scripts.
    assert sum(sizes) < 100_000


def test_static_files_are_compressed_and_kept_for_good(page):
    answers = []
    page.on("response", lambda response: answers.append(response))  # noqa: PLW0108 - playwright marks it

    page.goto(ADDRESSES["search"])
    page.wait_for_load_state("networkidle")

    static = [answer for answer in answers if "/static/" in answer.url]
    kinds = {answer.url.rsplit(".", 1)[1] for answer in static}
    assert {"css", "js"} <= kinds
    for answer in static:
        headers = answer.headers
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", answer.url)
        assert "immutable" in headers["cache-control"]
        assert int(re.search("max-age=([0-9]+)", headers["cache-control"])[1]) >= 31_536_000
        assert headers.get("content-encoding") == "gzip" or int(headers["content-length"]) < 500


def test_the_page_itself_is_compressed(page):
    assert page.goto(ADDRESSES["search"]).headers["content-encoding"] == "gzip"
