"""Checking a patch through the API with `validate_only`, which writes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import make_member, republish
from patches import ADDRESS, PROBLEM, trust

from directory.models import Change, Revision
from directory.workflow import drafts, submissions

CHECKED = f"{ADDRESS}?validate_only=true"
# The keys of a revision that isn't stored.
BLANK = dict.fromkeys(("id", "url", "html_url", "created_at", "number", "published_at"))


def list_writes(queries):
    """Return the statements that write, or that take a lock."""
    reads = ("SELECT", "DECLARE", "SAVEPOINT", "RELEASE")  # PostgreSQL declares a cursor.
    texts = [query["sql"] for query in queries]
    return [text for text in texts if not text.startswith(reads) or "FOR UPDATE" in text]


def test_a_checked_patch_is_answered_by_the_revision_it_would_make(patch, alpha):
    cited = {"services[rtsm]": [{"url": "https://a.example/", "as_of": None}]}
    republish(alpha, services=["rtsm"], citations=cited)

    response = patch({"summary": " Two. ", "services": []}, f"{CHECKED}&message=Why")

    body = response.json()
    assert response.status_code == 200
    assert "Location" not in response
    assert "ETag" not in response
    assert {key: body[key] for key in BLANK} == BLANK
    assert (body["changed"], body["state"], body["base"], body["message"]) == (
        True,
        "submitted",
        2,
        "Why",
    )
    assert body["changes"] == [
        {"path": "summary", "before": "One.", "after": "Two."},
        {"path": "services[rtsm]", "before": "rtsm", "after": None},
        {"path": "citations[services[rtsm]]", "before": cited["services[rtsm]"], "after": None},
    ]
    assert body["profile"]["summary"] == "Two."


def test_the_preview_is_what_the_patch_then_makes(patch, alpha):
    body = {"summary": "Two.", "founded": None, "countries": [{"code": "JP", "kind": "office"}]}

    preview = patch(body, CHECKED).json()
    made = patch(body).json()

    times = dict.fromkeys(("submitted_at", "created_at"))
    assert preview == made | BLANK | times


def test_a_checked_patch_of_a_trusted_company_would_be_published_at_once(client, patch, alpha):
    trust(alpha)

    response = patch({"summary": "Two."}, CHECKED)

    body = response.json()
    assert (response.status_code, body["state"], body["number"]) == (200, "published", None)
    assert client.get(ADDRESS).json()["profile"]["summary"] == "One."


def test_a_checked_patch_that_changes_nothing_is_answered_by_the_published_revision(patch, alpha):
    response = patch({"summary": " One. "}, CHECKED)

    body = response.json()
    assert (response.status_code, body["changed"], body["number"]) == (200, False, 1)
    assert body == patch({"summary": "One."}).json()


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize("body", [{"summary": "Two."}, {"summary": "One."}, {"founded": "x"}])
def test_a_checked_patch_writes_nothing(
    patch, alpha, mailoutbox, django_capture_on_commit_callbacks, trusted, body
):
    if trusted:
        trust(alpha)
    olga = alpha.representatives.get().user
    draft = drafts.save_draft(
        member=alpha, author=olga, origin="representative", changes={"founded": 2001}
    )
    commits = django_capture_on_commit_callbacks
    before = (Revision.objects.count(), Change.objects.count(), len(mailoutbox))

    with CaptureQueriesContext(connection) as queries, commits() as later:
        patch(body, CHECKED)

    draft.refresh_from_db()
    assert list_writes(queries) == []
    assert later == []
    assert (Revision.objects.count(), Change.objects.count(), len(mailoutbox)) == before
    assert draft.document["founded"] == 2001


def test_a_checked_patch_is_refused_as_the_patch_would_be(patch, alpha, secret):
    make_member("Beta")
    beta = "/api/v1/members/beta/?validate_only=true"
    wrong = {"kind": "technology", "founded": "x"}
    responses = [
        patch(b"[", beta, None, "text/plain", **{"If-Match": ""}),
        patch(b"[", beta, secret, "text/plain", **{"If-Match": ""}),
        patch(b"[", CHECKED, secret, "text/plain", **{"If-Match": ""}),
        patch(b"[", CHECKED, secret, **{"If-Match": ""}),
        patch(b"[", CHECKED, **{"If-Match": "*"}),
    ]
    waiting = patch({"summary": "Two."})
    responses += [patch(b"[", CHECKED, **{"If-Match": '"stale"'}), patch(b"[", CHECKED)]
    sent = Revision.objects.get(pk=waiting.json()["id"])
    submissions.withdraw_submission(revision=sent, actor=sent.author)
    responses += [patch(b"[", CHECKED), patch(wrong, CHECKED), patch({"founded": "x"}, CHECKED)]

    statuses = [response.status_code for response in responses]
    assert statuses == [401, 403, 415, 428, 412, 412, 409, 400, 403, 400]
    assert {response["Content-Type"] for response in responses} == {PROBLEM}


def test_false_submits_as_without_the_parameter(patch, alpha):
    response = patch({"summary": "Two."}, f"{ADDRESS}?validate_only=false")

    assert (response.status_code, Revision.objects.waiting().count()) == (202, 1)


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ("validate_only=1", "validate_only", "unknown_value"),
        ("validate_only=True", "validate_only", "unknown_value"),
        ("validate_only", "validate_only", "required"),
        ("validate_only=", "validate_only", "required"),
        ("validate_only=%20", "validate_only", "required"),
        ("validate_only=&validate_only=true", "validate_only", "required"),
        ("validate_only=true&validate_only=true", "validate_only", "repeated"),
        ("validate-only", "validate-only", "unknown_parameter"),
        ("validateOnly=true", "validateOnly", "unknown_parameter"),
        ("dry_run=", "dry_run", "unknown_parameter"),
    ],
)
def test_a_request_to_check_that_is_not_understood_submits_nothing(patch, query, path, code):
    response = patch({"summary": "Two."}, f"{ADDRESS}?{query}")

    assert response.status_code == 400
    assert [(e["path"], e["code"]) for e in response.json()["errors"]] == [(path, code)]
    assert Revision.objects.count() == 1


def test_a_message_may_be_empty(patch):
    assert patch({"summary": "Two."}, f"{ADDRESS}?message=").json()["message"] == ""
