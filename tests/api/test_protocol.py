import json

import pytest
from factories import make_member

from directory.api.problem_types import PROBLEM_TYPES
from directory.filters import FacetsFilterSet, MemberApiFilterSet
from directory.models import Member, SearchText

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("get", "/api/v1/members/?foo=1", {}, 400),
        ("get", "/api/v1/members/nobody/", {}, 404),
        ("get", "/api/v1/nowhere/", {}, 404),
        ("get", "/api/nowhere", {}, 404),
        ("get", "/api/v1/countries/XX/", {}, 404),
        ("get", "/api/v1/pages/nowhere/", {}, 404),
        ("post", "/api/v1/members/", {}, 405),
        ("delete", "/api/v1/members/alpha/", {}, 405),
        ("put", "/api/v1/members/alpha/", {}, 405),
        ("patch", "/api/v1/members/alpha/", {}, 401),
        ("patch", "/api/v1/members/", {}, 405),
        ("get", "/api/v1/members/", {"Accept": "text/html"}, 406),
        ("get", "/api/v1/members/", {"Accept": "application/problem+json"}, 406),
        ("get", "/api/v1/members/", {"Host": "evil.example"}, 400),
    ],
)
def test_every_error_below_api_is_a_problem(client, vocabulary, method, address, headers, status):
    make_member("Alpha")

    response = getattr(client, method)(address, headers=headers)

    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    body = json.loads(response.content)
    [kind] = [each for each in PROBLEM_TYPES if each.url == body["type"]]
    assert (body["title"], body["status"], body["instance"]) == (kind.title, status, address)
    assert kind.status == status
    assert body["detail"]


def test_a_server_error_is_a_problem_without_internals(client, vocabulary):
    member = make_member("Alpha")
    # No function writes such a row. It shows what a page does with impossible data.
    SearchText.objects.filter(member=member).update(entries=[1])
    client.raise_request_exception = False

    api, page = client.get("/api/v1/members/alpha/"), client.get("/members/alpha/")

    assert (api.status_code, api["Content-Type"]) == (500, PROBLEM)
    assert (
        json.loads(api.content)["detail"]
        == "Something went wrong on our side. Try again in a minute."
    )
    assert (page.status_code, "Something went wrong" in page.content.decode()) == (
        500,
        True,
    )


@pytest.mark.parametrize(
    "address", ["/", "/members/", "/members/alpha/", "/api/v1/members/", "/nope"]
)
def test_visitors_get_an_id_a_strict_policy_and_no_cookie(client, vocabulary, address):
    make_member("Alpha")

    response = client.get(address)
    policy = response["Content-Security-Policy"]

    assert len(response["X-Request-ID"]) == 32
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_other_sites_scripts_may_read_the_api_and_nothing_else(client, vocabulary):
    origin = {"Origin": "https://other.example"}
    api, page = client.get("/api/v1/members/", headers=origin), client.get("/", headers=origin)
    asked = origin | {"Access-Control-Request-Method": "PATCH"}
    preflight = client.options("/api/v1/members/", headers=asked)

    assert api["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in api["Access-Control-Expose-Headers"].title().replace("Etag", "ETag")
    assert "Access-Control-Allow-Origin" not in page
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert preflight["Access-Control-Allow-Headers"].split(", ") == [
        "accept",
        "authorization",
        "content-type",
        "if-match",
        "if-none-match",
    ]


def test_rates_are_reported_and_enforced(client, vocabulary, settings):
    settings.API_RATE_ANONYMOUS = (2, 3600)

    first, second, third = (client.get("/api/v1/version/") for _ in range(3))

    assert first["RateLimit-Policy"] == '"anonymous";q=2;w=3600'
    assert [r["RateLimit"].split(";")[1] for r in (first, second, third)] == ["r=1", "r=0", "r=0"]
    assert [r.status_code for r in (first, second, third)] == [200, 200, 429]
    assert third["Content-Type"] == PROBLEM
    assert 0 < int(third["Retry-After"]) <= 3600


def test_a_304_and_an_unknown_url_do_not_count_toward_the_rate(client, vocabulary, settings):
    settings.API_RATE_ANONYMOUS = (2, 3600)
    tag = client.get("/api/v1/version/")["ETag"]

    unchanged = client.get("/api/v1/version/", headers={"If-None-Match": tag})
    unknown = client.get("/api/v1/nowhere/")
    last = client.get("/api/v1/version/")

    assert [(r.status_code, "RateLimit" in r) for r in (unchanged, unknown, last)] == [
        (304, False),
        (404, False),
        (200, True),
    ]


def test_the_api_page_documents_what_requests_do_not_show(client, vocabulary):
    docs = " ".join(client.get("/api/v1/docs/").content.decode().split())
    assert "304 responses and unknown URLs don’t count toward the limit" in docs
    assert "Percent-encode characters outside ASCII" in docs


def test_addresses_that_a_client_makes_up_count_only_behind_our_proxies(
    client, vocabulary, settings
):
    settings.API_RATE_ANONYMOUS = (1, 3600)

    def status(**headers):
        return client.get("/api/v1/version/", headers=headers).status_code

    assert [status(), status(**{"X-Forwarded-For": "198.51.100.1"})] == [200, 429]
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    made_up = {"X-Forwarded-For": "203.0.113.9, 198.51.100.1"}
    assert [status(**made_up), status(**made_up)] == [200, 429]
    assert status(**{"X-Forwarded-For": "203.0.113.77, 198.51.100.1"}) == 429


def test_the_openapi_document_names_every_parameter(client, vocabulary):
    document = client.get("/api/v1/schema/").json()

    assert document["openapi"].startswith("3.1")
    for path, filterset in (("members/", MemberApiFilterSet), ("members/facets/", FacetsFilterSet)):
        parameters = document["paths"][f"/api/v1/{path}"]["get"]["parameters"]
        assert {parameter["name"] for parameter in parameters} == set(filterset.base_filters)


def test_every_operation_of_the_document_answers_as_it_says(client, sample):
    document = client.get("/api/v1/schema/").json()
    keys = {"slug": "fortrea", "key": ""}
    examples = {"countries": "DE", "regions": "europe", "services": "rtsm", "areas": "oncology"}
    examples |= {"modalities": "drug", "phases": "PHASE1"}
    revision = str(Member.objects.get(slug="fortrea").revision_id)

    for path, methods in document["paths"].items():
        name = path.split("/")[3]
        slug = "history" if name == "pages" else keys["slug"]
        address = path.replace("{slug}", slug).replace("{key}", examples.get(name, ""))
        address = address.replace("{id}", revision)
        response = client.get(address)
        schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        named = schema["$ref"].rpartition("/")[2]
        expected = document["components"]["schemas"][named]["properties"]
        assert response.status_code == 200, address
        assert set(response.json()) <= set(expected), address


def test_the_api_is_explained_on_a_page_from_our_own_files(client, vocabulary):
    page = client.get("/api/v1/docs/").content.decode()

    for name in MemberApiFilterSet.base_filters:
        assert f"<code>{name}</code>" in page
    assert "<script" not in page
