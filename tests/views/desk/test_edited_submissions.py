"""Tests of a submission that the reviewer has edited, and of the drafts of staff at the desk."""

import re

import pytest
from factories import make_member, make_staff
from view_steps import signed_in, submitted

from directory.workflow import drafts

PUBLISH_EDITED, PUBLISH_UNEDITED = "Publish with your edits", "Publish without your edits"


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", summary="One.")


@pytest.fixture
def edited(alpha, desk, stella):
    """Return a submission that Stella opened and edited."""
    sent = submitted(alpha, summary="Two.", founded=1999)
    desk.post(f"/desk/revisions/{sent.pk}/edit/")
    save(alpha, stella, summary="Two, corrected.")
    return sent


def save(member, author, **changes):
    return drafts.save_draft(member=member, author=author, origin="staff", changes=changes)


def read_forms(page):
    """Return the hidden fields of each approval form of a review, by the text of its button."""
    forms = re.findall(r"<form[^>]*/approve/.*?</form>", page.content.decode(), re.DOTALL)
    return {
        " ".join(re.search(r"<button[^>]*>(.*?)</button>", form, re.DOTALL)[1].split()): dict(
            re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        )
        for form in forms
    }


def approve(desk, sent, button):
    """Press a button of the review as it is now."""
    form = read_forms(desk.get(f"/desk/revisions/{sent.pk}/"))[button]
    return desk.post(f"/desk/revisions/{sent.pk}/approve/", form)


def test_the_review_shows_the_edits_and_says_what_each_button_publishes(edited, desk):
    page = desk.get(f"/desk/revisions/{edited.pk}/")

    text = page.content.decode()
    assert list(read_forms(page)) == [PUBLISH_EDITED, PUBLISH_UNEDITED]
    assert "You’ve edited this submission." in text
    assert "Approve and publish" not in text
    assert [str(change) for change in page.context["review"].edits] == [
        "Summary: [removed: Two.] [added: Two, corrected.]"
    ]


@pytest.mark.parametrize(
    ("button", "summary", "draft_remains"),
    [(PUBLISH_EDITED, "Two, corrected.", False), (PUBLISH_UNEDITED, "Two.", True)],
)
def test_each_button_publishes_the_version_that_it_names(
    alpha, edited, desk, stella, button, summary, draft_remains
):
    answer = approve(desk, edited, button)

    alpha.refresh_from_db()
    assert (answer.status_code, alpha.summary, alpha.founded) == (303, summary, 1999)
    assert (drafts.find_draft(alpha, stella) is not None) == draft_remains


def test_a_page_opened_before_the_edits_does_not_publish_the_original(alpha, desk, stella):
    sent = submitted(alpha, summary="Two.")
    before = read_forms(desk.get(f"/desk/revisions/{sent.pk}/"))["Approve and publish"]
    desk.post(f"/desk/revisions/{sent.pk}/edit/")
    save(alpha, stella, summary="Two, corrected.")

    answer = desk.post(f"/desk/revisions/{sent.pk}/approve/", before)

    alpha.refresh_from_db()
    assert (answer.status_code, alpha.summary) == (409, "One.")
    assert "You edited this submission after you opened this page." in answer.content.decode()
    assert list(read_forms(answer)) == [PUBLISH_EDITED, PUBLISH_UNEDITED]


def test_discarded_edits_lead_back_to_the_review_of_the_submission(alpha, edited, desk):
    answer = desk.post("/portal/alpha/discard/")

    page = desk.get(answer["Location"])
    assert answer["Location"] == f"/desk/revisions/{edited.pk}/"
    assert list(read_forms(page)) == ["Approve and publish"]


def test_an_older_draft_changes_neither_the_preview_nor_what_is_published(alpha, desk, stella):
    save(alpha, stella, summary="Left over.")
    sent = submitted(alpha, summary="Two.")

    review = desk.get(f"/desk/revisions/{sent.pk}/")
    address = re.search(r'href="([^"]+)">Preview the submission', review.content.decode())[1]
    preview = desk.get(address).content.decode()
    approve(desk, sent, "Approve and publish")

    alpha.refresh_from_db()
    assert "Two." in preview
    assert "Left over." not in preview
    assert "This is the submission awaiting review" in preview
    assert alpha.summary == "Two."


def test_representatives_see_what_they_submitted_beside_a_newer_draft(alpha):
    sent = submitted(alpha, summary="Two.")
    save(alpha, sent.author, summary="Three.")
    client = signed_in(sent.author)

    submission = client.get("/portal/alpha/preview/submitted/").content.decode()
    draft = client.get("/portal/alpha/preview/").content.decode()

    assert ("Two." in submission, "Three." in submission) == (True, False)
    assert "Three." in draft


def test_there_is_no_preview_of_a_submission_that_is_not_pending(alpha, desk):
    assert desk.get("/portal/alpha/preview/submitted/").status_code == 404


def test_the_desk_lists_the_drafts_of_staff_with_whose_they_are(alpha, desk, stella):
    save(make_member("Beta"), make_staff("steven"), summary="His.")
    save(alpha, stella, summary="Mine.")
    submitted(make_member("Gamma"), summary="Theirs.")

    page = desk.get("/desk/")

    text = " ".join(page.content.decode().split())
    rows = re.findall(r'<li class="desk-row">.*?</li>', text[text.index('id="staff-drafts"') :])
    assert len(rows) == 2
    assert "by steven@example.org, who alone can open it" in rows[0]
    assert "/portal/" not in rows[0]
    assert "by you" in rows[1]
    assert re.findall(r'href="(/[^"]+)"', rows[1]) == [
        "/desk/members/alpha/",
        "/portal/alpha/",
        "/portal/alpha/discard/",
    ]
