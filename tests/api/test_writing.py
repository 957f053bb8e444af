"""Writing by API: what a merge patch does, what it may not, and which refusal comes first."""

import json

import jsonschema
import pytest
from factories import (
    make_member,
    make_owner,
    make_reading_token,
    make_staff,
    make_token,
    republish,
    trial_count,
    with_token,
)

from directory import publishing, reviewing, revising, tokens
from directory.models import Change, Revision, Token

ADDRESS = "/api/v1/members/alpha/"
MERGE_PATCH = "application/merge-patch+json"
PROBLEM = "application/problem+json"


@pytest.fixture
def alpha(vocabulary):
    return make_member(
        "Alpha",
        "DE FR",
        summary="One.",
        founded=1999,
        membership="current",
        trial_counts=[
            trial_count(100),
            trial_count(90, basis="publication", source_url="https://a.example/"),
        ],
    )


@pytest.fixture
def secret(alpha):
    return make_token(make_owner(alpha))


@pytest.fixture
def patch(client, alpha, secret):
    """A function that sends a patch: by default right in every way but its body."""

    def send(body=None, address=ADDRESS, token=secret, content_type=MERGE_PATCH, **headers):
        sent = {"If-Match": client.get(ADDRESS).get("ETag", "")} | headers
        if token:
            sent["Authorization"] = f"Token {token}"
        data = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        return client.patch(address, data, content_type=content_type, headers=sent)

    return send


def trust(member):
    reviewing.trust(member=member, actor=make_staff())


def test_a_patch_of_a_company_waits_for_review(client, patch, alpha):
    response = patch(
        {"summary": "Two.", "founded": None, "countries": [{"code": "JP", "kind": "office"}]}
    )
    revision = Revision.objects.waiting().get()
    body = response.json()

    assert (response.status_code, response["Location"]) == (
        202,
        f"/api/v1/revisions/{revision.pk}/",
    )
    assert (response["Cache-Control"], "ETag" in response) == ("private, no-store", False)
    assert (body["id"], body["state"], body["number"], body["base"]) == (
        str(revision.pk),
        "submitted",
        None,
        1,
    )
    assert body["profile"] == revision.document
    changed = {
        key for key, value in body["profile"].items() if value != alpha.revision.document[key]
    }
    assert changed == {"summary", "founded", "countries"}
    assert (revision.author.email, revision.origin) == ("olga@example.org", "api")
    assert client.get(ADDRESS).json()["profile"]["summary"] == "One."


def test_a_patch_of_a_trusted_company_is_published_at_once(client, patch, alpha):
    trust(alpha)

    response = patch({"summary": "Two."})
    revision = Revision.objects.published().first()

    assert (response.status_code, response["Location"]) == (
        200,
        f"/api/v1/revisions/{revision.pk}/",
    )
    assert (response.json()["state"], response.json()["number"]) == ("published", 2)
    assert client.get(ADDRESS).json()["profile"]["summary"] == "Two."
    assert list(Revision.objects.to_look_at()) == [revision]


def test_patch_follows_patch_by_the_tag_of_the_answer(client, patch, alpha):
    trust(alpha)

    first = patch({"summary": "Two."})
    tag = client.get(ADDRESS)["ETag"]
    second = patch({"summary": "Three."}, **{"If-Match": first["ETag"]})

    assert first["ETag"] == tag
    assert (second.status_code, second.json()["number"]) == (200, 3)


def test_what_waits_is_told_to_the_company_and_to_nobody_else(client, patch, secret):
    address = patch({"summary": "Two."})["Location"]
    other = make_token(make_owner(make_member("Beta"), "otto"))

    found = [
        client.get(address, headers=headers).status_code
        for headers in ({}, with_token(other), with_token(make_reading_token()), with_token(secret))
    ]

    assert found == [404, 404, 404, 200]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"summary": " One. "},
        {"founded": 1999, "membership": "current", "slug": "alpha", "successor": None},
        {"member_since": "", "successor": ""},
        {"countries": [{"code": "FR", "kind": "office"}, {"code": "DE", "kind": "office"}]},
        {"links": {}},
        {"links": {"linkedin": None}},
    ],
)
def test_a_patch_that_changes_nothing_writes_nothing(patch, alpha, body):
    before = Change.objects.count()

    response = patch(body)

    assert response.status_code == 200
    assert response["Location"] == f"/api/v1/revisions/{alpha.revision_id}/"
    assert response.json()["number"] == 1
    assert (Revision.objects.count(), Change.objects.count()) == (1, before)


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"kind": "technology"}, ["kind"]),
        ({"membership": None}, ["membership"]),
        ({"slug": "beta", "summary": "Two."}, ["slug"]),
        ({"slug": None}, ["slug"]),
        ({"kind": "nonsense", "founded": "long ago"}, ["kind"]),
        (
            {"member_since": "2001", "member_until": 7, "successor": {}},
            ["member_since", "member_until", "successor"],
        ),
    ],
)
def test_a_key_of_the_staff_with_another_value_is_403_and_named(patch, body, paths):
    response = patch(body)

    assert (response.status_code, response["Content-Type"]) == (403, PROBLEM)
    errors = response.json()["errors"]
    assert [(error["path"], error["code"]) for error in errors] == [
        (path, "staff_only") for path in paths
    ]
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"founded": "long ago", "name": None}, [("name", "required"), ("founded", "wrong_type")]),
        ({"services": ["nothing-known"]}, [("services[0]", "unknown_value")]),
        ({"nonsense": 1}, [("nonsense", "unknown_key")]),
        ({"trial_counts": []}, [("trial_counts", "staff_only")]),
    ],
)
def test_a_document_that_is_not_valid_is_400_with_every_error(patch, body, errors):
    response = patch(body)

    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert [(error["path"], error["code"]) for error in response.json()["errors"]] == errors
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe{}",
        b'{"summary": "Two.", "summary": "Three."}',
        b"[" * 100_000,
        b'{"links": ' * 50_000,
    ],
)
def test_what_is_no_json_object_is_400(patch, body):
    response = patch(body)

    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert len(response.json()["errors"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"summary": NaN}',
        b'{"founded": 1e999}',
        b'{"founded": ' + b"9" * 5000 + b"}",
        b'{"\\ud800": "\\ud800"}',
        b'{"summary": "\\ud800"}',
        b'{"name": "a\\u0000b"}',
        b'{"slug": "\\ud800"}',
        b'{"citations": {"\\ud800": [{"url": "\\ud800"}]}}',
        b'{"links": ' + b'{"a": ' * 900 + b"1" + b"}" * 901,
    ],
)
def test_odd_values_are_refused_as_any_other(patch, body):
    response = patch(body)

    assert response.status_code in {400, 403}
    assert response.json()["errors"]
    assert Revision.objects.count() == 1


def test_a_body_larger_than_any_profile_is_413(patch, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = patch({"summary": "a" * 1000})

    assert (response.status_code, response["Content-Type"]) == (413, PROBLEM)


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json-patch+json", "text/plain", ""]
)
def test_another_form_is_415_and_told_which_is_taken(patch, content_type):
    response = patch({"summary": "Two."}, content_type=content_type)

    assert (response.status_code, response["Content-Type"]) == (415, PROBLEM)
    assert response["Accept-Patch"] == MERGE_PATCH


def test_the_form_may_name_its_encoding(patch):
    assert (
        patch({"summary": "Two."}, content_type=f"{MERGE_PATCH}; charset=utf-8").status_code == 202
    )


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ("", 428),
        ("  ", 428),
        ('"{id}.anything"', 202),
        ('"{id}"', 202),
        ('W/"{id}.anything-gzip"', 202),
        ('"of another", "{id}.x"', 202),
        ("*", 202),
        ('"of another"', 412),
        ("{id}", 412),
        ('"{id}0.x"', 412),
        ('""', 412),
        ("nonsense", 412),
    ],
)
def test_the_revision_in_if_match_has_to_be_the_published_one(patch, alpha, stated, status):
    tag = stated.replace("{id}", str(alpha.revision_id))

    response = patch({"summary": "Two."}, **{"If-Match": tag})

    assert response.status_code == status
    assert Revision.objects.waiting().count() == (1 if status == 202 else 0)


def test_a_patch_of_an_older_profile_is_412(client, patch, alpha):
    tag = client.get(ADDRESS)["ETag"]
    republish(alpha, summary="By the staff.")

    response = patch({"summary": "Two."}, **{"If-Match": tag})

    assert (response.status_code, response["Content-Type"]) == (412, PROBLEM)
    assert client.get(ADDRESS).json()["profile"]["summary"] == "By the staff."


def test_while_one_waits_a_second_is_409_and_names_it(patch, alpha):
    first = patch({"summary": "Two."})

    second = patch({"summary": "Three."})

    assert (second.status_code, second["Content-Type"]) == (409, PROBLEM)
    assert second.json()["revision"] == f"http://testserver{first['Location']}"
    assert Revision.objects.waiting().get().document["summary"] == "Two."


def test_a_patch_leaves_its_owners_draft_alone(patch, alpha):
    olga = alpha.representatives.get().user
    draft = revising.save_draft(
        member=alpha, author=olga, origin="representative", changes={"founded": 2001}
    )

    patch({"summary": "Two."})

    draft.refresh_from_db()
    assert (draft.state, draft.document["founded"], draft.document["summary"]) == (
        "draft",
        2001,
        "One.",
    )


def test_a_token_writes_for_its_own_company_alone(patch, alpha):
    make_member("Beta")
    publishing.archive(make_member("Gone"))
    republish(make_member("Old"), slug="new")

    slugs = ("beta", "gone", "old", "new", "nobody")
    found = [patch({}, address=f"/api/v1/members/{slug}/").status_code for slug in slugs]

    assert found == [403, 410, 301, 403, 404]


def test_an_owner_of_two_companies_writes_for_the_one_of_the_token(client, patch, alpha):
    olga = alpha.representatives.get().user
    beta = make_member("Beta")
    olga.representations.create(member=beta, role="owner")
    headers = {"If-Match": client.get("/api/v1/members/beta/")["ETag"]}

    response = patch({"summary": "Two."}, address="/api/v1/members/beta/", **headers)

    assert response.status_code == 403


def test_a_token_that_reads_does_not_write(patch):
    assert patch({"summary": "Two."}, token=make_reading_token()).status_code == 403


def test_who_is_signed_in_writes_nothing_by_the_api(client, patch, alpha):
    client.force_login(alpha.representatives.get().user)

    response = patch({"summary": "Two."}, token=None)

    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Token")


def test_a_renamed_company_is_led_to_its_address(patch, alpha):
    republish(alpha, slug="omega")

    response = patch({"summary": "Two."})

    assert (response.status_code, response["Location"]) == (301, "/api/v1/members/omega/")


def test_a_parameter_in_the_address_is_refused(patch):
    response = patch({"summary": "Two."}, address=f"{ADDRESS}?message=hello")

    assert (response.status_code, response.json()["errors"][0]["path"]) == (400, "message")


def test_refusals_come_in_the_order_of_the_contract(client, patch, alpha, secret):
    make_member("Beta")
    stale = {"If-Match": '"stale"'}
    wrong = {"kind": "technology", "founded": "x"}
    found = [
        patch(b"[", "/api/v1/members/beta/", None, "text/plain", **{"If-Match": ""}),
        patch(b"[", "/api/v1/members/beta/", secret, "text/plain", **{"If-Match": ""}),
        patch(b"[", ADDRESS, secret, "text/plain", **{"If-Match": ""}),
        patch(b"[", ADDRESS, secret, **{"If-Match": ""}),
    ]
    waiting = patch({"summary": "Two."})
    found += [patch(b"[", **stale), patch(b"[")]
    revising.withdraw(revision=Revision.objects.get(pk=waiting.json()["id"]))
    found += [patch(b"["), patch(wrong), patch({"founded": "x"})]

    assert [r.status_code for r in found] == [401, 403, 415, 428, 412, 409, 400, 403, 400]


def test_a_token_that_died_meanwhile_hands_nothing_in(alpha, secret):
    token = Token.objects.get()
    alpha.representatives.update(role="editor")

    with pytest.raises(tokens.Revoked):
        tokens.submit(token=token, document=alpha.revision.document | {"summary": "Two."}, base=1)

    assert Revision.objects.count() == 1


def test_other_sites_scripts_do_not_write(client, alpha):
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "PATCH"}

    assert "PATCH" not in client.options(ADDRESS, headers=asked)["Access-Control-Allow-Methods"]


def test_options_say_in_what_form_a_profile_is_patched(client, alpha):
    response = client.options(ADDRESS)

    assert (response["Accept-Patch"], "PATCH" in response["Allow"]) == (MERGE_PATCH, True)


@pytest.mark.parametrize("published", [True, False])
def test_the_answer_is_as_the_openapi_document_says(client, patch, alpha, published):
    if published:
        trust(alpha)
    document = client.get("/api/v1/schema/").json()

    response = patch({"summary": "Two."})
    answers = document["paths"]["/api/v1/members/{slug}/"]["patch"]["responses"]
    schema = answers[str(response.status_code)]["content"]["application/json"]["schema"]

    whole = schema | {"components": document["components"]}
    jsonschema.Draft202012Validator(whole).validate(response.json())
    problem = answers["409"]["content"][PROBLEM]["schema"] | {"components": document["components"]}
    if not published:
        jsonschema.Draft202012Validator(problem).validate(patch({"summary": "Three."}).json())
