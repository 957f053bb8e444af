"""Whatever people do in any order, the profile is what was published last."""

from dataclasses import replace

from factories import (
    empty_the_directory,
    make_editor,
    make_member,
    make_owner,
    make_staff,
    trial_count,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import desk
from directory.document import projection
from directory.document.schema import DocumentInvalid
from directory.models import Member, Revision
from directory.workflow import conflicts, drafts, review, submissions, validation

CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "summary": st.sampled_from(["", "One.", "Two."]),
        "founded": st.sampled_from([None, 1999, "about 1980"]),
        "services": st.lists(st.sampled_from(["rtsm", "clinical-monitoring"]), unique=True),
        "countries": st.sampled_from(
            [[], [{"code": "DE", "kind": "office"}], [{"code": "XX"}], "Germany"]
        ),
        "trial_counts": st.sampled_from([[], [trial_count(5)], [trial_count(7)]]),
        "membership": st.sampled_from(["current", "unconfirmed"]),
    },
)
VALID = st.fixed_dictionaries(
    {"summary": st.sampled_from(["Three.", "Four."])},
    optional={"services": st.sampled_from([[], ["rtsm"]]), "founded": st.just(2001)},
)
WHO = st.sampled_from(["olga", "emil", "stella"])
STEPS = st.one_of(
    st.tuples(st.just("save"), WHO, CHANGES),
    st.tuples(st.just("propose"), WHO, VALID),  # Few of the other changes can be submitted.
    st.tuples(st.sampled_from(["submit", "discard", "withdraw", "take_up"]), WHO, st.none()),
    st.tuples(st.just("rebase"), WHO, st.sampled_from(["ours", "theirs", ""])),
    st.tuples(st.just("restore"), WHO, st.integers(1, 3)),
    st.tuples(st.just("approve"), st.sampled_from(["ours", "theirs", ""]), CHANGES | VALID),
    st.tuples(st.just("edit_first"), st.none(), st.none()),
    st.tuples(st.just("approve_edited"), st.none(), st.booleans()),
    st.tuples(st.sampled_from(["reject", "trust", "distrust"]), st.none(), st.none()),
)


class Company:
    """A company, its people, and the actions each of them can take."""

    def __init__(self):
        self.member = make_member("Alpha")
        self.people = {
            "olga": make_owner(self.member),
            "emil": make_editor(self.member),
            "stella": make_staff(),
        }
        self.shown = None

    def take(self, verb, who, value):
        """Take one step. A refused step changes nothing."""
        before = dict(Revision.objects.values_list("pk", "state"))
        try:
            getattr(self, verb)(who, value)
        except (conflicts.StateConflict, DocumentInvalid):
            assert dict(Revision.objects.values_list("pk", "state")) == before

    def by(self, who):
        origin = "staff" if who == "stella" else "representative"
        return {"member": self.member, "author": self.people[who], "origin": origin}

    def save(self, who, changes):
        drafts.save_draft(**self.by(who), changes=changes)

    def propose(self, who, changes):
        self.take("save", who, changes)
        self.take("submit", who, None)

    def restore(self, who, number):
        submissions.restore_revision(**self.by(who), number=number, reason="Back.")

    def submit(self, who, _):
        if draft := drafts.find_draft(self.member, self.people[who]):
            submissions.submit_draft(revision=draft, reason="Asked by email.")

    def discard(self, who, _):
        if draft := drafts.find_draft(self.member, self.people[who]):
            drafts.discard_draft(revision=draft)

    def rebase(self, who, side):
        if draft := drafts.find_draft(self.member, self.people[who]):
            drafts.rebase_draft(revision=draft, decided=dict.fromkeys(draft.document, side))

    def withdraw(self, who, _):
        if waiting := submissions.find_waiting_submission(self.member):
            submissions.withdraw_submission(revision=waiting, actor=self.people[who])

    def approve(self, side, changes):
        if waiting := submissions.find_waiting_submission(self.member):
            self.member.refresh_from_db()
            review.approve_submission(
                revision=waiting,
                reviewer=self.people["stella"],
                live=conflicts.find_published_number(self.member),
                sent=conflicts.hash_document(waiting.document),
                document=waiting.document | changes,
                decided=dict.fromkeys(waiting.document, side),
            )

    def edit_first(self, *_):
        if waiting := submissions.find_waiting_submission(self.member):
            merged = desk.load_submission_review(waiting, self.people["stella"]).merge.merged
            self.save("stella", merged | {"summary": "Edited."})
            self.look()

    def look(self, *_):
        """Open the pending submission as Stella, who later decides on this state."""
        if waiting := submissions.find_waiting_submission(self.member):
            self.shown = desk.load_submission_review(waiting, self.people["stella"])

    def approve_edited(self, _, looks_again):
        if looks_again:
            self.look()
        if self.shown is None or self.shown.edited is None:
            return
        document, live = self.shown.edited.document, self.live()
        published = review.approve_edited_submission(
            draft=self.shown.edited,
            edited=self.shown.edited_hash,
            revision=self.shown.revision,
            reviewer=self.people["stella"],
            live=self.shown.live,
            sent=self.shown.sent,
        )
        assert published.document == validation.validate_for_member(document, self.member)
        assert live == self.shown.live
        assert not Revision.objects.filter(pk=self.shown.edited.pk).exists()

    def live(self):
        return conflicts.find_published_number(Member.objects.select_related("revision").get())

    def take_up(self, who, _):
        found = self.member.revisions.filter(state="rejected").order_by("-submitted_at").first()
        if found:
            by = self.by(who)
            drafts.reopen_rejected(revision=found, author=by["author"], origin=by["origin"])

    def reject(self, *_):
        if waiting := submissions.find_waiting_submission(self.member):
            review.reject_submission(revision=waiting, reviewer=self.people["stella"], note="No.")

    def trust(self, *_):
        review.trust_member(member=self.member, actor=self.people["stella"])

    def distrust(self, *_):
        review.distrust_member(member=self.member, actor=self.people["stella"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_the_tables_are_the_projection_of_the_newest_published_document(vocabulary, steps):

    empty_the_directory()
    company = Company()
    company.propose("emil", {"summary": "Three."})  # Most actions apply to a submission.

    for step in steps:
        company.take(*step)

    member = Member.objects.select_related("revision", "successor").get()
    known = replace(validation.validation_context(), successor_of={"alpha": None})
    newest = member.revisions.published().order_by("-number").first()
    assert member.revision == newest
    assert projection.read_projected_document(member, known) == newest.document
    numbers = list(member.revisions.published().order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert member.revisions.waiting().count() <= 1
    assert validation.validate_for_member(newest.document, member) == newest.document
