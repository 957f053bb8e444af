"""Parameters of the API: unsupported ones are refused, supported ones are the same everywhere."""

import pytest
from factories import make_member

from directory.filters import MemberApiFilterSet

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ("page=2", "page", "unknown_parameter"),
        ("foo=1", "foo", "unknown_parameter"),
        ("format=yaml", "format", "unknown_parameter"),
        ("utm_source=mail", "utm_source", "unknown_parameter"),
        ("x=%ff", "x", "unknown_parameter"),
        ("&".join(["x=1"] * 1001), "", "too_many_parameters"),
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "",
        "countries/",
        "countries/DE/",
        "about/",
        "pages/",
        "pages/history/",
        "version/",
        "schema/",
    ],
)
def test_a_url_without_parameters_refuses_all_parameters(
    client, vocabulary, name, query, path, code
):
    response = client.get(f"/api/v1/{name}?{query}")

    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert [(error["path"], error["code"]) for error in response.json()["errors"]] == [(path, code)]


def test_the_error_says_that_there_are_no_parameters(client, vocabulary):
    [error] = client.get("/api/v1/countries/?page=2").json()["errors"]

    assert error["message"] == "Unknown parameter. This URL takes no parameters."


@pytest.mark.parametrize("name", ["countries/", "version/"])
def test_an_empty_value_is_as_if_absent(client, vocabulary, name):
    assert client.get(f"/api/v1/{name}?page=&foo=%20").status_code == 200


@pytest.mark.parametrize("address", ["/", "/about/", "/countries/", "/api/v1/docs/"])
def test_pages_ignore_tracking_parameters(client, vocabulary, address):
    assert client.get(f"{address}?utm_source=mail&ref=1").status_code == 200


LIST = "country=DE&page=2&page_size=1&include=facets&fields=name,kind&omit=kind&ordering=-name"


def test_the_facets_take_the_address_of_their_list(client, vocabulary):
    for name in ("Alpha", "Beta"):
        make_member(name, "DE")

    listed = client.get(f"/api/v1/members/?{LIST}").json()
    facets = client.get(f"/api/v1/members/facets/?{LIST}").json()

    assert {name: listed[name] for name in ("count", "facets", "ranges")} == facets


def test_a_page_past_the_end_still_has_counts(client, vocabulary):
    make_member("Alpha", "DE")

    assert client.get("/api/v1/members/facets/?page=99").json()["count"] == 1


@pytest.mark.parametrize("query", ["page=0", "page_size=101", "include=x", "fields=x", "omit=x"])
def test_list_parameters_are_checked_where_only_counts_are_returned(client, vocabulary, query):
    response = client.get(f"/api/v1/members/facets/?{query}")

    errors = [error["path"] for error in response.json()["errors"]]
    assert (response.status_code, errors) == (400, [query.partition("=")[0]])


def test_every_parameter_of_the_list_is_one_of_its_counts(client, vocabulary):
    document = client.get("/api/v1/schema/").json()

    parameters = document["paths"]["/api/v1/members/facets/"]["get"]["parameters"]
    assert {parameter["name"] for parameter in parameters} == set(MemberApiFilterSet.base_filters)


@pytest.mark.parametrize(
    "accept", ["application/json; indent=4", "application/json;indent=1", "*/*"]
)
@pytest.mark.parametrize("name", ["", "members/", "members/alpha/", "schema/"])
def test_one_tag_means_the_same_bytes(client, vocabulary, name, accept):
    make_member("Alpha")
    usual = client.get(f"/api/v1/{name}", headers={"Accept": "application/json"})

    asked = client.get(f"/api/v1/{name}", headers={"Accept": accept})

    assert (asked["ETag"], asked.content) == (usual["ETag"], usual.content)
