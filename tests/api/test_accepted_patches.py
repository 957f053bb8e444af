"""Writing through the API: the effects of a merge patch."""

import io
from urllib.parse import urlencode

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories import republish
from patches import ADDRESS, MERGE_PATCH, PROBLEM, trust
from PIL import Image

from directory.models import Change, Revision
from directory.profile import logos
from directory.workflow import drafts


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
    assert (body["id"], body["state"], body["number"], body["base"], body["changed"]) == (
        str(revision.pk),
        "submitted",
        None,
        1,
        True,
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
    body = response.json()
    assert (body["state"], body["number"], body["changed"]) == ("published", 2, True)
    assert client.get(ADDRESS).json()["profile"]["summary"] == "Two."
    assert list(Revision.objects.to_look_at()) == [revision]


def test_patch_follows_patch_by_the_tag_of_the_answer(client, patch, alpha):
    trust(alpha)

    first = patch({"summary": "Two."})
    tag = client.get(ADDRESS)["ETag"]
    second = patch({"summary": "Three."}, **{"If-Match": first["ETag"]})

    assert first["ETag"] == tag
    assert (second.status_code, second.json()["number"]) == (200, 3)


def test_a_patch_can_carry_a_message(patch):
    message = "Our “new” year & more"

    response = patch({"summary": "Two."}, address=f"{ADDRESS}?{urlencode({'message': message})}")

    assert (response.status_code, response.json()["message"]) == (202, message)
    assert Revision.objects.waiting().get().message == message


def test_a_logo_that_was_sent_before_can_be_named(patch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "PNG")
    digest = logos.store_logo(SimpleUploadedFile("alpha.png", out.getvalue()))

    response = patch({"logo": {"sha256": digest, "alt": "Alpha"}})

    assert response.status_code == 202


def test_a_logo_whose_file_an_import_did_not_bring_hinders_no_other_change(patch, alpha):
    republish(alpha, logo={"sha256": "0" * 64, "alt": "Alpha"})

    response = patch({"summary": "Two.", "logo": {"sha256": "0" * 64, "alt": "Our logo"}})

    assert response.status_code == 202


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
    assert (response.json()["number"], response.json()["changed"]) == (1, False)
    assert (Revision.objects.count(), Change.objects.count()) == (1, before)


def test_a_patch_of_a_trusted_company_that_changes_nothing_is_told_apart(patch, alpha):
    trust(alpha)
    first = patch({"summary": "Two."})

    again = patch({"summary": "Two."}, **{"If-Match": first["ETag"]})

    assert (first.json()["changed"], again.json()["changed"]) == (True, False)
    assert (again.status_code, again.json()["number"]) == (200, 2)
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])


def test_a_patch_leaves_its_owners_draft_alone(patch, alpha):
    olga = alpha.representatives.get().user
    draft = drafts.save_draft(
        member=alpha, author=olga, origin="representative", changes={"founded": 2001}
    )

    patch({"summary": "Two."})

    draft.refresh_from_db()
    assert (draft.state, draft.document["founded"], draft.document["summary"]) == (
        "draft",
        2001,
        "One.",
    )


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
