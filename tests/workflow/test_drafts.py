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

from directory.document.schema import DocumentInvalid
from directory.models import Revision
from directory.workflow import conflicts, drafts, publishing, submissions, validation

BY_HAND = Revision.Origin.REPRESENTATIVE


def draft(member, author, origin=BY_HAND, **changes):
    return drafts.save_draft(member=member, author=author, origin=origin, changes=changes)


def published(member):
    member.refresh_from_db()
    return member.revision.document


def test_a_draft_keeps_whatever_was_typed_and_the_profile_stays(vocabulary):
    member = make_member("Alpha", founded=1999)
    olga = make_owner(member)

    begun = draft(member, olga, founded="about 1980", summary=" Two. ")

    assert (begun.document["founded"], begun.document["summary"]) == ("about 1980", " Two. ")
    assert published(member)["founded"] == 1999
    assert drafts.find_draft(member, olga) == begun


def test_a_section_replaces_its_own_fields_alone(vocabulary):
    member = make_member("Alpha", "DE")
    olga = make_owner(member)
    draft(member, olga, summary="One.")

    begun = draft(member, olga, founded=1980)

    assert begun.document == published(member) | {"summary": "One.", "founded": 1980}
    assert Revision.objects.filter(state="draft").count() == 1


def test_two_people_have_a_draft_each(vocabulary):
    member = make_member("Alpha")
    olga, emil = make_owner(member), make_editor(member)

    draft(member, olga, summary="Of Olga.")
    draft(member, emil, summary="Of Emil.")

    assert drafts.find_draft(member, olga).document["summary"] == "Of Olga."
    assert drafts.find_draft(member, emil).document["summary"] == "Of Emil."


def test_what_a_representative_submits_waits_and_the_profile_stays(vocabulary):
    member = make_member("Alpha")
    begun = draft(member, make_owner(member), summary="Two.")

    sent = submissions.submit_draft(revision=begun, message="A new summary.")

    assert (sent.pk, sent.state, sent.message) == (begun.pk, "submitted", "A new summary.")
    assert published(member)["summary"] == ""
    assert list(Revision.objects.waiting()) == [sent]


@pytest.mark.parametrize("origin", ["representative", "staff"])
def test_a_trusted_company_and_staff_publish_at_once(vocabulary, origin):
    member = make_member("Alpha")
    member.trusted = origin == "representative"
    member.save()
    author = make_owner(member) if origin == "representative" else make_staff()

    sent = submissions.submit_draft(
        revision=draft(member, author, origin, summary="Two."), reason="Asked by email."
    )

    assert (sent.state, sent.number, sent.author) == ("published", 2, author)
    assert published(member)["summary"] == "Two."
    looked_at_after = [sent] if origin == "representative" else []
    assert list(Revision.objects.to_look_at()) == looked_at_after


def test_former_staff_submit_as_representatives(vocabulary):
    member = make_member("Alpha")
    olga = make_owner(member)
    olga.is_staff = True
    olga.save()
    begun = draft(member, olga, "staff", membership="current")
    olga.is_staff = False
    olga.save()

    with pytest.raises(DocumentInvalid) as told:
        submissions.submit_draft(revision=begun)

    assert [problem.code for problem in told.value.problems] == ["staff_only"]


def test_a_submission_with_mistakes_is_refused_with_all_of_them_and_nothing_is_lost(vocabulary):
    member = make_member("Alpha")
    begun = draft(member, make_owner(member), founded="x", website="y", summary="Kept.")

    with pytest.raises(DocumentInvalid) as told:
        submissions.submit_draft(revision=begun)

    assert [problem.path for problem in told.value.problems] == ["website", "founded"]
    begun.refresh_from_db()
    assert (begun.state, begun.document["summary"]) == ("draft", "Kept.")


def test_a_representative_changes_nothing_that_is_for_staff(vocabulary):
    member = make_member("Alpha")
    begun = draft(member, make_owner(member), membership="current", slug="beta")

    with pytest.raises(DocumentInvalid) as told:
        submissions.submit_draft(revision=begun)

    found = [(problem.path, problem.code) for problem in told.value.problems]
    assert found == [("slug", "staff_only"), ("membership", "staff_only")]


def test_a_draft_that_changes_nothing_is_not_submitted(vocabulary):
    member = make_member("Alpha")

    with pytest.raises(conflicts.NothingChanged):
        submissions.submit_draft(revision=draft(member, make_owner(member), summary=""))


def test_only_one_submission_of_a_company_waits(vocabulary):
    member = make_member("Alpha")
    first = submissions.submit_draft(revision=draft(member, make_owner(member), summary="One."))
    second = draft(member, make_editor(member), summary="Two.")

    with pytest.raises(conflicts.SubmissionPending) as told:
        submissions.submit_draft(revision=second)

    assert told.value.revision == first
    second.refresh_from_db()
    assert second.state == "draft"


def test_a_submission_is_withdrawn_into_its_authors_draft(vocabulary):
    member = make_member("Alpha")
    olga = make_owner(member)
    sent = submissions.submit_draft(revision=draft(member, olga, summary="One."))

    submissions.withdraw_submission(revision=sent, actor=sent.author)

    assert drafts.find_draft(member, olga) == sent
    assert list(Revision.objects.waiting()) == []


def test_a_draft_on_an_old_profile_is_joined_with_what_came_since(vocabulary):
    member = make_member("Alpha", "DE")
    begun = draft(member, make_owner(member), summary="Mine.", services=["rtsm"])
    republish(member, services=["clinical-monitoring"], founded=1999)

    with pytest.raises(conflicts.EditConflict) as told:
        submissions.submit_draft(revision=begun)
    joined = drafts.rebase_draft(revision=begun)

    assert (told.value.conflicts, told.value.merged["founded"]) == ([], 1999)
    assert joined.document == published(member) | {
        "summary": "Mine.",
        "services": ["clinical-monitoring", "rtsm"],
    }
    assert submissions.submit_draft(revision=joined).state == "submitted"


@pytest.mark.parametrize(("side", "summary"), [("ours", "Mine."), ("theirs", "Theirs.")])
def test_what_both_changed_is_decided_by_whoever_submits(vocabulary, side, summary):
    member = make_member("Alpha")
    begun = draft(member, make_owner(member), summary="Mine.")
    republish(member, summary="Theirs.")

    with pytest.raises(conflicts.EditConflict) as told:
        drafts.rebase_draft(revision=begun)
    joined = drafts.rebase_draft(revision=begun, decided={"summary": side})

    (conflict,) = told.value.conflicts
    assert (conflict.ours, conflict.theirs) == ("Mine.", "Theirs.")
    assert (joined.document["summary"], joined.base) == (summary, 2)


@pytest.mark.parametrize(("side", "founded"), [("ours", "about 1980"), ("theirs", 1999)])
def test_an_unfinished_draft_is_joined_field_by_field(vocabulary, side, founded):
    member = make_member("Alpha", "DE")
    typed = [{"code": "Deutschland"}]
    begun = draft(member, make_owner(member), founded="about 1980", countries=typed)
    republish(member, founded=1999, summary="Theirs.")

    joined = drafts.rebase_draft(revision=begun, decided={"founded": side})

    shown = {key: joined.document[key] for key in ("founded", "countries", "summary")}
    assert shown == {"founded": founded, "countries": typed, "summary": "Theirs."}


def test_the_first_profile_of_a_company_comes_from_its_draft(vocabulary):
    publishing.create_draft_members(
        [publishing.DocumentToPublish(None, validation.validate_for_member(document("Alpha")))],
        origin="import",
    )
    (first,) = Revision.objects.filter(member__slug="alpha")
    member = first.member
    olga = make_owner(member)

    sent = submissions.submit_draft(revision=draft(member, olga, summary="Ours."))

    assert (sent.state, sent.base, sent.document["name"]) == ("submitted", None, "Alpha")


def test_submitting_a_deleted_or_submitted_draft_is_refused(vocabulary):
    member = make_member("Alpha")
    begun = draft(member, make_owner(member), summary="One.")
    submissions.submit_draft(revision=begun)

    with pytest.raises(conflicts.StateConflict, match="already been submitted"):
        submissions.submit_draft(revision=begun)
    drafts.discard_draft(
        revision=submissions.withdraw_submission(revision=begun, actor=begun.author)
    )
    with pytest.raises(conflicts.StateConflict, match="no longer exists"):
        submissions.submit_draft(revision=begun)


def test_a_restored_profile_keeps_what_is_for_staff_and_others_counts(vocabulary):
    ours = {"trials": 5, "qualifier": "stated", "measure": "worked_on", "basis": "company"}
    theirs = ours | {"basis": "publication", "source_url": "https://p.example/", "trials": 9}
    old = [ours | {"as_of": "2020"}, theirs | {"as_of": "2020"}]
    member = make_member("Alpha", summary="Old.", trial_counts=old)
    republish(
        member, summary="New.", membership="current", trial_counts=[theirs | {"as_of": "2024"}]
    )

    sent = submissions.restore_revision(
        member=member, number=1, author=make_owner(member), origin=BY_HAND, message=""
    )

    assert (sent.state, sent.message) == ("submitted", "Restored from revision 1")
    assert (sent.document["summary"], sent.document["membership"]) == ("Old.", "current")
    counts = [(row["basis"], row["as_of"]) for row in sent.document["trial_counts"]]
    assert counts == [("company", "2020"), ("publication", "2024")]


def test_a_restored_profile_has_no_citation_of_what_it_could_not_restore(vocabulary):
    theirs = trial_count(9, basis="publication", source_url="https://p.example/")
    source = [{"url": "https://a.example/", "as_of": None}]
    cited = {"trial_counts": source, "summary": source}
    member = make_member("Alpha", summary="Old.", trial_counts=[theirs], citations=cited)
    republish(member, summary="New.", trial_counts=[], citations={})

    sent = submissions.restore_revision(
        member=member, number=1, author=make_owner(member), origin=BY_HAND
    )

    assert sent.document["citations"] == {"summary": source}


def test_staff_restore_a_whole_profile_but_not_its_old_address(vocabulary):
    member = make_member("Alpha", summary="Old.")
    republish(member, slug="beta", summary="New.", membership="current")

    sent = submissions.restore_revision(
        member=member, number=1, author=make_staff(), origin="staff", reason="Back."
    )

    shown = {key: sent.document[key] for key in ("slug", "summary", "membership")}
    assert shown == {"slug": "beta", "summary": "Old.", "membership": "unconfirmed"}
    assert (sent.number, sent.state) == (3, "published")


def test_a_document_made_from_an_older_profile_is_refused(vocabulary):
    member = make_member("Alpha")
    republish(member, summary="Theirs.")

    with pytest.raises(conflicts.EditConflict):
        submissions.submit_document(
            member=member,
            author=make_owner(member),
            origin="api",
            document=document("Alpha", summary="Mine."),
            base=1,
        )


def test_a_document_that_says_what_is_published_writes_nothing(vocabulary):
    member = make_member("Alpha", "DE")

    found = submissions.submit_document(
        member=member,
        author=make_owner(member),
        origin="api",
        document=document("Alpha", "DE"),
        base=1,
    )

    assert found == member.revision
    assert Revision.objects.count() == 1
