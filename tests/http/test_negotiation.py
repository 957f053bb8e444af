"""The types and encodings that a client refuses with `q=0` are never sent."""

import pytest

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200),
        ("*/*", 200),
        ("application/*;q=0.1", 200),
        ("text/html, */*;q=0.001", 200),
        ("application/json; charset=utf-8", 200),
        ("Application/JSON;Q=1.000", 200),
        ("application/json;v=2;q=0, application/json", 200),
        ("*/*;q=0, application/json", 200),
        ("application/json;q=nan", 200),
        ("application/json;q=", 200),
        ("application/json;q=0", 406),
        ("application/json; q=0.000", 406),
        ("*/*;q=0", 406),
        ("application/*;q=0, */*", 406),
        ("application/json;q=0, */*", 406),
        ("*/*, application/json;q=0", 406),
        ("text/html", 406),
        ("junk", 406),
        (";;;,=,", 406),
        ("text/a," * 2000, 406),
    ],
)
def test_the_api_never_sends_what_a_client_refuses(client, vocabulary, accept, status):
    response = client.get("/api/v1/version/", headers={"Accept": accept})

    assert response.status_code == status
    assert "Accept" in response["Vary"].split(", ")
    assert (response["Content-Type"] == PROBLEM) == (status == 406)


@pytest.mark.parametrize(
    ("accept", "sent"),
    [
        ("*/*", "application/vnd.oai.openapi+json"),
        ("application/json, */*", "application/json"),
        ("application/vnd.oai.openapi+json;q=0, */*", "application/json"),
        (
            "application/json;q=0.5, application/vnd.oai.openapi+json",
            "application/vnd.oai.openapi+json",
        ),
    ],
)
def test_the_openapi_document_is_sent_as_what_the_client_likes_best(client, accept, sent, db):
    response = client.get("/api/v1/schema/", headers={"Accept": accept})

    assert response["Content-Type"].partition(";")[0] == sent


ENCODINGS = [
    ("", None),
    ("gzip", "gzip"),
    ("x-gzip", "gzip"),
    ("br;q=0, gzip;q=0.001", "gzip"),
    ("gzip;q=2", "gzip"),
    ("gzip;q=0", None),
    ("GZIP; Q=0.0", None),
    ("x-gzip;q=0", None),
    ("gzip;q=0, *", None),
    ("*;q=0", None),
    ("identity;q=0, gzip;q=0", None),
    (";,;q=0,=", None),
]


@pytest.mark.parametrize("address", ["/members/", "/api/v1/members/", "/sitemap-members.xml"])
@pytest.mark.parametrize(("accept", "sent"), ENCODINGS)
def test_an_answer_is_compressed_only_if_the_client_accepts_it(
    client, sample, address, accept, sent
):
    response = client.get(address, headers={"Accept-Encoding": accept})

    assert (response.status_code, response.get("Content-Encoding")) == (200, sent)
    assert "Accept-Encoding" in response["Vary"].split(", ")
