"""An address that doesn't exist: the page has already looked for what was meant."""

import re

import pytest
from factories import make_member


def links(client, address):
    """Return the status, and the links of the page's content as [(words, address)]."""
    response = client.get(address)
    html = response.content.decode().partition('<section class="failure">')[2]
    return response.status_code, re.findall(
        r'<a href="([^"]*)">([^<]*)<', html.partition("<form")[0]
    )


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/members/quintiles/", ("/members/iqvia/", "IQVIA")),
        ("/members/parexell/", ("/members/parexel/", "Parexel")),
        ("/members/Parexel/", ("/members/parexel/", "Parexel")),
        ("/members/parexell/history/", ("/members/parexel/", "Parexel")),
    ],
)
def test_a_former_or_misspelled_name_of_a_company_leads_to_it(client, sample, address, found):
    status, (first, *_) = links(client, address)

    assert (status, first) == (404, found)


def test_the_search_box_has_the_words_of_the_address_and_the_note_the_name(client, vocabulary):
    make_member("Sigma", other_names=[{"name": "Tau Beta", "type": "former"}])

    page = client.get("/members/tau-beta/").content.decode()

    assert 'value="tau beta"' in page
    assert "formerly Tau Beta" in page


def test_at_most_five_companies_are_listed_and_all_are_linked(client, vocabulary):
    for number in range(7):
        make_member(f"Sigma {number}")

    status, found = links(client, "/members/sigma/")

    assert status == 404
    assert [words for _, words in found] == [
        *(f"Sigma {number}" for number in range(5)),
        "View all 7 companies",
    ]
    assert len(client.get(found[-1][0]).context["listing"].rows) == 7


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/countries/germany/", ("/countries/DE/", "Germany")),
        ("/countries/uk/", ("/countries/GB/", "United Kingdom")),
        ("/countries/xx/", ("/countries/", "all countries")),
        ("/services/site-netwrk/", ("/services/site-access/", "Site and patient access networks")),
        ("/areas/cardiology/", ("/areas/cardiovascular/", "Cardiovascular")),
        ("/areas/nothing/", ("/areas/", "all therapeutic areas")),
    ],
)
def test_an_unknown_value_leads_to_the_nearest_and_to_all(client, vocabulary, address, found):
    status, (first, *_) = links(client, address)

    assert (status, first) == (404, found)


@pytest.mark.parametrize(
    "address", ["/members/%00/", "/members/%ff/", "/members/<b>/", "/members/---/", "/nowhere/"]
)
def test_an_address_of_no_words_is_a_plain_404(client, vocabulary, address):
    make_member("Sigma")

    status, found = links(client, address)

    assert (status, found) == (404, [])


def test_what_was_typed_is_only_text_on_the_page(client, vocabulary):
    page = client.get("/members/%22%3E%3Cscript%3E/").content.decode()

    assert "<script>" not in page
