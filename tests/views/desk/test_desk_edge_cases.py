"""Staff actions at the desk undo no later change and leave no one without a next step."""

import pytest
from factories import make_member, make_owner, make_staff, republish
from signing_in import enter

from directory.models import Representative
from directory.workflow import conflicts, drafts, publishing, review, submissions

BY_HAND = "representative"


def draft(member, author, origin=BY_HAND, **changes):
    return drafts.save_draft(member=member, author=author, origin=origin, changes=changes)


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


def edited(mine, submission):
    """Return what the desk posts to publish a reviewer's draft instead of a submission."""
    submission.refresh_from_db()
    member = type(submission.member).objects.get(pk=submission.member_id)
    return {
        "draft": mine,
        "edited": conflicts.hash_document(mine.document),
        "revision": submission,
        "live": conflicts.find_published_number(member),
        "sent": conflicts.hash_document(submission.document),
    }


def test_a_reviewers_draft_does_not_undo_what_was_published_since(alpha):
    stella = make_staff()
    sent = submissions.submit_draft(revision=draft(alpha, make_owner(alpha), summary="Theirs."))
    mine = draft(alpha, stella, "staff", summary="Corrected.")
    republish(alpha, legal_name="Alpha Holdings")

    with pytest.raises(conflicts.EditConflict):
        review.approve_edited_submission(**edited(mine, sent), reviewer=stella)
    joined = drafts.rebase_draft(revision=mine)
    done = review.approve_edited_submission(**edited(joined, sent), reviewer=stella)

    texts = {key: done.document[key] for key in ("summary", "legal_name")}
    assert texts == {"summary": "Corrected.", "legal_name": "Alpha Holdings"}


def test_a_reviewers_draft_does_not_undo_a_later_submission(alpha):
    stella = make_staff()
    sent = submissions.submit_draft(revision=draft(alpha, make_owner(alpha), summary="One."))
    mine = draft(alpha, stella, "staff", summary="Corrected.")
    submissions.withdraw_submission(revision=sent, actor=sent.author)
    sent.refresh_from_db()
    draft(alpha, sent.author, summary="Two.")
    sent.refresh_from_db()
    submissions.submit_draft(revision=sent)

    with pytest.raises(conflicts.StateConflict, match="newer than your draft"):
        review.approve_edited_submission(**edited(mine, sent), reviewer=stella)


def test_a_rejection_applies_only_to_the_submission_shown(alpha, client):
    sent = submissions.submit_draft(revision=draft(alpha, make_owner(alpha), summary="One."))
    seen = conflicts.hash_document(sent.document)
    submissions.withdraw_submission(revision=sent, actor=sent.author)
    draft(alpha, sent.author, summary="Two.")
    sent.refresh_from_db()
    submissions.submit_draft(revision=sent)

    with pytest.raises(conflicts.EditConflict):
        review.reject_submission(revision=sent, reviewer=make_staff(), note="No.", sent=seen)

    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_a_draft_of_an_old_profile_leads_to_the_merge_page(alpha, client):
    olga = make_owner(alpha)
    enter(client, olga)
    draft(alpha, olga, summary="Ours.")
    republish(alpha, membership="current")

    for page in ("submit", "preview"):
        response = client.get(f"/portal/alpha/{page}/")
        assert (response.status_code, response["Location"]) == (303, "/portal/alpha/merge/")


def test_the_submit_button_is_hidden_if_submitting_is_impossible(alpha, client):
    olga, emil = make_owner(alpha), make_owner(alpha, "emil")
    submissions.submit_draft(revision=draft(alpha, emil, summary="One."))
    draft(alpha, olga, summary="Two.")
    review.trust_member(member=alpha, actor=make_staff())
    enter(client, olga)

    page = client.get("/portal/alpha/submit/").content.decode()

    assert "Only one submission can be reviewed at a time" in page
    assert "immediately" not in page
    assert "Publish changes" not in page


def test_a_company_that_was_renamed_is_found_under_its_old_address(alpha, client):
    olga = make_owner(alpha)
    republish(alpha, slug="beta")
    enter(client, olga)

    page = client.get("/portal/alpha/edit/text/")
    form = client.get("/portal/beta/edit/text/").context
    sent = client.post(
        "/portal/alpha/edit/text/",
        {"seen": form["seen"], "author": form["author"], "summary": "Typed before."},
    )

    assert (page.status_code, page["Location"]) == (302, "/portal/beta/edit/text/")
    assert sent.status_code == 303
    assert drafts.find_draft(alpha, olga).document["summary"] == "Typed before."


def test_the_old_url_reveals_nothing_to_a_stranger(alpha, client):
    republish(alpha, slug="beta")
    enter(client, make_owner(make_member("Gamma")))

    assert client.get("/portal/alpha/").status_code == 404


def test_an_archived_profile_is_not_confirmed(alpha):
    publishing.archive_profile(alpha)

    publishing.confirm_profile(alpha)

    alpha.refresh_from_db()
    assert alpha.verified_on is None


def test_a_restored_profile_keeps_the_sources_of_staff_fields(alpha):
    source = [{"url": "https://a.example/", "as_of": "2020"}]
    republish(alpha, member_since="2019", citations={"member_since": source})

    republish(alpha, summary="New.")

    sent = submissions.restore_revision(
        member=alpha, number=1, author=make_owner(alpha), origin=BY_HAND
    )

    assert sent.document["citations"] == {"member_since": source}


def test_a_revision_that_names_a_company_by_its_old_address_can_be_restored(alpha):
    owner = make_member("Owner")
    parent = {"name": "Owner", "slug": "owner", "as_of": "2020", "source_url": "https://a.example/"}
    republish(alpha, parent=parent)
    republish(alpha, parent=None)
    republish(owner, slug="renamed")

    sent = submissions.restore_revision(
        member=alpha, number=2, author=make_staff(), origin="staff", reason="Back."
    )

    assert sent.document["parent"]["slug"] == "renamed"


def test_a_message_refused_at_one_company_does_not_turn_up_at_another(alpha, client):
    olga = make_owner(alpha)
    beta = make_member("Beta")
    Representative.objects.create(user=olga, member=beta, role="owner")
    enter(client, olga)
    draft(alpha, olga, founded="about 1980")
    client.post("/portal/alpha/submit/", {"message": "Of Alpha alone."})
    draft(beta, olga, summary="Two.")

    page = client.get("/portal/beta/submit/").content.decode()

    assert "Of Alpha alone." not in page


def test_a_link_with_an_open_bracket_is_shown_again(alpha, client):
    enter(client, make_owner(alpha))
    form = client.get("/portal/alpha/edit/links/").context
    typed = {"seen": form["seen"], "author": form["author"], "links[0].network": ""}

    sent = client.post(
        "/portal/alpha/edit/links/", typed | {"links[0].url": "http://[x"}, follow=True
    )

    assert sent.status_code == 200
    assert "http://[x" in sent.content.decode()


def test_a_revision_of_an_archived_company_is_gone(alpha, client):
    publishing.archive_profile(alpha)

    assert client.get(f"/api/v1/revisions/{alpha.revision_id}/").status_code == 410


def test_the_records_hide_other_peoples_drafts(alpha, client):
    stella = make_staff()
    stella.authenticator_set.create(type="totp", data={"secret": "x"})
    enter(client, stella)
    theirs = draft(alpha, make_owner(alpha), summary="Unfinished.")

    assert (
        "Unfinished."
        not in client.get(
            f"/admin/directory/revision/{theirs.pk}/change/", follow=True
        ).content.decode()
    )


def test_a_deeply_nested_passkey_is_refused(vocabulary, client):
    sent = client.post("/accounts/2fa/webauthn/login/", {"credential": "[" * 100_000})

    assert sent.status_code < 500
