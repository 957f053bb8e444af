"""Revisions: whole profile documents, from draft to publication, and the log of decisions."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf, StrIndex, Substr

from directory.models.columns import DocumentField, constrain_values


class RevisionQuerySet(models.QuerySet):
    """Queries about revisions."""

    def published(self):
        """Revisions that are, or were, the published profile."""
        return self.filter(state=Revision.State.PUBLISHED)

    def public(self):
        """Published revisions that staff have not withheld from the public history."""
        return self.published().filter(withheld=False)

    def on_public_pages(self):
        """Revisions that a public page shows: published profiles, and their public history."""
        shown = Q(withheld=False) | Q(member__revision=F("pk"))
        return self.published().filter(shown, member__status="published")

    def naming_logo(self, digest):
        """Revisions whose document names the logo with this SHA-256."""
        return self.filter(logo_digest=digest)

    def newest_first(self, before=None):
        """Published revisions by number, newest first; only those below `before`, if given."""
        rows = self.published() if before is None else self.published().filter(number__lt=before)
        return rows.order_by("-number")

    def waiting(self):
        """Submissions awaiting a decision, the longest waiting first."""
        return self.filter(state=Revision.State.SUBMITTED).order_by("submitted_at", "id")

    def of_representatives(self):
        """Revisions made by the company's representatives, in the portal or through the API."""
        return self.filter(origin__in=(Revision.Origin.REPRESENTATIVE, Revision.Origin.API))

    def sent_in(self):
        """Revisions submitted by representatives, whatever their state, newest first."""
        submissions = self.of_representatives().exclude(submitted_at=None)
        return submissions.order_by("-submitted_at", "-id")

    def to_look_at(self):
        """Revisions published without review by representatives and not yet reviewed by staff."""
        revisions = self.published().of_representatives().filter(reviewer=None, looked_at=None)
        return revisions.order_by("published_at", "id")

    def drafts_of_staff(self):
        """Drafts of staff without their documents, the oldest first; each is open to its author."""
        drafts = self.filter(state=Revision.State.DRAFT, author__is_staff=True)
        return drafts.defer("document").order_by("created_at", "id")

    def with_edited(self):
        """Annotate `was_edited`: whether staff edited the submission before approving it."""
        edits = Decision.objects.filter(revision=OuterRef("pk"), kind=Decision.Kind.EDITED)
        return self.annotate(was_edited=Exists(edits))

    def with_base(self):
        """Annotate `base_document`: the published document that each revision was made from."""
        base = Revision.objects.filter(member=OuterRef("member"), number=OuterRef("base"))
        return self.annotate(
            base_document=Subquery(base.values("document")[:1], output_field=DocumentField())
        )

    def visible_to(self, user):
        """Revisions the user may see: public ones, their own, and their companies'; all for staff.

        A draft is visible only to its author.
        """
        public = Q(state=Revision.State.PUBLISHED, withheld=False)
        if not user.is_authenticated:
            return self.filter(public)
        drafts_of_others = Q(state=Revision.State.DRAFT) & ~Q(author=user)
        if user.is_staff:
            return self.exclude(drafts_of_others)
        own = Q(author=user) | Q(member__in=user.representations.values("member"))
        return self.filter(public | (own & ~drafts_of_others))

    def open_to(self, member=None):
        """Public revisions; with `member`, the company of an API token, also its submissions."""
        public = Q(state=Revision.State.PUBLISHED, withheld=False)
        if member is None:
            return self.filter(public)
        return self.filter(public | Q(member=member) & ~Q(state=Revision.State.DRAFT))


class Revision(models.Model):
    """One whole profile document of a member; published revisions are numbered from 1."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        PUBLISHED = "published"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    class Origin(models.TextChoices):
        REPRESENTATIVE = "representative"
        STAFF = "staff"
        API = "api"
        IMPORT = "import"
        SAMPLE = "sample"
        DEMO = "demo"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(null=True)
    document = DocumentField()
    base = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(
        "directory.User", models.SET_NULL, null=True, related_name="revisions"
    )
    origin = models.CharField(max_length=16, choices=Origin)
    message = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey("directory.User", models.SET_NULL, null=True, related_name="+")
    review_note = models.TextField(blank=True, default="")
    looked_at = models.DateTimeField(null=True)
    withheld = models.BooleanField(default=False)
    # The text after the only key of this name. PostgreSQL can't read a value in the JSON of a draft
    # that has half a surrogate pair or a null character somewhere, and can't index a long text.
    logo_digest = models.GeneratedField(
        expression=Substr(
            Cast("document", models.TextField()),
            NullIf(StrIndex(Cast("document", models.TextField()), Value('"sha256": "')), Value(0))
            + len('"sha256": "'),
            64,
        ),
        output_field=models.CharField(max_length=64, null=True),
        db_persist=True,
        db_index=True,
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ("member", "-number", "-created_at", "id")
        constraints = (
            constrain_values(
                "revision", "state", ("draft", "submitted", "published", "rejected", "withdrawn")
            ),
            constrain_values(
                "revision",
                "origin",
                ("representative", "staff", "api", "import", "sample", "demo"),
            ),
            models.UniqueConstraint(fields=["member", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="submitted"), name="revision_one_submitted"
            ),
            # An expression, because a command's draft has no author, and NULL never equals NULL.
            models.UniqueConstraint(
                F("member"),
                Coalesce(F("author"), Value(0)),
                condition=Q(state="draft"),
                name="revision_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(
                    # Test for NULL: a CHECK accepts a condition that is unknown.
                    state="published",
                    number__isnull=False,
                    number__gte=1,
                    published_at__isnull=False,
                )
                | (~Q(state="published") & Q(number__isnull=True, published_at__isnull=True)),
                name="revision_number_on_publication",
            ),
        )
        indexes = (models.Index(fields=["published_at"], name="revision_published_at"),)

    def __str__(self):
        return f"{self.member_id} {self.state} {self.number or ''}".strip()


# The labels of the kinds whose names aren't clear to a reader. Labels in `Kind` need a migration.
DECISIONS = {
    "restored": "Earlier revision restored",
    "edited": "Approved with edits",
    "looked_at": "Marked as reviewed",
    "withheld": "Withheld from the public history",
    "shown": "Shown in the public history again",
    "distrusted": "No longer trusted",
    "unarchived": "Restored to the directory",
    "access": "Access request answered",
    "uninvited": "Invitation withdrawn",
    "joined": "Invitation accepted",
    "role": "Role changed",
    "left": "Removed from the team",
}


class Decision(models.Model):
    """A decision by staff or a representative, with its reason: an entry in an append-only log."""

    class Kind(models.TextChoices):
        APPROVED = "approved"
        EDITED = "edited"
        REJECTED = "rejected"
        LOOKED_AT = "looked_at"
        WITHHELD = "withheld"
        SHOWN = "shown"
        TRUSTED = "trusted"
        DISTRUSTED = "distrusted"
        ARCHIVED = "archived"
        UNARCHIVED = "unarchived"
        ACCESS = "access"
        INVITED = "invited"
        UNINVITED = "uninvited"
        JOINED = "joined"
        ROLE = "role"
        LEFT = "left"
        PUBLISHED = "published"
        RESTORED = "restored"

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="decisions")
    revision = models.ForeignKey(Revision, models.CASCADE, null=True, related_name="decisions")
    actor = models.ForeignKey("directory.User", models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.TextField(blank=True, default="")
    document = DocumentField(null=True)  # The submission before staff edited it.
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            constrain_values(
                "decision",
                "kind",
                (
                    *("approved", "edited", "rejected", "looked_at", "withheld", "shown"),
                    *("trusted", "distrusted", "archived", "unarchived", "access"),
                    *("invited", "uninvited", "joined", "role", "left", "published", "restored"),
                ),
            ),
        )

    def __str__(self):
        return f"{self.kind} by {self.actor_id} for {self.member_id}"

    def get_kind_display(self):
        """The label of the kind on the desk."""
        return DECISIONS.get(self.kind, self.Kind(self.kind).label)
