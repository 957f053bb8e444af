"""A logo is public only once a public page shows it; before, its author and reviewers see it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories import make_editor, make_member, make_owner, republish
from pictures import make_picture
from view_steps import signed_in, submitted

from directory.models import Revision
from directory.profile import logos
from directory.workflow import conflicts, drafts, publishing, review

pytestmark = pytest.mark.usefixtures("logo_folder")

IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha)


@pytest.fixture
def logo():
    """Store a picture; return it as a document names it."""
    digest = logos.store_logo(SimpleUploadedFile("a.png", make_picture()))
    return {"sha256": digest, "alt": "Alpha"}


def list_statuses(logo, **clients):
    """Return the status of the public address, and of the company's for each of the clients."""
    public = Client().get(reverse("logo", args=[logo["sha256"]])).status_code
    address = reverse("portal-logo", args=["alpha", logo["sha256"]])
    return {"public": public} | {
        name: client.get(address).status_code for name, client in clients.items()
    }


def test_only_its_author_sees_the_logo_of_a_draft(alpha, olga, logo, desk):
    drafts.save_draft(member=alpha, author=olga, origin="representative", changes={"logo": logo})
    emil, other = make_editor(alpha), make_owner(make_member("Beta"), "bea")

    found = list_statuses(
        logo, olga=signed_in(olga), emil=signed_in(emil), bea=signed_in(other), desk=desk
    )

    assert found == {"public": 404, "olga": 200, "emil": 404, "bea": 404, "desk": 404}


def test_a_submitted_logo_is_seen_by_the_company_and_by_staff_and_never_cached(
    alpha, olga, logo, desk
):
    submitted(alpha, logo=logo)
    emil, other = make_editor(alpha), make_owner(make_member("Beta"), "bea")

    found = list_statuses(logo, emil=signed_in(emil), bea=signed_in(other), desk=desk)
    answer = desk.get(reverse("portal-logo", args=["alpha", logo["sha256"]]))

    assert found == {"public": 404, "emil": 200, "bea": 404, "desk": 200}
    assert (answer["Cache-Control"], answer["Content-Type"]) == ("private, no-store", "image/png")


def test_a_logo_becomes_public_when_it_is_published_although_it_was_asked_for_before(
    client, alpha, logo
):
    address = reverse("logo", args=[logo["sha256"]])
    before = client.get(address)
    republish(alpha, logo=logo)

    after = client.get(address)

    assert (before.status_code, before["Cache-Control"]) == (404, "public, no-cache")
    assert (after.status_code, after["Cache-Control"]) == (200, IMMUTABLE)


def test_a_former_logo_stays_public_until_its_revision_is_withheld(alpha, olga, logo, desk, stella):
    former = republish(alpha, logo=logo)
    republish(alpha, logo=None)

    shown = list_statuses(logo)
    review.withhold(revision=former, actor=stella, reason="Not theirs.")
    withheld = list_statuses(logo, olga=signed_in(olga), desk=desk)

    assert shown == {"public": 200}
    assert withheld == {"public": 404, "olga": 200, "desk": 200}


def test_the_logo_of_the_profile_stays_public_if_its_revision_is_withheld(alpha, logo, stella):
    current = republish(alpha, logo=logo)
    review.withhold(revision=current, actor=stella, reason="Not for the history.")

    assert list_statuses(logo) == {"public": 200}


def test_the_logo_of_an_archived_company_is_not_public(alpha, logo):
    republish(alpha, logo=logo)
    publishing.archive_profile(alpha)

    assert list_statuses(logo) == {"public": 404}


def test_a_rejected_logo_is_seen_by_the_company_and_never_public(alpha, olga, logo, stella):
    sent = submitted(alpha, logo=logo)
    review.reject_submission(
        revision=sent, reviewer=stella, sent=conflicts.hash_document(sent.document), note="No."
    )

    assert list_statuses(logo, olga=signed_in(olga)) == {"public": 404, "olga": 200}


def test_a_picture_that_another_company_has_published_is_public(alpha, olga, logo):
    drafts.save_draft(member=alpha, author=olga, origin="representative", changes={"logo": logo})
    republish(make_member("Beta"), logo=logo)

    assert list_statuses(logo) == {"public": 200}


def test_preview_and_form_show_a_logo_that_is_not_public(alpha, olga, logo):
    drafts.save_draft(member=alpha, author=olga, origin="representative", changes={"logo": logo})
    client, address = signed_in(olga), reverse("portal-logo", args=["alpha", logo["sha256"]])

    pages = [client.get(f"/portal/alpha/{page}/") for page in ("preview", "edit/links", "submit")]

    assert [f'src="{address}"' in page.content.decode() for page in pages] == [True] * 3


@pytest.mark.parametrize("logo_value", ["x" * 10_000, {"sha256": 5}, {"sha256": None}, [1], None])
def test_a_draft_may_hold_anything_as_its_logo(alpha, olga, logo_value):
    changes = {"logo": logo_value, "summary": "\0\ud800"}

    drafts.save_draft(member=alpha, author=olga, origin="representative", changes=changes)

    assert Revision.objects.filter(state="draft").naming_logo("0" * 64).exists() is False
