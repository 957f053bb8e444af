"""OPTIONS, and what doesn't use up the rate of data."""

import pytest
from factories import make_member

MERGE_PATCH = "application/merge-patch+json"
READING = "GET, HEAD, OPTIONS"
READ_ONLY = ["", "members/", "members/facets/", "members/alpha/revisions/", "suggest/", "about/"]
READ_ONLY += ["pages/", "pages/history/", "version/", "schema/", "docs/", "docs/problems/"]
READ_ONLY += ["countries/", "countries/DE/", "regions/", "services/", "areas/", "phases/"]
DOCUMENTATION = ["schema/", "docs/", "docs/problems/"]


@pytest.mark.parametrize("name", READ_ONLY)
def test_options_say_that_a_url_is_for_reading(client, vocabulary, name):
    response = client.options(f"/api/v1/{name}")

    assert (response.status_code, response.content, response["Allow"]) == (200, b"", READING)
    assert [key for key in ("Accept-Patch", "Content-Type", "RateLimit") if key in response] == []


def test_options_say_what_a_patch_is_sent_as(client, vocabulary):
    make_member("Alpha")

    wrong_token = {"Authorization": "Token wrong", "Accept": "text/html"}
    for headers in ({}, wrong_token):
        response = client.options("/api/v1/members/alpha/", headers=headers)

        assert (response.status_code, response.content) == (200, b"")
        assert (response["Allow"], response["Accept-Patch"]) == (f"{READING}, PATCH", MERGE_PATCH)


def test_options_and_preflights_are_not_counted(client, vocabulary, settings):
    settings.API_RATE_ANONYMOUS = (1, 3600)
    preflight = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}

    for headers in ({}, preflight):
        assert client.options("/api/v1/members/", headers=headers).status_code == 200
    read = client.get("/api/v1/members/")

    assert (read.status_code, read["RateLimit"].split(";")[1]) == (200, "r=0")


@pytest.mark.parametrize("name", DOCUMENTATION)
def test_the_documentation_has_a_count_of_its_own(client, vocabulary, settings, name):
    settings.API_RATE_ANONYMOUS = (1, 3600)

    documentation = client.get(f"/api/v1/{name}")
    data = client.get("/api/v1/version/")
    refused = client.get(f"/api/v1/{name}")

    assert [r.status_code for r in (documentation, data, refused)] == [200, 200, 429]
    assert documentation["RateLimit-Policy"] == '"documentation";q=1;w=3600'
    assert data["RateLimit-Policy"] == '"anonymous";q=1;w=3600'
