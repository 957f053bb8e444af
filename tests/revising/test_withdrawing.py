"""Who takes a submission back, and whose draft it is then."""

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


def test_what_somebody_sent_who_is_gone_becomes_the_draft_of_who_withdraws_it(alpha, olga, emil):
    sent = sent_by(emil, alpha, summary="One.")
    emil.representations.all().delete()

    submissions.withdraw_submission(revision=sent, actor=olga)

    assert drafts.find_draft(alpha, olga).document["summary"] == "One."


def test_it_is_joined_with_the_draft_of_who_withdraws_it_and_stops_where_both_change_one_thing(
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

    with pytest.raises(StateConflict, match="Reject it and give the reason"):
        submissions.withdraw_submission(revision=sent, actor=make_staff())

    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_who_was_removed_meanwhile_saves_submits_and_withdraws_nothing(alpha, olga, emil):
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


def test_a_page_of_who_was_removed_meanwhile_is_not_there(client, alpha, emil):
    client.force_login(emil)
    page = client.get("/portal/alpha/edit/text/")
    assert page.status_code == 200
    emil.representations.all().delete()

    assert client.post("/portal/alpha/edit/text/", {"summary": "One."}).status_code == 404
