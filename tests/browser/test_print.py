import re

import pytest


@pytest.mark.parametrize("slug", ["fortrea", "parexel", "ppd"])  # the last two hold most
def test_a_profile_is_printed_on_two_sheets(page, slug):
    page.goto(f"/members/{slug}/")

    document = page.pdf(format="A4", prefer_css_page_size=True)

    # The root of the tree of pages counts them all.
    assert max(int(count) for count in re.findall(rb"/Count (\d+)", document)) <= 2
