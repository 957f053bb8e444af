"""Countries, services, and areas: each lists its companies, with the counts of the search."""

import re

import pytest
from django.utils.html import escape
from factories import document, make_member, publish

from directory.models import Country, Service, TherapeuticArea

LISTS = ["/countries/", "/services/", "/areas/"]


def number(text):
    return int(re.search(r"\d+", text)[0])


def test_every_count_of_every_page_equals_the_search_it_leads_to(client, sample):
    addresses = [f"/countries/{code}/" for code in ("US", "DE", "TW", "AQ", "FJ")]
    addresses += ["/services/clinical-monitoring/", "/services/rtsm/", "/areas/oncology/"]
    seen = 0
    for address in ["/", *LISTS, *addresses]:
        page = client.get(address).content.decode()
        links = re.findall(r'href="/members/\?([^"]+)"[^>]*>(.*?)</a>\s*(<span[^>]*>\d+)?', page)
        for query, words, beside in links:
            shown = beside.rpartition(">")[2] or words
            if not re.match(r"\d+", shown) or "first" in words:
                continue
            found = client.get(f"/api/v1/members/?{query.replace('&amp;', '&')}").json()["count"]
            assert found == number(shown), (address, query)
            seen += 1
    assert seen > 100


def test_a_country_says_who_works_there_by_kind_of_presence_with_dates(client, vocabulary):
    places = {"Alpha": ("office", "2019-05"), "Beta": ("operations", ""), "Gone": ("office", "")}
    for name, (kind, as_of) in places.items():
        url = "https://example.org/list"
        presence = {"code": "DE", "kind": kind, "as_of": as_of or None, "source_url": url}
        successor = "alpha" if name == "Gone" else None
        publish(document(name) | {"countries": [presence], "successor": successor})

    response = client.get("/countries/DE/")
    kinds = response.context["found"]["kinds"]

    assert {kind["label"]: [row["name"] for row in kind["rows"]] for kind in kinds} == {
        "Operations": ["Beta"],
        "Office": ["Alpha"],
    }
    assert re.search(r"mark-stale.{0,40}2019.*May 2019", response.content.decode(), re.DOTALL)


@pytest.mark.parametrize(
    ("address", "status", "location"),
    [
        ("/countries/de/", 301, "/countries/DE/"),
        ("/countries/XX/", 404, None),
        ("/countries/germany/", 404, None),
        ("/services/nothing/", 404, None),
        ("/areas/nothing/", 404, None),
        ("/countries/AQ/", 200, None),
    ],
)
def test_each_browse_page_has_one_permanent_url(client, sample, address, status, location):
    response = client.get(address)

    assert (response.status_code, response.headers.get("Location")) == (status, location)


def test_every_value_of_the_vocabulary_has_a_page_that_says_what_it_is(client, sample):
    for term in [*Service.objects.all(), *TherapeuticArea.objects.all()]:
        kind = "services" if isinstance(term, Service) else "areas"
        page = client.get(f"/{kind}/{term.pk}/").content.decode()
        assert escape(term.definition) in page
    listed = client.get("/countries/").content.decode()
    assert all(f'href="/countries/{country.pk}/"' in listed for country in Country.objects.all())


def test_a_service_names_its_neighbors_and_the_evidence_of_each_company(client, vocabulary):
    url = "https://example.org/monitoring"
    cited = {"services[clinical-monitoring]": [{"url": url, "as_of": "2020"}]}
    make_member("Alpha", services=["clinical-monitoring"], citations=cited)
    make_member("Beta", services=["clinical-monitoring", "project-management"])

    response = client.get("/services/clinical-monitoring/")

    rows = [(row["name"], row["evidence"]) for row in response.context["found"]["rows"]]
    assert [(name, [place["url"] for place in found or []]) for name, found in rows] == [
        ("Alpha", [url]),
        ("Beta", []),
    ]
    related = [(term.slug, term.count) for term in response.context["related"]]
    assert related == [("project-management", 1)]


def test_a_long_list_shows_its_beginning_and_the_way_to_the_rest(client, vocabulary, monkeypatch):
    monkeypatch.setattr("directory.browse.MOST_COMPANIES", 2)
    for name in ("Alpha", "Beta", "Gamma"):
        make_member(name, "DE")

    page = client.get("/countries/DE/").content.decode()

    assert "Showing the first 2 companies. View all 3 in the search" in " ".join(page.split())
