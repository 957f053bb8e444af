"""A form that is refused keeps the picture that was uploaded with it."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories import make_editor, make_member, make_owner
from pictures import make_picture
from view_steps import signed_in

from directory.models import Revision
from directory.profile import logos
from directory.workflow import drafts

pytestmark = pytest.mark.usefixtures("logo_folder")

ROR, OTHER_ROR = "https://ror.org/012345678", "https://ror.org/876543210"


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha)


def post_overlapping(client, alpha, olga, fields):
    """Post a picture and an identifier that was changed in another window meanwhile."""
    links = reverse("portal-edit", args=["alpha", "links"])
    opened = client.get(links)
    changes = {"identifiers": {"ror": OTHER_ROR, "lei": None}}
    drafts.save_draft(member=alpha, author=olga, origin="representative", changes=changes)
    picture = SimpleUploadedFile("a.png", make_picture())
    typed = {"identifiers.ror": ROR, "logo.alt": "Alpha", "logo": picture}
    return links, client.post(links, fields(opened, **typed))


def test_a_picture_is_kept_while_its_author_decides_about_an_overlap(alpha, olga, fields):
    client = signed_in(olga)
    links, refused = post_overlapping(client, alpha, olga, fields)

    answer = client.post(links, fields(refused, **{"side-0": "ours"}))

    [digest] = logos.list_logos()
    document = Revision.objects.get(state="draft").document
    assert (refused.status_code, answer.status_code) == (409, 303)
    assert document["logo"] == {"sha256": digest, "alt": "Alpha"}


def test_a_picture_that_no_draft_names_is_shown_to_its_author_alone(alpha, olga, fields):
    client = signed_in(olga)
    _, refused = post_overlapping(client, alpha, olga, fields)
    [digest] = logos.list_logos()
    address = reverse("portal-logo", args=["alpha", digest])
    signed = f"{address}?upload={quote(refused.context['uploaded'])}"
    colleague = signed_in(make_editor(alpha))

    statuses = [
        each.get(url).status_code
        for each, url in ((client, signed), (client, address), (colleague, signed))
    ]

    assert statuses == [200, 404, 404]
    assert f'src="{signed}"' in refused.content.decode()


def test_an_upload_of_someone_else_is_not_taken_over(alpha, olga, fields):
    _, refused = post_overlapping(signed_in(olga), alpha, olga, fields)
    client, links = signed_in(make_editor(alpha)), "/portal/alpha/edit/links/"
    uploaded = {"logo.uploaded": refused.context["uploaded"], "identifiers.ror": ROR}

    client.post(links, fields(client.get(links), **uploaded))

    document = Revision.objects.get(author__email="emil@example.org", state="draft").document
    assert (document["logo"], document["identifiers"]["ror"]) == (None, ROR)


def test_a_picture_posted_while_signed_out_is_asked_for_again(alpha, olga, fields):
    client, links = signed_in(olga), "/portal/alpha/edit/links/"
    typed = fields(client.get(links), logo=SimpleUploadedFile("a.png", make_picture()))
    visitor = Client()
    visitor.post(links, typed | {"identifiers.ror": ROR})
    visitor.force_login(olga)

    page = visitor.get(links)

    assert page.context["wrong"] == {
        "logo": "Choose the image again. It wasn’t kept while you were signed out."
    }
    assert (ROR in page.content.decode(), logos.list_logos()) == (True, [])
