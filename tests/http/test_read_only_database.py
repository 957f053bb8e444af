"""A database that can only be read, such as a replica: pages are answered, changes are 503."""

import json

import pytest
from django.db import connection
from factories import make_member, make_owner, make_token
from signing_in import enter


@pytest.fixture
def owner(vocabulary):
    return make_owner(make_member("Alpha"))


@pytest.fixture
def secret(owner):
    return make_token(owner)


@pytest.fixture
def read_only(owner, secret, client):
    """Make the database read-only once the owner has signed in."""
    enter(client, owner)
    if connection.vendor == "postgresql":  # The rollback at the end makes it writable again.
        run("SET CONSTRAINTS ALL IMMEDIATE")  # Checks of what was written would lock rows.
        run("SET TRANSACTION READ ONLY")
        yield
    else:
        run("PRAGMA query_only = 1")
        yield
        run("PRAGMA query_only = 0")


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("read_only")
def test_pages_and_api_are_answered_without_writing(client):
    addresses = ["/", "/members/alpha/", "/api/v1/members/", "/portal/", "/portal/alpha/"]

    assert [client.get(address).status_code for address in addresses] == [200] * 5


@pytest.mark.usefixtures("read_only")
def test_a_change_on_a_page_is_503(client):
    response = client.post("/portal/alpha/confirm/")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Cache-Control"] == "private, no-store"
    assert b"Check whether a change was saved" in response.content


@pytest.mark.usefixtures("read_only")
def test_a_change_by_the_api_is_a_503_problem(client, secret):
    tag = client.get("/api/v1/members/alpha/")["ETag"]
    headers = {"Authorization": f"Token {secret}", "If-Match": tag}
    kind = "application/merge-patch+json"

    response = client.patch(
        "/api/v1/members/alpha/", '{"founded": 1999}', content_type=kind, headers=headers
    )

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["detail"] == (
        "The directory isn't available. The problem is on our side. Try again in a few seconds."
        " Check whether a change was saved."
    )
