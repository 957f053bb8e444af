"""Writing through the API: invalid merge patches, and which error comes first."""

import pytest
from factories import make_member, republish
from patches import ADDRESS, PROBLEM

from directory.models import Revision
from directory.workflow import submissions


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
def test_changing_a_staff_field_is_403_and_names_it(patch, body, paths):
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


PHASES = "EARLY_PHASE1, PHASE1, PHASE2, PHASE3, PHASE4, NA."


@pytest.mark.parametrize(
    ("body", "value", "meant", "allowed"),
    [
        ({"headquarters": {"country": "Germany"}}, "Germany", "DE", " values: /api/v1/countries/"),
        ({"countries": [{"code": "UK"}]}, "UK", "GB", " values: /api/v1/countries/"),
        ({"areas": ["Cardiology"]}, "Cardiology", "cardiovascular", " values: /api/v1/areas/"),
        ({"services": ["Site netwrk"]}, "Site netwrk", "site-access", " values: /api/v1/services/"),
        ({"modalities": ["medicines"]}, "medicines", "drug", ": drug, biologic, device."),
        ({"phases": ["Phase II"]}, "Phase II", "PHASE2", f": {PHASES}"),
        ({"trial_counts": [{"area": "cancer"}]}, "cancer", "oncology", " values: /api/v1/areas/"),
    ],
)
def test_a_label_or_synonym_in_place_of_a_code_suggests_the_code(
    patch, body, value, meant, allowed
):
    errors = patch(body).json()["errors"]

    assert [error["message"] for error in errors if error["code"] == "unknown_value"] == [
        f"“{value}” isn't recognized. Did you mean {meant}? Allowed{allowed}"
    ]


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ("", 428),
        ("  ", 428),
        ('"{id}.anything"', 202),
        ('"{id}"', 202),
        ('W/"{id}.anything-gzip"', 202),
        ('"of another", "{id}.x"', 202),
        ("*", 412),
        (" * ", 412),
        ('"*"', 412),
        ('W/"*"', 412),
        ('*, "{id}.x"', 202),
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


def test_a_patch_of_whatever_is_published_is_412_and_says_what_to_send(patch):
    response = patch({"summary": "Two."}, **{"If-Match": "*"})

    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (412, PROBLEM)
    assert body["type"].endswith("#profile-changed")
    assert body["detail"] == (
        "`If-Match: *` would overwrite changes that you haven't seen. Send the profile's `ETag`."
    )


def test_a_patch_of_an_older_profile_is_412(client, patch, alpha):
    tag = client.get(ADDRESS)["ETag"]
    republish(alpha, summary="By the staff.")

    response = patch({"summary": "Two."}, **{"If-Match": tag})

    assert (response.status_code, response["Content-Type"]) == (412, PROBLEM)
    assert client.get(ADDRESS).json()["profile"]["summary"] == "By the staff."


def test_a_second_submission_is_409_and_names_the_pending_one(patch, alpha):
    first = patch({"summary": "Two."})

    second = patch({"summary": "Three."})

    assert (second.status_code, second["Content-Type"]) == (409, PROBLEM)
    waiting = f"http://testserver{first['Location']}"
    assert (second.json()["revision"], first.json()["url"]) == (waiting, waiting)
    assert second["Link"] == f'<{waiting}>; rel="related"'
    assert Revision.objects.waiting().get().document["summary"] == "Two."


def test_refusals_come_in_the_order_of_the_contract(client, patch, alpha, secret):
    make_member("Beta")
    stale = {"If-Match": '"stale"'}
    wrong = {"kind": "technology", "founded": "x"}
    responses = [
        patch(b"[", "/api/v1/members/beta/", None, "text/plain", **{"If-Match": ""}),
        patch(b"[", "/api/v1/members/beta/", secret, "text/plain", **{"If-Match": ""}),
        patch(b"[", ADDRESS, secret, "text/plain", **{"If-Match": ""}),
        patch(b"[", ADDRESS, secret, **{"If-Match": ""}),
    ]
    waiting = patch({"summary": "Two."})
    responses += [patch(b"[", **stale), patch(b"[")]
    sent = Revision.objects.get(pk=waiting.json()["id"])
    submissions.withdraw_submission(revision=sent, actor=sent.author)
    responses += [patch(b"["), patch(wrong), patch({"founded": "x"})]

    assert [r.status_code for r in responses] == [401, 403, 415, 428, 412, 409, 400, 403, 400]


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ("note=hello", "note", "unknown_parameter"),
        ("message=one&message=two", "message", "repeated"),
        (f"message={'a' * 501}", "message", "too_long"),
        ("message=a%00b", "message", "null_character"),
    ],
)
def test_a_parameter_in_the_address_is_judged_as_strictly_as_with_a_read(patch, query, path, code):
    response = patch({"summary": "Two."}, address=f"{ADDRESS}?{query}")

    assert response.status_code == 400
    assert [(e["path"], e["code"]) for e in response.json()["errors"]] == [(path, code)]
    assert Revision.objects.count() == 1


def test_an_unknown_logo_is_400_and_the_error_says_what_to_send(patch):
    response = patch({"logo": {"sha256": "0" * 64, "alt": "Alpha"}})

    [error] = response.json()["errors"]
    assert (response.status_code, error["path"], error["code"]) == (
        400,
        "logo.sha256",
        "no_such_logo",
    )
    assert "Upload the image in the portal" in error["message"]
