import re

from every_page import ADDRESSES


def test_a_profile_is_printed_on_two_sheets(page):
    page.goto(ADDRESSES["profile"])

    document = page.pdf(format="A4", prefer_css_page_size=True)

    # The root of the tree of pages counts them all.
    assert max(int(count) for count in re.findall(rb"/Count (\d+)", document)) <= 2
