"""A wrong parameter: what was meant, where all values are listed, and links that correct it."""

import re
from html import unescape

import pytest
from factories import make_member

from directory.search.facets import FACETS


def messages(client, query, address="/api/v1/members/"):
    errors = client.get(f"{address}?{query}").json()["errors"]
    return {error["path"]: error["message"] for error in errors}


def alert(client, query):
    """Return the words of the page's alert and its links as {words: address}."""
    response = client.get(f"/members/?{query}", follow=True)
    html = response.content.decode().partition('role="alert">')[2].partition("</ul>")[0]
    links = {words: unescape(to) for to, words in re.findall(r'<a\s+href="([^"]*)">([^<]*)<', html)}
    return response.status_code, " ".join(re.sub("<[^>]*>", "", unescape(html)).split()), links


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("country=Germany", "Unknown value “Germany”. Did you mean DE?"),
        ("country=UK", "Unknown value “UK”. Did you mean GB?"),
        ("country_all=Germny", "Unknown value “Germny”. Did you mean DE?"),
        ("hq=Deutschland", "Unknown value “Deutschland”. Did you mean DE?"),
        ("hq=Atlantis", "Unknown value “Atlantis”."),
        ("area=Cardiology", "Unknown value “Cardiology”. Did you mean cardiovascular?"),
        ("service=Site%20network", "Unknown value “Site network”. Did you mean site-access?"),
        ("phase=Phase%20II", "Unknown value “Phase II”. Did you mean PHASE2?"),
        ("kind=CRO", "Unknown value “CRO”. Did you mean cro?"),
        ("membership=former%20members", "Unknown value “former members”. Did you mean former?"),
        ("modality=medicines", "Unknown value “medicines”. Did you mean drug?"),
        ("country=D%E2%80%8EE", "Unknown value “D[U+200E]E”. Did you mean DE?"),
    ],
)
def test_labels_and_synonyms_suggest_the_value_that_was_meant(client, vocabulary, query, expected):
    [message] = messages(client, query).values()

    assert message.partition(" Allowed")[0] == expected


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("limit", "page_size"),
        ("per_page", "page_size"),
        ("pageSize", "page_size"),
        ("page[size]", "page_size"),
        ("search", "q"),
        ("query", "q"),
        ("sort", "ordering"),
        ("order", "ordering"),
        ("orderBy", "ordering"),
        ("offset", "page"),
        ("countries", "country"),
        ("therapeutic_area", "area"),
        ("type", "kind"),
    ],
)
def test_the_parameters_of_other_apis_suggest_ours(client, vocabulary, name, meant):
    expected = f"Unknown parameter. Did you mean {meant}? Allowed values: /api/v1/docs/"

    assert messages(client, f"{name}=1") == {name: expected}


def test_a_parameter_that_nothing_resembles_gets_no_suggestion(client, vocabulary):
    expected = {"lang": "Unknown parameter. Allowed values: /api/v1/docs/"}

    assert messages(client, "lang=de") == expected


def test_many_allowed_values_are_a_list_to_open_never_a_list_in_the_message(client, vocabulary):
    query = "&".join(f"{facet.name}=nonsense!" for facet in FACETS)

    found = messages(client, query)

    for facet in FACETS:
        said = found[facet.name].partition("Allowed")[2]
        listed = said.removeprefix(" values: ")
        assert len(said) < 100
        assert listed == said or client.get(listed).status_code == 200


def test_every_wrong_value_of_a_parameter_is_named(client, vocabulary):
    errors = client.get("/api/v1/members/?country=Germany&country=Poland&country=FR").json()

    assert [error["message"].partition("?")[0] for error in errors["errors"]] == [
        "Unknown value “Germany”. Did you mean DE",
        "Unknown value “Poland”. Did you mean PL",
    ]


def test_a_page_suggests_the_value_in_words_and_links_the_corrected_search(client, vocabulary):
    make_member("Alpha", "DE PL")

    status, words, links = alert(client, "q=alpha&country=Germny&country=PL&hq=&page=3")

    assert status == 400
    assert words == (
        "Works in any of these countries: “Germny” isn’t recognized. Did you mean Germany?"
        " See all countries. Search without it"
    )
    assert links == {
        "Germany": "?q=alpha&country=DE&country=PL",
        "all countries": "/countries/",
        "Search without it": "?q=alpha&country=PL",
    }
    assert client.get(f"/members/{links['Germany']}").status_code == 200


def test_a_page_links_each_of_a_few_allowed_values(client, vocabulary):
    _, words, links = alert(client, "phase=7&q=x")

    assert words.startswith("Runs trials in any of these phases: “7” isn’t recognized. Choose ")
    assert links["Phase 2"] == "?phase=PHASE2&q=x"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("search=alpha&country=DE", {"q": "?q=alpha&country=DE"}),
        ("contry=DE&q=a", {"country": "?country=DE&q=a"}),
        ("offset=20", {}),
        ("limit=5", {}),
    ],
)
def test_a_page_links_the_search_with_the_filter_that_was_meant(
    client, vocabulary, query, expected
):
    _, words, links = alert(client, query)

    links.pop("Search without it")
    assert words.startswith("Address: “")
    assert links == expected


def test_a_page_names_what_is_wrong_with_any_other_value_and_links_the_rest(client, vocabulary):
    _, words, links = alert(client, "trials_min=abc&country=DE")

    assert words == (
        "Minimum number of trials: Enter a whole number in digits, such as 250. Search without it"
    )
    assert links == {"Search without it": "?country=DE"}
