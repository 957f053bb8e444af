"""The review shows the present and the proposed logo side by side."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories import make_member, republish
from pictures import make_picture
from view_steps import submitted

from directory.profile import logos

pytestmark = pytest.mark.usefixtures("logo_folder")

FIGURE = re.compile(r"<figure>(.*?)</figure>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


def store(width, alt):
    picture = SimpleUploadedFile("a.png", make_picture(size=(width, 20)))
    return {"sha256": logos.store_logo(picture), "alt": alt}


def read_figures(client, revision):
    """Return the source and the text of each side."""
    html = client.get(reverse("desk-revision", args=[revision.pk])).content.decode()
    sources = [re.findall(r'src="([^"]+)"', figure) for figure in FIGURE.findall(html)]
    texts = [" ".join(TAG.sub(" ", figure).split()) for figure in FIGURE.findall(html)]
    return list(zip(sources, texts, strict=True))


def address(logo):
    return reverse("portal-logo", args=["alpha", logo["sha256"]])


def test_a_reviewer_sees_both_logos_with_their_texts_and_sizes(alpha, desk):
    present, proposed = store(40, "Alpha"), store(90, "Alpha Research")
    republish(alpha, logo=present)
    sent = submitted(alpha, logo=proposed)

    figures = read_figures(desk, sent)

    assert figures == [
        ([address(present)], "Before Alternative text: “Alpha” 40 × 20 pixels"),
        ([address(proposed)], "After Alternative text: “Alpha Research” 90 × 20 pixels"),
    ]
    assert [desk.get(source).status_code for [source], _ in figures] == [200, 200]


def test_a_first_logo_is_shown_beside_none(alpha, desk):
    proposed = store(40, "")
    sent = submitted(alpha, logo=proposed)

    assert read_figures(desk, sent) == [
        ([], "Before No logo"),
        ([address(proposed)], "After Alternative text: none 40 × 20 pixels"),
    ]


def test_a_change_of_the_alternative_text_alone_is_visible(alpha, desk):
    logo = store(40, "Alpha")
    republish(alpha, logo=logo)
    sent = submitted(alpha, logo=logo | {"alt": "Alpha Research"})

    assert [text for _, text in read_figures(desk, sent)] == [
        "Before Alternative text: “Alpha” 40 × 20 pixels",
        "After Alternative text: “Alpha Research” 40 × 20 pixels",
    ]


def test_a_logo_whose_file_is_missing_is_said_to_be(alpha, desk):
    republish(alpha, logo={"sha256": "0" * 64, "alt": "Alpha"})
    sent = submitted(alpha, logo=None)

    assert [text for _, text in read_figures(desk, sent)] == [
        "Before The image isn’t stored here, so it can’t be shown.",
        "After No logo",
    ]


def test_what_was_published_without_review_shows_both_logos(alpha, desk):
    republish(alpha, logo=store(40, "Alpha"))
    published = republish(alpha, logo=store(90, "Alpha"))

    assert len(read_figures(desk, published)) == 2


def test_other_changes_and_the_public_history_show_no_pictures(alpha, desk, client):
    republish(alpha, logo=store(40, "Alpha"))
    sent = submitted(alpha, founded=1999)

    history = client.get(reverse("member-history", args=["alpha"])).content.decode()

    assert (read_figures(desk, sent), "<figure>" in history) == ([], False)
