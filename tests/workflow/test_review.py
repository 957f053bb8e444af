import pytest
from factories import make_member, make_owner, make_staff, republish

from directory.models import Change, Decision, DirectoryState, Revision
from directory.workflow import conflicts, drafts, review, submissions


def submitted(member, **changes):
    author = member.representatives.first()
    begun = drafts.save_draft(
        member=member,
        author=author.user if author else make_owner(member),
        origin="representative",
        changes=changes,
    )
    return submissions.submit_draft(revision=begun)


def shown(revision):
    """Return what the review page shows of the submission's state."""
    revision.refresh_from_db()
    member = revision.member
    return {
        "revision": revision,
        "live": conflicts.find_published_number(member),
        "sent": conflicts.hash_document(revision.document),
    }


def decisions(**of):
    return list(Decision.objects.filter(**of).values_list("kind", "reason"))


def test_an_approved_submission_is_the_profile_and_the_log_says_who_and_why(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    sent = submitted(member, summary="Two.", services=["rtsm"])

    done = review.approve_submission(**shown(sent), reviewer=stella, note="Fine.")

    member.refresh_from_db()
    assert (done.pk, done.number, done.state) == (sent.pk, 2, "published")
    assert (member.summary, member.revision, member.service_count) == ("Two.", done, 1)
    assert decisions(revision=done, actor=stella) == [("approved", "Fine.")]
    assert Change.objects.last().kind == "published"


def test_a_rejected_submission_leaves_the_profile_and_names_its_reason(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    sent = submitted(member, summary="Two.")
    before = DirectoryState.objects.now()

    done = review.reject_submission(revision=sent, reviewer=stella, note="No source.")

    member.refresh_from_db()
    assert (done.state, done.review_note, member.summary) == ("rejected", "No source.", "")
    assert decisions(revision=done) == [("rejected", "No source.")]
    assert DirectoryState.objects.now() == before


def test_a_decided_submission_cannot_be_decided_again(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    sent = submitted(member, summary="Two.")
    seen = shown(sent)
    review.approve_submission(**seen, reviewer=stella)

    for verb in (
        lambda: review.approve_submission(**seen, reviewer=stella),
        lambda: review.reject_submission(revision=sent, reviewer=stella, note="Late."),
        lambda: submissions.withdraw_submission(revision=sent, actor=sent.author),
    ):
        with pytest.raises(conflicts.StateConflict, match="already been published"):
            verb()

    assert decisions() == [("approved", "")]


def test_a_profile_that_moved_since_it_was_shown_is_shown_again(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    sent = submitted(member, summary="Two.")
    seen = shown(sent)
    republish(member, founded=1999)

    with pytest.raises(conflicts.EditConflict):
        review.approve_submission(**seen, reviewer=stella)
    done = review.approve_submission(**shown(sent), reviewer=stella)

    assert (done.document["summary"], done.document["founded"]) == ("Two.", 1999)
    assert (done.number, done.base) == (3, 2)


def test_a_submission_that_was_withdrawn_and_changed_is_shown_again(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    seen = shown(submitted(member, summary="Two."))
    submissions.withdraw_submission(revision=seen["revision"], actor=seen["revision"].author)
    submitted(member, summary="Three.")

    with pytest.raises(conflicts.EditConflict):
        review.approve_submission(**seen, reviewer=stella)


def test_what_both_changed_stops_an_approval_until_it_is_decided(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    sent = submitted(member, summary="Theirs to send.")
    republish(member, summary="Published since.")

    with pytest.raises(conflicts.EditConflict) as told:
        review.approve_submission(**shown(sent), reviewer=stella)
    done = review.approve_submission(**shown(sent), reviewer=stella, decided={"summary": "ours"})

    (conflict,) = told.value.conflicts
    assert (conflict.path, conflict.theirs) == ("summary", "Published since.")
    assert done.document["summary"] == "Theirs to send."


def test_an_approval_that_would_change_nothing_is_refused(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    sent = submitted(member, summary="Two.")
    republish(member, summary="Two.")

    with pytest.raises(conflicts.StateConflict, match="no longer changes the published profile"):
        review.approve_submission(**shown(sent), reviewer=stella)


def test_what_staff_edited_is_published_and_the_log_keeps_what_was_sent(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    sent = submitted(member, summary="Too loud!")
    edited = sent.document | {"summary": "Calm.", "membership": "current"}

    done = review.approve_submission(
        **shown(sent), reviewer=stella, document=edited, note="Toned down."
    )

    (decision,) = Decision.objects.filter(revision=done)
    assert (decision.kind, decision.document["summary"]) == ("edited", "Too loud!")
    assert (done.document["summary"], done.document["membership"]) == ("Calm.", "current")


def test_what_was_published_at_once_is_looked_at_after(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    review.trust_member(member=member, actor=stella, reason="Careful people.")
    done = submitted(member, summary="Two.")
    assert list(Revision.objects.to_look_at()) == [done]

    review.mark_looked_at(revision=done, reviewer=stella)

    assert list(Revision.objects.to_look_at()) == []
    assert decisions() == [("looked_at", ""), ("trusted", "Careful people.")]


def test_trust_is_given_and_taken_once_each(vocabulary):
    member, stella = make_member("Alpha"), make_staff()

    for _ in range(2):
        review.trust_member(member=member, actor=stella)
    for _ in range(2):
        review.distrust_member(member=member, actor=stella, reason="Wrong counts.")

    assert decisions() == [("distrusted", "Wrong counts."), ("trusted", "")]
    member.refresh_from_db()
    assert not member.trusted


def test_a_withheld_revision_leaves_the_public_history_and_can_come_back(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    republish(member, summary="With a slip.")
    republish(member, summary="Two.")
    slip = member.revisions.get(number=2)
    before = DirectoryState.objects.now().generation

    review.withhold(revision=slip, actor=stella, reason="A name in it.")
    public = list(member.revisions.public().values_list("number", flat=True))
    review.unwithhold(revision=slip, actor=stella, reason="Corrected.")

    assert public == [3, 1]
    assert member.revisions.public().count() == 3
    assert decisions() == [("shown", "Corrected."), ("withheld", "A name in it.")]
    assert DirectoryState.objects.now().generation == before + 2
