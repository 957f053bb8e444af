"""Withdrawing a submission: who may do it, and whose draft it becomes."""

import pytest
from factories import make_editor, make_member, make_owner, make_staff

from directory.permissions import NotAllowed
from directory.workflow import drafts, submissions
from directory.workflow.conflicts import StateConflict


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", "DE")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha)


@pytest.fixture
def emil(alpha):
    return make_editor(alpha)


def sent_by(author, member, **changes):
    draft = drafts.save_draft(
        member=member, author=author, origin="representative", changes=changes
    )
    return submissions.submit_draft(revision=draft)


def test_a_colleague_withdraws_and_the_author_has_the_draft_and_a_letter(
    alpha, olga, emil, mailoutbox
):
    sent = sent_by(emil, alpha, summary="One.")
    mailoutbox.clear()

    back = submissions.withdraw_submission(revision=sent, actor=olga)

    assert (back.state, back.author) == ("draft", emil)
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [
        (["emil@example.org"], "Withdrawn: your changes to Alpha’s profile")
    ]
    assert "olga@example.org withdrew the change" in mailoutbox[0].body


def test_a_former_colleagues_submission_becomes_the_draft_of_the_person_who_withdraws_it(
    alpha, olga, emil
):
    sent = sent_by(emil, alpha, summary="One.")
    emil.representations.all().delete()

    submissions.withdraw_submission(revision=sent, actor=olga)

    assert drafts.find_draft(alpha, olga).document["summary"] == "One."


def test_a_withdrawn_submission_is_merged_into_the_own_draft_unless_they_conflict(
    alpha, olga, emil
):
    mine = {"member": alpha, "author": olga, "origin": "representative"}
    drafts.save_draft(**mine, changes={"founded": 1999})
    sent = sent_by(emil, alpha, summary="One.")
    emil.representations.all().delete()
    drafts.save_draft(**mine, changes={"summary": "Two."})

    with pytest.raises(StateConflict, match="a newer draft that changes the same fields"):
        submissions.withdraw_submission(revision=sent, actor=olga)
    drafts.save_draft(**mine, changes={"summary": ""})
    submissions.withdraw_submission(revision=sent, actor=olga)

    draft = drafts.find_draft(alpha, olga)
    assert (draft.document["founded"], draft.document["summary"]) == (1999, "One.")


def test_staff_reject_with_a_reason_and_do_not_withdraw(alpha, olga):
    sent = sent_by(olga, alpha, summary="One.")

    with pytest.raises(StateConflict, match="Reject it and give a reason"):
        submissions.withdraw_submission(revision=sent, actor=make_staff())

    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_a_person_removed_meanwhile_cannot_save_submit_or_withdraw(alpha, olga, emil):
    draft = drafts.save_draft(
        member=alpha, author=emil, origin="representative", changes={"summary": "One."}
    )
    emil.representations.all().delete()

    with pytest.raises(NotAllowed):
        submissions.submit_draft(revision=draft)
    with pytest.raises(NotAllowed):
        drafts.save_draft(member=alpha, author=emil, origin="representative", changes={})
    sent = sent_by(olga, alpha, summary="Two.")
    with pytest.raises(NotAllowed):
        submissions.withdraw_submission(revision=sent, actor=emil)


def test_a_person_removed_meanwhile_gets_404(client, alpha, emil):
    client.force_login(emil)
    page = client.get("/portal/alpha/edit/text/")
    assert page.status_code == 200
    emil.representations.all().delete()

    assert client.post("/portal/alpha/edit/text/", {"summary": "One."}).status_code == 404
