"""Redirects, conditional requests, and methods that aren't allowed."""

import pytest
from factories import make_member, republish

PROBLEM = "application/problem+json"


@pytest.mark.parametrize("query", ["?fields=slug", "?fields=slug&omit=profile"])
def test_a_redirect_keeps_what_was_asked_for(client, vocabulary, query):
    republish(make_member("Alpha"), slug="beta")

    response = client.get(f"/api/v1/members/alpha/{query}")

    assert (response.status_code, response["Location"]) == (301, f"/api/v1/members/beta/{query}")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/members/?country=XX", 400),
        ("/members/?page=9", 404),
        ("/members/nobody/", 404),
        ("/about/nowhere/", 404),
        ("/api/v1/members/?country=XX", 400),
        ("/api/v1/members/facets/?foo=1", 400),
        ("/api/v1/members/alpha/?fields=foo", 400),
        ("/api/v1/pages/nowhere/", 404),
        ("/api/v1/countries/XX/", 404),
    ],
)
def test_an_error_never_matches_a_cached_copy(client, vocabulary, address, status):
    make_member("Alpha", "DE")

    assert client.get(address, headers={"If-None-Match": "*"}).status_code == status


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("name", ["", "members/", "members/alpha/", "docs/", "schema/", "about/"])
def test_a_read_only_url_refuses_other_methods_with_a_problem(client, vocabulary, method, name):
    make_member("Alpha")

    response = getattr(client, method)(f"/api/v1/{name}")

    written = (method, name) == ("patch", "members/alpha/")  # This one asks for a token.
    assert (response.status_code, response["Content-Type"]) == (401 if written else 405, PROBLEM)


@pytest.mark.parametrize("name", ["", "members/", "members/alpha/", "members/facets/", "docs/"])
def test_options_name_the_verbs(client, vocabulary, name):
    make_member("Alpha")

    response = client.options(f"/api/v1/{name}")

    assert response.status_code == 200
    assert {"GET", "HEAD", "OPTIONS"} <= set(response["Allow"].split(", "))
