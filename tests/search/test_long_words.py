"""Text that grows when it is folded: 200 characters may be a thousand words."""

import time
from urllib.parse import quote

import pytest

FACES = ["/members/", "/api/v1/members/", "/api/v1/members/facets/"]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", ["㌖" * 200, "ﷺ" * 200, "漢" * 200, "a " * 100, "\u200f" * 200])
def test_text_that_grows_when_it_is_folded_is_just_text(client, sample, face, text):
    assert client.get(f"{face}?q={quote(text)}").status_code == 200


def test_many_values_at_once_are_answered_soon(client, sample):
    codes = [row["code"] for row in client.get("/api/v1/countries/").json()["results"]][:100]
    pairs = [f"{name}={code}" for name in ("country", "country_all", "hq") for code in codes]
    began = time.monotonic()

    for face in FACES:
        assert client.get(f"{face}?{'&'.join(pairs)}").status_code == 200
    assert time.monotonic() - began < 10  # seconds; a database that plans 100 joins takes minutes
