import re

import pytest


@pytest.mark.parametrize("slug", ["fortrea", "parexel", "ppd"])  # The last two are longest.
def test_a_profile_is_printed_on_two_sheets(page, slug):
    page.goto(f"/members/{slug}/")

    document = page.pdf(format="A4", prefer_css_page_size=True)

    # The root of the page tree has the total count.
    assert max(int(count) for count in re.findall(rb"/Count (\d+)", document)) <= 2
