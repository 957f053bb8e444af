"""Caching: public responses are revalidated each time, private ones are never stored."""

import pytest
from factories import make_member, republish

from directory.models import SearchText
from directory.workflow import publishing

PUBLIC = "public, no-cache"
ADDRESSES = ["/", "/members/?country=DE", "/members/alpha/", "/members/alpha/picture.png"]
ADDRESSES += ["/members/alpha/history/", "/api/v1/members/alpha/revisions/"]
ADDRESSES += ["/countries/", "/countries/DE/", "/services/", "/services/rtsm/", "/areas/"]
ADDRESSES += ["/areas/oncology/", "/about/", "/about/history/", "/stay-connected/"]
ADDRESSES += ["/feeds/members.atom", "/sitemap.xml", "/sitemap-members.xml", "/robots.txt"]
ADDRESSES += ["/site.webmanifest", "/picture.png", "/icon-192.png"]
ADDRESSES += ["/api/v1/", "/api/v1/members/", "/api/v1/members/alpha/", "/api/v1/schema/"]
ADDRESSES += ["/api/v1/countries/DE/", "/api/v1/pages/", "/api/v1/about/", "/api/v1/docs/"]


@pytest.fixture
def moved(vocabulary):
    """Create a profile that was renamed and a profile that was archived."""
    republish(make_member("Old"), slug="new")
    publishing.archive_profile(make_member("Gone"))


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", "DE", services=["rtsm"], areas=["oncology"])


def vary(response):
    return sorted(response.get("Vary", "").split(", "))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/members", 301),
        ("/members/old/", 301),
        ("/members/gone/", 410),
        ("/members/old/history/", 301),
        ("/members/gone/history/", 410),
        ("/members/new/history/?page=9", 404),
        ("/members/new/history/?pages=1", 400),
        ("/members/nobody/", 404),
        ("/members/?country=XX", 400),
        ("/members/?page=9", 404),
        ("/countries/de/", 301),
        ("/about/about/", 301),
        ("/favicon.ico", 302),
        ("/feeds/members.atom?country=XX", 400),
        ("/nowhere", 404),
        ("/api/v1/members/old/", 301),
        ("/api/v1/members/gone/", 410),
        ("/api/v1/members/nobody/", 404),
        ("/api/v1/members/?country=XX", 400),
        ("/api/nowhere", 404),
    ],
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_responses_that_may_change_are_revalidated_each_time(
    client, moved, method, address, status
):
    response = getattr(client, method)(address)

    assert (response.status_code, response["Cache-Control"]) == (status, PUBLIC)
    assert ("Accept" if address.startswith("/api/") else "HX-Request") in vary(response)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_304_repeats_the_headers_of_the_response(client, alpha, address):
    get = client.get(address, headers={"Accept-Encoding": "gzip"})

    again = client.get(address, headers={"If-None-Match": get["ETag"], "Accept-Encoding": "gzip"})

    tags = [response["ETag"].removeprefix("W/") for response in (get, again)]
    assert (get.status_code, again.status_code, again.content) == (200, 304, b"")
    assert (tags[0], get["Cache-Control"]) == (tags[1], PUBLIC)
    assert (again["Cache-Control"], vary(again)) == (get["Cache-Control"], vary(get))
    assert [name for name in ("Content-Length", "Content-Location") if name in again] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_says_what_get_says(client, alpha, address):
    get, head = client.get(address), client.head(address)

    said = dict(get.items()), dict(head.items())
    for headers in said:
        del headers["X-Request-ID"]
    assert (head.status_code, head.content, said[1]) == (200, b"", said[0])


@pytest.mark.parametrize("address", ["/members/", "/api/v1/members/", "/members/nobody/", "/nope"])
def test_a_response_to_a_signed_in_user_is_never_stored(client, alpha, address):
    response = client.get(address, headers={"Authorization": "Token abc"})

    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/accounts/", "/portal/x/", "/desk/", "/admin/login/"])
def test_pages_behind_a_sign_in_are_never_stored(client, alpha, address):
    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_429_and_500_are_never_stored(client, alpha, settings):
    settings.API_RATE_ANONYMOUS = (1, 3600)
    client.raise_request_exception = False
    client.get("/api/v1/version/")
    SearchText.objects.filter(member=alpha).update(entries=[1])

    answers = [client.get("/api/v1/version/"), client.get("/members/alpha/")]

    assert [answer.status_code for answer in answers] == [429, 500]
    assert [answer["Cache-Control"] for answer in answers] == ["no-store", "no-store"]
