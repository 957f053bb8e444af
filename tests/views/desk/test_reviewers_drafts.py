"""Reviewers' own drafts beside a submission, and withdrawn submissions."""

import pytest
from factories import make_member, republish
from view_steps import signed_in, submitted

from directory.workflow import conflicts, drafts, publishing


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


def begin(member, author, **changes):
    return drafts.save_draft(member=member, author=author, origin="staff", changes=changes)


def approve_with_draft(desk, sent):
    """Post the form that publishes the reviewer's draft, even if the page doesn't show it."""
    review = desk.get(f"/desk/revisions/{sent.pk}/").context["review"]
    form = {"live": review.live, "sent": review.sent, "edited": review.edited_hash}
    return desk.post(f"/desk/revisions/{sent.pk}/approve/", form)


def test_a_draft_older_than_the_submission_is_not_offered_in_its_place(alpha, desk, stella):
    begin(alpha, stella, summary="Mine.")
    sent = submitted(alpha, founded=1999)

    page = desk.get(f"/desk/revisions/{sent.pk}/").content.decode()
    taken_up = desk.post(f"/desk/revisions/{sent.pk}/edit/")
    refused = approve_with_draft(desk, sent)

    assert (
        "older than the submission and not part of it" in page,
        "Publish with your edits" in page,
    ) == (True, False)
    assert (taken_up.status_code, refused.status_code) == (409, 409)
    assert "Discard your draft, then edit the submission again." in refused.content.decode()


def test_a_draft_on_an_old_profile_is_joined_before_it_is_published(alpha, desk, stella):
    sent = submitted(alpha, summary="Theirs.")
    desk.post(f"/desk/revisions/{sent.pk}/edit/")
    begin(alpha, stella, summary="Corrected.")
    republish(alpha, summary="By an import.")

    page = desk.get(f"/desk/revisions/{sent.pk}/").content.decode()
    refused = approve_with_draft(desk, sent)

    assert 'href="/portal/alpha/merge/"' in page
    assert "Publish with your edits" not in page
    assert refused.status_code == 409
    assert "merge your draft if this page asks you to" in refused.content.decode()


def test_a_link_to_a_withdrawn_submission_explains_it(alpha, desk):
    sent = submitted(alpha, summary="Two.")
    form = {"live": 1, "sent": conflicts.hash_document(sent.document)}
    address = f"/desk/revisions/{sent.pk}/"
    signed_in(sent.author).post("/portal/alpha/withdraw/")

    page = desk.get(address)
    late = desk.post(f"{address}approve/", form)
    sent.delete()
    gone = desk.get(address)

    assert (page.status_code, late.status_code, gone.status_code) == (404, 404, 404)
    assert "Alpha: submission withdrawn" in page.content.decode()
    assert "Alpha: submission withdrawn" in late.content.decode()
    assert "Submission not found" in gone.content.decode()


def test_the_desk_says_that_an_archived_company_stays_archived(alpha, desk):
    sent = submitted(alpha, summary="Two.")
    publishing.archive_profile(alpha)
    form = {"live": 1, "sent": conflicts.hash_document(sent.document)}

    page = desk.get(f"/desk/revisions/{sent.pk}/").content.decode()
    done = desk.post(f"/desk/revisions/{sent.pk}/approve/", form, follow=True).content.decode()

    assert "This profile is archived. Approved changes become public if" in page
    assert "Approve and publish" not in page
    assert "revision 2 of Alpha&#x27;s profile. The company stays archived." in done
    alpha.refresh_from_db()
    assert (alpha.status, alpha.summary) == ("archived", "Two.")
