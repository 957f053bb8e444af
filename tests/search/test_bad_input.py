import pytest
from factories import make_member

TOO_MANY = "&".join(["country=DE"] * 1001)
WRONG = [
    ("country=XX", "country", "unknown_value"),
    ("country=%C4%B1t", "country", "unknown_value"),  # A dotless i, so not Italy.
    ("phase=phase1", "phase", "unknown_value"),
    ("trials_min=abc", "trials_min", "not_a_number"),
    ("trials_min=1e3", "trials_min", "not_a_number"),
    ("trials_min=-1", "trials_min", "not_a_number"),
    ("trials_min=%D9%A3", "trials_min", "not_a_number"),
    ("trials_max=99999999999999999999", "trials_max", "out_of_range"),
    ("trials_max=" + "9" * 6000, "trials_max", "out_of_range"),
    ("page=0", "page", "out_of_range"),
    ("ordering=foo", "ordering", "unknown_value"),
    ("contry=DE", "contry", "unknown_parameter"),
    ("q=a&q=b", "q", "repeated"),
    ("q=" + "a" * 3000, "q", "too_long"),
    ("q=%00", "q", "null_character"),
    ("country=D%00E", "country", "null_character"),
    ("q=%ff", "q", "not_utf_8"),
    ("%ff=1", "\ufffd", "unknown_parameter"),
    ("phase=PHASE9", "phase", "unknown_value"),
    ("region=atlantis", "region", "unknown_value"),
    ("verified=yes", "verified", "unknown_value"),
    ("membership=all", "membership", "unknown_value"),
    ("updated_since=yesterday", "updated_since", "not_a_time"),
    ("updated_since=2026-02-31T00:00:00Z", "updated_since", "not_a_time"),
    (TOO_MANY, "", "too_many_parameters"),
]


@pytest.mark.parametrize(("query", "path", "code"), WRONG)
def test_an_invalid_parameter_is_an_error_never_the_full_list(
    client, vocabulary, query, path, code
):
    make_member("Alpha", "DE")

    page = client.get(f"/members/?{query}")
    api = client.get(f"/api/v1/members/?{query}")
    facets = client.get(f"/api/v1/members/facets/?{query}")

    assert (page.status_code, api.status_code, facets.status_code) == (400, 400, 400)
    assert page.context["listing"] is None
    for response in (api, facets):
        errors = [(error["path"], error["code"]) for error in response.json()["errors"]]
        assert errors == [(path, code)]


@pytest.mark.parametrize("query", ["page_size=101", "page_size=0", "include=face", "fields=nam"])
def test_the_apis_own_parameters_are_read_strictly(client, vocabulary, query):
    name = query.partition("=")[0]

    errors = client.get(f"/api/v1/members/?{query}").json()["errors"]

    assert [error["path"] for error in errors] == [name]
    assert client.get(f"/members/?{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    ["country=", "country=%20", "q=", "trials_min=", "utm_source=mail&gclid=1", "q=&&&"],
)
def test_an_empty_value_is_as_if_absent(client, vocabulary, query):
    make_member("Alpha", "DE")

    page = client.get(f"/members/?{query}", follow=True)

    assert [row["name"] for row in page.context["listing"].rows] == ["Alpha"]


def test_tracking_of_links_is_overlooked_by_pages_not_by_the_api(client, vocabulary):
    errors = client.get("/api/v1/members/?utm_source=mail").json()["errors"]

    assert [error["code"] for error in errors] == ["unknown_parameter"]


@pytest.mark.parametrize(
    "query", ["q=%25%27;--", "q=%F0%9F%99%82", "q=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7"]
)
def test_strange_text_is_just_text(client, vocabulary, query):
    make_member("Alpha", "DE")

    page = client.get(f"/members/?{query}")
    api = client.get(f"/api/v1/members/?{query}")

    assert (page.status_code, api.json()["count"]) == (200, 0)


def test_the_errors_name_the_nearest_known_value(client, vocabulary):
    errors = client.get("/api/v1/members/?contry=DE&region=europa&ordering=nam").json()["errors"]

    found = {error["path"]: error["message"].split("?")[0] for error in errors}
    assert found == {
        "contry": "Unknown parameter. Did you mean country",
        "region": "Unknown value “europa”. Did you mean europe",
        "ordering": "Unknown value “nam”. Did you mean name",
    }


def test_the_errors_say_what_is_allowed(client, vocabulary):
    errors = client.get("/api/v1/members/?foo=1&country=XX&phase=1&verified=yes").json()["errors"]

    found = {error["path"]: error["message"].partition("Allowed")[2] for error in errors}
    assert found == {
        "foo": " values: /api/v1/docs/",
        "country": " values: /api/v1/countries/",
        "phase": ": EARLY_PHASE1, PHASE1, PHASE2, PHASE3, PHASE4, NA.",
        "verified": ": true, false.",
    }


def test_all_errors_are_named_at_once(client, vocabulary):
    errors = client.get("/api/v1/members/?country=XX&page=0&foo=1&trials_min=x").json()["errors"]

    assert {error["path"] for error in errors} == {"country", "page", "foo", "trials_min"}


def test_the_error_page_keeps_what_was_typed(client, sample):
    page = client.get("/members/?q=fortrea&country=DE&trials_min=abc&service_all=rtsm").content

    for kept in (
        b'value="fortrea"',
        b'value="abc"',
        b'value="DE" checked',
        b'value="rtsm" checked',
    ):
        assert kept in page


@pytest.mark.parametrize("page", ["2", "999999999"])
def test_a_page_past_the_end_is_not_found(client, vocabulary, page):
    make_member("Alpha", "DE")

    assert client.get(f"/members/?page={page}").status_code == 404
    assert client.get(f"/api/v1/members/?page={page}").status_code == 404


def test_a_minimum_over_its_maximum_finds_nothing(client, sample):
    body = client.get("/api/v1/members/?trials_min=10&trials_max=5").json()

    assert (body["count"], body["results"]) == (0, [])


@pytest.mark.parametrize("slug", ["a.b", "A", "-a", "a--b", "%00", "%ff", "..%2f", "a" * 200])
def test_an_impossible_slug_is_not_found(client, sample, slug):
    assert client.get(f"/members/{slug}/").status_code == 404
    assert client.get(f"/api/v1/members/{slug}/").status_code == 404


def test_a_clean_address_keeps_letters_sent_as_they_are(client, vocabulary):
    raw = "q=Müller&country=".encode().decode("latin-1")  # as WSGI passes it

    response = client.get("/members/", QUERY_STRING=raw)

    assert response["Location"] == "/members/?q=M%C3%BCller"
