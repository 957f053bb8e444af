"""The data of the desk: what needs attention, and the status of members."""

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from directory import dates, readiness, search
from directory.document.changes import (
    NO_VALUE_LABEL,
    describe_changes,
    describe_conflicts,
    summarize_changes,
)
from directory.document.schema import STAFF_KEYS, DocumentInvalid
from directory.models import (
    AccessRequest,
    Decision,
    DocumentField,
    Member,
    Representative,
    Revision,
    Role,
)
from directory.text import fold_text
from directory.workflow import conflicts as workflow_conflicts
from directory.workflow import drafts
from directory.workflow import review as workflow_review
from directory.workflow.conflicts import find_published_number, hash_document
from directory.workflow.validation import validate_for_member

MOST_DESK_ROWS = 50  # Rows of a list at the desk.
FEW_DESK_ROWS = 10
DESK_PAGE_SIZE = 50
PUBLISHING_DECISIONS = {
    *(Decision.Kind.APPROVED, Decision.Kind.EDITED),
    *(Decision.Kind.PUBLISHED, Decision.Kind.RESTORED),
}


def load_desk_queue():
    """Return everything that needs attention, the oldest first."""
    today, vocabulary = dates.today(), search.fetch_vocabulary()
    waiting, published = Revision.objects.waiting(), Revision.objects.to_look_at()
    staff_drafts = Revision.objects.drafts_of_staff()
    return {
        "waiting": build_revision_rows(waiting, vocabulary),
        "waiting_count": waiting.count(),
        "to_look_at": build_revision_rows(published, vocabulary),
        "to_look_at_count": published.count(),
        "staff_drafts": staff_drafts.select_related("member", "author")[:MOST_DESK_ROWS],
        "staff_draft_count": staff_drafts.count(),
        "request_count": AccessRequest.objects.waiting().count(),
        "stale_count": find_stale_members(today).count(),
        "unconfirmed_count": find_unconfirmed_members().count(),
        "unowned_count": find_members_without_owner().count(),
        "warnings": sorted(readiness.fetch_warnings().items()),
        "most": MOST_DESK_ROWS,
    }


def build_revision_rows(revisions, vocabulary):
    """Return the revisions, each with a one-line summary of its changes."""
    rows = revisions.with_base().select_related("member", "author")[:MOST_DESK_ROWS]
    return [
        {
            "revision": revision,
            "what": summarize_changes(
                describe_changes(
                    revision.base_document or {}, revision.document, vocabulary, with_pieces=False
                )
            ),
        }
        for revision in rows
    ]


def describe_decisions(decisions, vocabulary):
    """Return decisions for the log; `what` of each is what it published, in words.

    Fields that only staff change are shown with both values, all others by name.
    """
    base = Revision.objects.filter(member=OuterRef("member"), number=OuterRef("revision__base"))
    bases = Subquery(base.values("document")[:1], output_field=DocumentField())
    rows = decisions.select_related("actor", "revision__author")
    found = list(rows.annotate(base_document=bases))
    for decision in found:
        decision.what = ""
        if decision.revision and decision.kind in PUBLISHING_DECISIONS:
            before, after = decision.base_document or {}, decision.revision.document
            changes = describe_changes(before, after, vocabulary, with_pieces=False)
            of_staff = [
                f"{item.label} ({item.before or NO_VALUE_LABEL} → {item.after or NO_VALUE_LABEL})"
                for item in changes
                if item.path in STAFF_KEYS
            ]
            others = summarize_changes(item for item in changes if item.path not in STAFF_KEYS)
            decision.what = ", ".join(filter(None, [*of_staff, others]))
    return found


def find_stale_members(today):
    """Return independent companies that last confirmed their published profile over a year ago."""
    members = Member.objects.published().merged([False]).verified(False, today)
    return members.exclude(verified_on=None)


def find_unconfirmed_members():
    """Return independent companies that haven't confirmed their published profile yet."""
    return Member.objects.published().merged([False]).filter(verified_on=None)


def find_members_without_owner():
    """Return published independent companies that have no owner."""
    owners = Representative.objects.owners().filter(member=OuterRef("pk"))
    return Member.objects.published().merged([False]).exclude(Exists(owners))


def find_desk_members(text="", show="all"):
    """Return the keys of the members of the desk's list, A to Z; those to confirm, oldest first."""
    members = {
        "all": Member.objects.all,
        "stale": lambda: find_stale_members(dates.today()),
        "unconfirmed": find_unconfirmed_members,
        "unowned": find_members_without_owner,
        "trusted": lambda: Member.objects.filter(trusted=True),
        "draft": lambda: Member.objects.filter(status=Member.Status.DRAFT),
        "archived": lambda: Member.objects.filter(status=Member.Status.ARCHIVED),
    }[show]()
    if text:
        members = members.filter(
            Q(folded_name__contains=fold_text(text)) | Q(slug__contains=text.lower())
        )
    longest_ago = ["verified_on"] if show == "stale" else []
    return members.order_by(*longest_ago, "folded_name", "slug").values_list("pk", flat=True)


class DeskMemberPages(Paginator):
    """The pages of the desk's list of members. Only the rows of the page shown are read."""

    def page(self, number):
        """Return a page with its members, their owners, and whether a submission is pending."""
        page = super().page(number)
        page.object_list = read_desk_members(list(page.object_list))
        return page


def read_desk_members(keys):
    """Return the members with these keys, in this order, as the desk's list shows them."""
    active = Q(representatives__user__is_active=True)
    owners = Count("representatives", filter=active & Q(representatives__role=Role.OWNER))
    waits = Exists(Revision.objects.waiting().filter(member=OuterRef("pk")))
    members = Member.objects.annotate(owners=owners, waits=waits).select_related("revision")
    rows = members.in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


@dataclass(frozen=True)
class SubmissionReview:
    """A submission with what approving it would publish, and the conflicts.

    `edited` is the reviewer's own draft, or None.
    """

    revision: Revision
    live: object
    sent: str
    merge: workflow_conflicts.EditConflict
    vocabulary: object
    edited: Revision | None

    @cached_property
    def changes(self):
        """The changes of the published profile, in words."""
        return describe_changes(self.merge.live, self.merge.merged, self.vocabulary)

    @cached_property
    def conflicts(self):
        """The fields that both the submission and a later publication changed."""
        return describe_conflicts(self.merge.conflicts, self.vocabulary)

    @cached_property
    def others(self):
        """The changes published since the submission was started, in words; usually none."""
        base = workflow_conflicts.find_base_document(self.revision, self.revision.member)
        return describe_changes(base, self.merge.live, self.vocabulary)

    @property
    def has_edits(self):
        """Whether the reviewer's draft was begun from the submission, not before it."""
        return self.edited is not None and drafts.is_begun_from(self.edited, self.revision)

    @property
    def edited_rests_on_old(self):
        """Whether the profile was published again since the reviewer's draft was started."""
        return self.edited.base != self.live

    @property
    def edited_hash(self):
        """The hash of the reviewer's draft, which shows whether it changes later."""
        return hash_document(self.edited.document)

    @cached_property
    def edits(self):
        """The changes of the reviewer's draft to the submission, or None if it is invalid."""
        try:
            document = validate_for_member(self.edited.document, self.revision.member)
        except DocumentInvalid:
            return None
        return describe_changes(self.merge.merged, document, self.vocabulary)

    @property
    def is_old(self):
        """Whether the profile was published again since the submission was started."""
        return self.revision.base != self.live


def describe_publication(published):
    """Return the message for a reviewer who approved a submission."""
    name, number = published.member.name, published.number
    if published.member.status == Member.Status.ARCHIVED:
        return f"Approved: revision {number} of {name}'s profile. The company stays archived."
    return f"Published: revision {number} of {name}'s profile."


def load_submission_review(revision, reviewer):
    """Return a submission with all that a reviewer needs to decide on it."""
    member = revision.member
    live, merge = find_published_number(member), workflow_review.merge_submission(revision, member)
    sent, own_draft = hash_document(revision.document), drafts.find_draft(member, reviewer)
    return SubmissionReview(revision, live, sent, merge, search.fetch_vocabulary(), own_draft)
