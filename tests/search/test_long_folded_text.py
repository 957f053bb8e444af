"""Text that gets longer when it is folded: 200 characters may become a thousand words."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

FACES = ["/members/", "/api/v1/members/", "/api/v1/members/facets/"]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", ["㌖" * 200, "ﷺ" * 200, "漢" * 200, "a " * 100, "\u200f" * 200])
def test_text_that_grows_when_it_is_folded_is_just_text(client, sample, face, text):
    assert client.get(f"{face}?q={quote(text)}").status_code == 200


@pytest.mark.parametrize("face", FACES)
def test_many_values_cost_no_more_than_two(client, sample, face):
    codes = [row["code"] for row in client.get("/api/v1/countries/").json()["results"]][:100]

    def selects(codes):
        pairs = [f"{name}={code}" for name in ("country", "country_all", "hq") for code in codes]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{face}?{'&'.join(pairs)}").status_code == 200
        return [query["sql"].count("SELECT") for query in queries]

    assert selects(codes) == selects(codes[:2])  # A database may take minutes to plan 100 joins.
