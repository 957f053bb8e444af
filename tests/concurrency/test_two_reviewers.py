"""Two simultaneous decisions or submissions: one of them is refused, and nothing is lost."""

from functools import partial

from factories import make_editor, make_member, make_owner, make_staff

from directory.models import Decision, Member, Revision
from directory.workflow import conflicts, drafts, publishing, review, submissions


def draft(member, author, **changes):
    return drafts.save_draft(member=member, author=author, origin="representative", changes=changes)


def shown(revision):
    member = Member.objects.get(pk=revision.member_id)
    return {
        "revision": revision,
        "live": conflicts.find_published_number(member),
        "sent": conflicts.hash_document(revision.document),
    }


def kinds(outcomes):
    """Return the two outcomes, sorted: the revision's state or the exception's name."""
    return sorted(
        type(outcome).__name__ if isinstance(outcome, Exception) else outcome.state
        for outcome in outcomes
    )


def test_a_draft_submitted_twice_at_once_is_submitted_once(writers):
    member = make_member("Alpha")
    begun = draft(member, make_owner(member), summary="Two.")

    outcomes = writers(*[partial(submissions.submit_draft, revision=begun)] * 2)

    assert kinds(outcomes) == ["StateConflict", "submitted"]
    assert list(Revision.objects.waiting()) == [begun]


def test_of_two_people_who_submit_at_once_one_waits_and_keeps_the_draft(writers):
    member = make_member("Alpha")
    first = draft(member, make_owner(member), summary="One.")
    two = draft(member, make_editor(member), summary="Two.")

    outcomes = writers(
        partial(submissions.submit_draft, revision=first),
        partial(submissions.submit_draft, revision=two),
    )

    assert kinds(outcomes) == ["SubmissionPending", "submitted"]
    assert sorted(Revision.objects.exclude(state="published").values_list("state", flat=True)) == [
        "draft",
        "submitted",
    ]


def test_a_submission_approved_twice_at_once_is_published_once(writers):
    member, stella = make_member("Alpha"), make_staff()
    sent = submissions.submit_draft(revision=draft(member, make_owner(member), summary="Two."))

    outcomes = writers(*[partial(review.approve_submission, **shown(sent), reviewer=stella)] * 2)

    assert kinds(outcomes) == ["StateConflict", "published"]
    assert list(member.revisions.published().values_list("number", flat=True)) == [2, 1]
    assert Decision.objects.count() == 1


def test_of_an_approval_and_a_rejection_at_once_one_holds(writers):
    member, stella = make_member("Alpha"), make_staff()
    sent = submissions.submit_draft(revision=draft(member, make_owner(member), summary="Two."))

    outcomes = writers(
        partial(review.approve_submission, **shown(sent), reviewer=stella),
        partial(review.reject_submission, revision=sent, reviewer=stella, note="No."),
    )

    sent.refresh_from_db()
    member.refresh_from_db()
    assert kinds(outcomes) == sorted(["StateConflict", sent.state])
    assert member.summary == ("Two." if sent.state == "published" else "")
    assert Decision.objects.count() == 1


def test_what_is_withdrawn_and_edited_while_it_is_approved_is_one_of_the_two(writers):
    member, stella = make_member("Alpha"), make_staff()
    olga = make_owner(member)
    sent = submissions.submit_draft(revision=draft(member, olga, summary="Two."))

    def take_back_and_edit():
        submissions.withdraw_submission(revision=sent, actor=sent.author)
        return draft(member, olga, summary="Three.")

    outcomes = writers(
        partial(review.approve_submission, **shown(sent), reviewer=stella), take_back_and_edit
    )

    member.refresh_from_db()
    if member.summary == "Two.":
        assert kinds(outcomes) == ["StateConflict", "published"]
    else:
        assert kinds(outcomes) == ["StateConflict", "draft"]
        assert drafts.find_draft(member, olga).document["summary"] == "Three."


def test_two_windows_that_save_one_field_at_once_do_not_write_over_each_other(writers):
    member = make_member("Alpha")
    olga = make_owner(member)
    opened = conflicts.find_published_document(member)

    def save(summary):
        return drafts.save_section(
            member=member,
            author=olga,
            origin="representative",
            opened=opened,
            changes={"summary": summary},
        ).draft

    outcomes = writers(partial(save, "One."), partial(save, "Two."))

    assert kinds(outcomes) == ["EditConflict", "draft"]
    assert Revision.objects.filter(state="draft").count() == 1


def test_of_two_documents_made_from_one_profile_at_once_one_is_refused(writers):
    member = make_member("Alpha")
    olga = make_owner(member)
    member.trusted = True
    member.save()

    def send(summary):
        document = conflicts.find_published_document(member) | {"summary": summary}
        return submissions.submit_document(
            member=member, author=olga, origin="api", document=document, base=1
        )

    outcomes = writers(partial(send, "One."), partial(send, "Two."))

    assert kinds(outcomes) == ["EditConflict", "published"]
    (done,) = (outcome for outcome in outcomes if isinstance(outcome, Revision))
    member.refresh_from_db()
    assert member.summary == done.document["summary"]


def test_an_import_while_a_submission_is_approved_leaves_both_in_the_history(writers):
    member, stella = make_member("Alpha"), make_staff()
    sent = submissions.submit_draft(revision=draft(member, make_owner(member), summary="Two."))
    document = conflicts.find_published_document(member) | {"founded": 1999}

    outcomes = writers(
        partial(publishing.publish_document, member=member, document=document, origin="import"),
        partial(review.approve_submission, **shown(sent), reviewer=stella),
    )

    member.refresh_from_db()
    assert kinds(outcomes) in (["EditConflict", "published"], ["published", "published"])
    assert member.revision == member.revisions.published().first()
    assert member.summary == member.revision.document["summary"]
