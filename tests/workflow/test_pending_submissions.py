"""Changes by an author whose submission is pending are never lost."""

import pytest
from factories import (
    document,
    make_editor,
    make_member,
    make_owner,
    make_staff,
    republish,
    trial_count,
)

from directory.workflow import conflicts, drafts, review, submissions


def draft(member, author, **changes):
    return drafts.save_draft(member=member, author=author, origin="representative", changes=changes)


def approve(sent, **more):
    sent.member.refresh_from_db()
    return review.approve_submission(
        revision=sent,
        reviewer=make_staff(),
        live=conflicts.find_published_number(sent.member),
        sent=conflicts.hash_document(sent.document),
        **more,
    )


def test_a_new_draft_goes_on_from_ones_own_submission_and_a_colleagues_from_the_profile(vocabulary):
    member = make_member("Alpha")
    olga, emil = make_owner(member), make_editor(member)
    submissions.submit_draft(revision=draft(member, olga, summary="One."))

    own, of_emil = draft(member, olga, founded=1980), draft(member, emil, founded=1990)

    assert (own.document["summary"], own.document["founded"], own.base) == ("One.", 1980, 1)
    assert (of_emil.document["summary"], of_emil.document["founded"]) == ("", 1990)


def test_withdrawing_puts_the_newer_draft_into_what_is_withdrawn(vocabulary):
    member = make_member("Alpha")
    olga = make_owner(member)
    sent = submissions.submit_draft(revision=draft(member, olga, summary="One.", founded=1970))
    draft(member, olga, summary="Two.", services=["rtsm"])

    back = submissions.withdraw_submission(revision=sent, actor=sent.author)

    shown = [back.document[key] for key in ("summary", "founded", "services")]
    assert (back.pk, back.state, shown) == (sent.pk, "draft", ["Two.", 1970, ["rtsm"]])
    assert drafts.find_draft(member, olga) == back
    assert submissions.submit_draft(revision=back).state == "submitted"


def send_by_program(member, author, **changes):
    return submissions.submit_document(
        member=member,
        author=author,
        origin="api",
        document=document("Alpha", **changes),
        base=1,
    )


def test_a_draft_begun_before_is_joined_with_what_is_withdrawn(vocabulary):
    member = make_member("Alpha")
    olga = make_owner(member)
    draft(member, olga, founded="about 1980", services=["rtsm"])
    sent = send_by_program(member, olga, summary="By program.", services=["clinical-monitoring"])

    back = submissions.withdraw_submission(revision=sent, actor=sent.author)

    shown = [back.document[key] for key in ("summary", "founded", "services")]
    assert shown == ["By program.", "about 1980", ["clinical-monitoring", "rtsm"]]
    assert drafts.find_draft(member, olga) == back


def test_a_withdrawal_that_would_undo_what_a_draft_says_is_refused_with_what_to_do(vocabulary):
    member = make_member("Alpha")
    olga = make_owner(member)
    begun = draft(member, olga, summary="By hand.")
    sent = send_by_program(member, olga, summary="By program.")

    with pytest.raises(conflicts.StateConflict, match="must discard"):
        submissions.withdraw_submission(revision=sent, actor=sent.author)

    assert submissions.find_waiting_submission(member) == sent
    assert drafts.find_draft(member, olga) == begun


def test_after_approval_the_newer_draft_rests_on_what_was_published(vocabulary):
    member = make_member("Alpha")
    olga = make_owner(member)
    sent = submissions.submit_draft(revision=draft(member, olga, summary="One.", founded=1970))
    draft(member, olga, summary="Two.")
    edited = sent.document | {"founded": 1975}

    approve(sent, document=edited)

    newer = drafts.find_draft(member, olga)
    assert (newer.base, newer.document["summary"], newer.document["founded"]) == (2, "Two.", 1975)
    assert submissions.submit_draft(revision=newer).state == "submitted"


def test_what_staff_edited_and_its_author_changed_again_is_for_the_author_to_decide(vocabulary):
    member = make_member("Alpha")
    olga = make_owner(member)
    sent = submissions.submit_draft(revision=draft(member, olga, summary="One."))
    newer = draft(member, olga, summary="Two.")

    approve(sent, document=sent.document | {"summary": "One, edited."})

    with pytest.raises(conflicts.EditConflict) as told:
        submissions.submit_draft(revision=newer)
    assert [(found.ours, found.theirs) for found in told.value.conflicts] == [
        ("Two.", "One, edited.")
    ]


def test_after_rejection_the_newer_draft_still_holds_everything(vocabulary):
    member = make_member("Alpha")
    olga = make_owner(member)
    counts = [trial_count(5)]
    sent = submissions.submit_draft(revision=draft(member, olga, trial_counts=counts))
    newer = draft(member, olga, summary="Two.")

    review.reject_submission(revision=sent, reviewer=make_staff(), note="No.")

    document = drafts.find_draft(member, olga).document
    assert (document["summary"], document["trial_counts"]) == (
        "Two.",
        sent.document["trial_counts"],
    )
    assert submissions.submit_draft(revision=newer).state == "submitted"


def test_taking_up_what_was_rejected_joins_it_with_what_was_published_since(vocabulary):
    member = make_member("Alpha")
    olga = make_owner(member)
    sent = submissions.submit_draft(revision=draft(member, olga, summary="One."))
    review.reject_submission(revision=sent, reviewer=make_staff(), note="No.")
    republish(member, founded=1999)

    taken = drafts.reopen_rejected(revision=sent, author=olga, origin="representative")

    assert (taken.base, taken.document["summary"], taken.document["founded"]) == (2, "One.", 1999)


def test_what_was_rejected_and_overlaps_is_taken_up_for_its_author_to_decide(vocabulary):
    member = make_member("Alpha")
    olga = make_owner(member)
    sent = submissions.submit_draft(revision=draft(member, olga, summary="One."))
    review.reject_submission(revision=sent, reviewer=make_staff(), note="No.")
    republish(member, summary="Theirs.")

    taken = drafts.reopen_rejected(revision=sent, author=olga, origin="representative")

    assert (taken.base, taken.document["summary"]) == (1, "One.")
    with pytest.raises(conflicts.EditConflict):
        drafts.rebase_draft(revision=taken)
