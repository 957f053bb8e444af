from urllib.parse import urlencode

import pytest
from factories import make_member
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import FACETS, Oracle

from directory import dates, search
from directory.filters import MemberApiFilterSet, MemberFilterSet
from directory.models import Member
from directory.workflow import publishing

TABLE = {
    "q": ["Quintiles", "kendle", "clinical research", "pv", "oncol", "Zürich", "!!!", "japan"],
    "country": ["DE", "jp"],
    "country_all": ["DE", "FR"],
    "region": ["europe", "western-africa"],
    "hq": ["US", "GB"],
    "service": ["clinical-monitoring", "rtsm"],
    "service_all": ["clinical-monitoring", "data-management"],
    "area": ["oncology", "vaccines"],
    "area_all": ["oncology", "neurology"],
    "modality": ["device", "drug"],
    "kind": ["technology", "cro"],
    "phase": ["PHASE1", "PHASE4"],
    "phase_all": ["PHASE1", "PHASE3"],
    "trials_min": ["0", "1000", "999999"],
    "trials_max": ["0", "1000"],
    "founded_min": ["1990", "2020"],
    "founded_max": ["1990"],
    "employees_min": ["1000"],
    "employees_max": ["1000"],
    "verified": ["true", "false"],
    "membership": ["current", "former", "unconfirmed"],
    "merged": ["true", "false"],
    "exact": ["true"],
    "updated_since": ["2020-01-01", "2020-01-01T00:00:00Z", "2999-01-01T00:00:00+01:00"],
    "ordering": list(search.query.ORDERINGS),
    "page": ["1", "2"],
    "page_size": ["1", "100"],
    "include": ["facets"],
    "fields": ["slug,name"],
    "omit": ["summary"],
}
API_ONLY = {"page_size", "include", "fields", "omit"}
REPEATING = [name for name, found in MemberFilterSet.base_filters.items() if found.repeats]
ROWS = [(name, value) for name, values in TABLE.items() for value in values]


@pytest.fixture
def oracle(sample):
    for slug in ("fortrea", "icon"):
        publishing.confirm_profile(Member.objects.get(slug=slug))
    return Oracle(dates.today())


def slugs_of_page(client, query):
    found, number = [], 1
    while True:
        response = client.get(f"/members/?{query}&page={number}")
        assert response.status_code == 200, query
        listing = response.context["listing"]
        found += [row["slug"] for row in listing.rows]
        if number == listing.pages:
            return found
        number += 1


def slugs_of_api(client, query):
    found, address = [], f"/api/v1/members/?{query}"
    while address:
        body = client.get(address).json()
        found += [row["slug"] for row in body["results"]]
        address = body["next"]
    return found


def read_facet(values):
    """Return the count of each value of a facet in the API, and the set of the selected values."""
    counts = {value["value"]: value["count"] for value in values}
    return counts, {value["value"] for value in values if value["selected"]}


def test_the_table_holds_every_parameter():
    assert set(TABLE) == set(MemberApiFilterSet.base_filters)
    assert set(TABLE) - API_ONLY == set(MemberFilterSet.base_filters)


@pytest.mark.parametrize(
    ("name", "value"), [row for row in ROWS if row[0] not in API_ONLY | {"page"}]
)
def test_page_and_api_find_what_the_documents_say(client, oracle, name, value):
    query = urlencode({name: value})
    values = [value.upper()] if name == "country" else [value]

    expected = oracle.slugs(**{name: values})

    assert slugs_of_page(client, query) == expected
    assert slugs_of_api(client, query) == expected


@pytest.mark.parametrize("name", REPEATING)
def test_a_second_value_widens_any_and_narrows_all(client, oracle, name):
    values = [value.upper() if name == "country" else value for value in TABLE[name]]

    found = slugs_of_api(client, urlencode({name: values}, doseq=True))

    assert found == oracle.slugs(**{name: values})


@pytest.mark.parametrize("more", [{}, {"q": "clinical"}, {"service": "clinical-monitoring"}])
def test_every_count_is_what_choosing_that_value_alone_finds(client, oracle, more):
    body = client.get("/api/v1/members/facets/", more).json()

    for facet, values in body["facets"].items():
        for value in values:
            chosen = more | {facet: value["value"], "fields": "slug"}
            found = client.get("/api/v1/members/", chosen).json()["count"]
            assert value["count"] == found, (facet, value)
        counts, selected = read_facet(values)
        asked = {key: [v] for key, v in more.items()}
        assert (counts, selected) == (oracle.facet(facet, **asked), oracle.selected(facet, **asked))


def test_companies_with_the_same_name_are_sorted_by_slug_in_every_order(client, vocabulary):
    for slug in ("two", "one", "three"):
        make_member("Orion", slug=slug)
    make_member("Zeta")
    asked = Oracle(dates.today())

    for order, expected in (("name", "one three two zeta"), ("-name", "zeta one three two")):
        assert slugs_of_api(client, f"ordering={order}") == expected.split()
        assert asked.slugs(ordering=[order]) == expected.split()


def test_the_counts_alone_are_of_all_pages(client, sample):
    assert client.get("/api/v1/members/facets/?page=99").json() == (
        client.get("/api/v1/members/facets/").json()
    )


def test_facets_are_sorted_by_count_and_then_by_label(client, sample):
    facets = client.get("/api/v1/members/facets/?country=DE").json()["facets"]

    for values in facets.values():
        assert values == sorted(values, key=lambda value: (-value["count"], value["label"]))


def test_a_chosen_value_is_listed_even_at_zero(client, sample):
    countries = client.get("/api/v1/members/facets/?country=AQ&hq=AQ").json()["facets"]["country"]

    assert countries == [{"value": "AQ", "label": "Antarctica", "count": 0, "selected": True}]


def test_a_required_value_is_listed_even_at_zero(client, sample):
    query = "q=xyzzyx&country=DE&country_all=PL&country_all=KR&hq=US"

    countries = client.get(f"/api/v1/members/facets/?{query}").json()["facets"]["country"]

    assert [(value["value"], value["count"], value["selected"]) for value in countries] == [
        ("DE", 0, True),
        ("PL", 0, True),
        ("KR", 0, True),
    ]


@st.composite
def queries(draw):
    names = draw(st.sets(st.sampled_from(sorted(set(TABLE) - API_ONLY - {"page"})), max_size=4))
    query = {}
    for name in sorted(names):
        one = st.sampled_from(TABLE[name])
        repeats = MemberFilterSet.base_filters[name].repeats
        values = draw(st.lists(one, min_size=1, max_size=3 if repeats else 1, unique=True))
        query[name] = [value.upper() if name == "country" else value for value in values]
    return query


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=queries())
def test_any_combination_of_parameters_finds_what_the_documents_say(client, oracle, query):
    address = urlencode(query | {"include": "facets", "page_size": 100}, doseq=True)
    body = client.get(f"/api/v1/members/?{address}").json()

    assert [row["slug"] for row in body["results"]] == oracle.slugs(**query)
    for facet in FACETS:
        found = read_facet(body["facets"][facet])
        assert found == (oracle.facet(facet, **query), oracle.selected(facet, **query))
    for name, found in body["ranges"].items():
        assert tuple(found.values()) == oracle.range(name, **query)
