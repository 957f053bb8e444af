"""Text that grows when it is folded: 200 characters may be a thousand words."""

from urllib.parse import quote

import pytest

FACES = ["/members/", "/api/v1/members/", "/api/v1/members/facets/"]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", ["㌖" * 200, "ﷺ" * 200, "漢" * 200, "a " * 100, "\u200f" * 200])
def test_text_that_grows_when_it_is_folded_is_just_text(client, sample, face, text):
    assert client.get(f"{face}?q={quote(text)}").status_code == 200


def test_every_value_at_once_is_a_question_like_any_other(client, sample):
    names = {"countries": ("country", "country_all", "hq"), "services": ("service", "service_all")}
    names |= {"areas": ("area", "area_all"), "regions": ("region",)}
    pairs = []
    for name, parameters in names.items():
        rows = client.get(f"/api/v1/{name}/").json()["results"]
        keys = [row.get("slug") or row["code"] for row in rows]
        pairs += [f"{parameter}={key}" for parameter in parameters for key in keys]

    for face in FACES:
        assert client.get(f"{face}?{'&'.join(pairs)}").status_code == 200
