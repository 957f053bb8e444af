"""The HTTP methods of each URL: public ones only read, and refuse others as page or problem."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from factories import make_member

PAGES = ["/", "/members/", "/members/alpha/", "/countries/", "/countries/DE/", "/services/"]
PAGES += ["/services/rtsm/", "/areas/", "/areas/oncology/", "/about/", "/about/history/"]
PAGES += ["/stay-connected/", "/feeds/members.atom", "/sitemap.xml", "/robots.txt"]
PAGES += ["/favicon.ico", "/site.webmanifest", "/picture.png", "/members/alpha/picture.png"]
PAGES += ["/members/alpha/history/"]
READING = "GET, HEAD, OPTIONS"

urlpatterns = [
    path("portal/", lambda request: HttpResponse("done"), name="portal"),
    path("", include("directory.urls.public")),
]
handler403 = "directory.views.errors.permission_denied"


@pytest.fixture
def browser(vocabulary):
    """Return a client that checks CSRF as in production."""
    make_member("Alpha", "DE")
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", PAGES)
def test_a_read_only_page_refuses_other_methods_in_our_design(browser, address, method):
    response = getattr(browser, method)(address)

    assert (response.status_code, response["Allow"]) == (405, READING)
    assert "This page doesn’t accept form submissions" in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize("address", PAGES)
def test_options_to_a_page_name_its_verbs(browser, address):
    response = browser.options(address)

    assert (response.status_code, response["Allow"], response.content) == (200, READING, b"")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_the_checks_of_health_are_for_reading(browser, address):
    assert browser.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/nowhere", "/nowhere/", "/members/nobody/nothing/"])
def test_an_unknown_url_is_404_for_every_method(browser, address):
    assert {browser.post(address).status_code, browser.get(address).status_code} == {404}


@pytest.mark.urls(__name__)
def test_a_form_without_its_token_is_refused_in_our_design(browser):
    response = browser.post("/portal/")

    assert response.status_code == 403
    assert "Access denied" in response.content.decode()
    assert b"<style" not in response.content


@pytest.mark.parametrize("address", ["/api/v1/members/", "/api/v1/docs/", "/api/v1/version/"])
def test_the_api_refuses_other_methods_with_a_problem(browser, address):
    response = browser.post(address)

    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in response["Allow"]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("method", ["PATCH", "PUT", "POST", "DELETE"])
def test_a_write_without_the_slash_is_not_redirected(browser, settings, method, debug):
    settings.DEBUG = debug

    api = browser.generic(method, "/api/v1/members/alpha")

    assert (api.status_code, api["Content-Type"]) == (404, "application/problem+json")
    assert api.json()["detail"].endswith("URLs end with a slash: /api/v1/members/alpha/")
    assert browser.get("/api/v1/members/alpha").status_code == 301


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND"])
def test_an_unknown_method_is_refused(browser, method):
    api = browser.generic(method, "/api/v1/members/alpha/")
    page = browser.generic(method, "/members/alpha/")

    assert (api.status_code, api["Content-Type"]) == (405, "application/problem+json")
    assert (page.status_code, page["Allow"]) == (405, READING)
