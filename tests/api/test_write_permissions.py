"""Writing through the API: who may write for which company, and who is notified."""

import pytest
from factories import (
    make_member,
    make_owner,
    make_reading_token,
    make_token,
    republish,
    with_token,
)
from patches import ADDRESS

from directory.models import Revision, Token
from directory.people import tokens
from directory.workflow import publishing


def test_a_token_writes_for_its_own_company_alone(patch, alpha):
    make_member("Beta")
    publishing.archive_profile(make_member("Gone"))
    republish(make_member("Old"), slug="new")

    slugs = ("beta", "gone", "old", "new", "nobody")
    statuses = [patch({}, address=f"/api/v1/members/{slug}/").status_code for slug in slugs]

    assert statuses == [403, 410, 301, 403, 404]


def test_an_owner_of_two_companies_writes_for_the_one_of_the_token(client, patch, alpha):
    olga = alpha.representatives.get().user
    beta = make_member("Beta")
    olga.representations.create(member=beta, role="owner")
    headers = {"If-Match": client.get("/api/v1/members/beta/")["ETag"]}

    response = patch({"summary": "Two."}, address="/api/v1/members/beta/", **headers)

    assert response.status_code == 403


def test_a_token_that_reads_does_not_write(patch):
    assert patch({"summary": "Two."}, token=make_reading_token()).status_code == 403


def test_a_session_cannot_write_through_the_api(client, patch, alpha):
    client.force_login(alpha.representatives.get().user)

    response = patch({"summary": "Two."}, token=None)

    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Token")


def test_a_patch_to_an_old_slug_is_redirected(patch, alpha):
    republish(alpha, slug="omega")

    response = patch({"summary": "Two."})

    assert (response.status_code, response["Location"]) == (301, "/api/v1/members/omega/")


def test_a_token_that_became_invalid_meanwhile_submits_nothing(alpha, secret):
    token = Token.objects.get()
    alpha.representatives.update(role="editor")

    with pytest.raises(tokens.TokenRevoked):
        tokens.submit_by_token(
            token=token, document=alpha.revision.document | {"summary": "Two."}, base=1
        )

    assert Revision.objects.count() == 1


def test_other_sites_scripts_do_not_write(client, alpha):
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "PATCH"}

    assert "PATCH" not in client.options(ADDRESS, headers=asked)["Access-Control-Allow-Methods"]


def test_a_pending_submission_is_reported_only_to_its_company(client, patch, secret):
    address = patch({"summary": "Two."})["Location"]
    other = make_token(make_owner(make_member("Beta"), "otto"))

    found = [
        client.get(address, headers=headers).status_code
        for headers in ({}, with_token(other), with_token(make_reading_token()), with_token(secret))
    ]

    assert found == [404, 404, 404, 200]
