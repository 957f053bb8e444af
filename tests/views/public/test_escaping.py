"""Texts of a profile are never treated as markup, on any page."""

import pytest
from factories import document, make_member, publish, trial_count

MARKUP = "\"'><script>x</script>&amp;"
URL = "https://example.org/?a=%22&b"


@pytest.fixture
def hostile(vocabulary):
    """Publish a company whose texts all look like markup, and one that became part of it."""
    figure = {"count": 9, "qualifier": "about", "as_of": "2020", "source_url": URL, "note": MARKUP}
    whole = document(f"Alpha {MARKUP}") | {
        "slug": "alpha",
        "legal_name": f"Legal {MARKUP}",
        "summary": MARKUP,
        "description": MARKUP,
        "headquarters": {"city": MARKUP, "country": "DE"},
        "countries": [{"code": "DE", "kind": "office", "source_url": URL}],
        "other_names": [{"name": f"Kendle {MARKUP}", "type": "former"}],
        "parent": {"name": f"Parent {MARKUP}", "source_url": URL},
        "employees": figure,
        "trial_counts": [trial_count(scope=MARKUP, note=MARKUP, source_url=URL)],
        "citations": {"legal_name": [{"url": URL, "as_of": "2020"}]},
    }
    member = publish(whole)
    make_member(f"Beta {MARKUP}", slug="beta", successor="alpha")
    return member


@pytest.mark.parametrize(
    "address",
    [
        "/members/",
        "/members/?q=kendle&country=DE",
        "/members/?q=beta&merged=true&merged=false",
        "/members/?q=parent",
        f"/members/?q={MARKUP.replace('&', '%26')}",
        "/members/alpha/",
        "/members/beta/",
        "/members/alpha/history/",
        "/countries/DE/",
        "/",
    ],
)
def test_text_that_looks_like_markup_is_shown_as_text(client, hostile, address):
    for headers in ({}, {"HX-Request": "true"}):
        html = client.get(address, headers=headers).content.decode()
        assert "<script>x" not in html
        assert "\"'>" not in html
