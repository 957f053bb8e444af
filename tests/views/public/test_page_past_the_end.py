"""A page number past the end of a result is 404 with a way back, for the page and its parts."""

import pytest
from factories import make_member

SAID = "Page 9 doesn’t exist"


@pytest.fixture
def alphas(vocabulary):
    for number in range(21):
        make_member(f"Alpha {number}", "DE")
    make_member("Beta", "FR")


def test_the_search_page_is_404_and_leads_back(client, alphas):
    response = client.get("/members/?country=DE&page=9")
    text = response.content.decode()

    assert (response.status_code, SAID in text) == (404, True)
    assert '<a href="?country=DE"' in text
    assert '<link rel="canonical"' not in text
    assert "application/ld+json" not in text
    assert "21 companies" in text
    assert "showing" not in text.split('id="result-count"')[1].split("</p>")[0]


def test_the_part_is_404_and_not_a_whole_document(client, alphas):
    response = client.get("/members/?country=DE&page=9", headers={"HX-Request": "true"})
    text = response.content.decode()

    assert (response.status_code, SAID in text) == (404, True)
    assert "<html" not in text
    assert 'id="results"' in text
    assert '<a href="?country=DE"' in text


def test_without_other_parameters_the_way_back_is_the_whole_directory(client, alphas):
    text = client.get("/members/?page=9", headers={"HX-Request": "true"}).content.decode()

    assert '<a href="/members/"' in text


def test_a_page_past_the_end_of_an_empty_result_says_that_nothing_matches(client, alphas):
    response = client.get("/members/?q=nothing&page=9", headers={"HX-Request": "true"})

    assert response.status_code == 404
    assert "No companies match these filters" in response.content.decode()


def test_a_tracked_search_has_the_canonical_url_of_the_plain_one(client, alphas):
    text = client.get("/members/?q=alpha&utm_source=mail&gclid=1").content.decode()

    assert '<link rel="canonical" href="http://testserver/members/?q=alpha">' in text
