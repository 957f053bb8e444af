"""Members, and the tables their published documents are projected to for searching.

Only `document/projection.py` writes the profile columns and tables. `status` and `verified_on` are
changed in `workflow/publishing.py`, `trusted` in `workflow/review.py`.
"""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse

from directory import dates
from directory.models.columns import (
    DocumentField,
    constrain_figure,
    constrain_partial_dates,
    constrain_period,
    constrain_slug,
    constrain_values,
    make_optional_day_field,
    make_partial_date_field,
    make_url_field,
)
from directory.models.keyed_rows import read_rows_by_key
from directory.models.people import Representative
from directory.terms import (
    CITY_LIMIT,
    KINDS,
    MEMBERSHIPS,
    NAME_LIMIT,
    NAME_TYPES,
    NOTE_LIMIT,
    RESERVED_SLUGS,
    SLUG_LIMIT,
    SUMMARY_LIMIT,
)
from directory.text import LONGEST_FOLDED_NAME

VERIFIED_MONTHS = 12


class MemberQuerySet(models.QuerySet):
    """Queries about members, each defined once."""

    def published(self):
        """Members with a public page."""
        return self.filter(status=Member.Status.PUBLISHED)

    def ever_published(self):
        """Members that have a public page, or had one until they were archived."""
        return self.exclude(status=Member.Status.DRAFT)

    def visible_to(self, user):
        """Members the user may work on: all for staff, otherwise the companies they represent."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(Exists(user.representations.filter(member=OuterRef("pk"))))

    def merged(self, values):
        """Members whose `is_merged` (now part of another company) is one of these booleans."""
        return self.with_merged().filter(is_merged__in=values)

    def with_merged(self):
        """Annotate `is_merged`: whether the member is now part of another company."""
        return self.annotate(is_merged=_true_when(successor__isnull=False))

    def verified(self, value, today):
        """Members that did, or did not, confirm their profile in the last 12 months."""
        return self.with_verified(today).filter(is_verified=value)

    def with_verified(self, today):
        """Annotate `is_verified`: whether the profile was confirmed in the last 12 months."""
        since = dates.subtract_months(today, VERIFIED_MONTHS)
        return self.annotate(is_verified=_true_when(verified_on__gte=since))

    def naming(self, slugs):
        """Members whose published documents name one of these slugs as successor or parent."""
        members = self.filter(revision__isnull=False).select_related("revision")
        # Cast, because SQLite would parse the slug's text as JSON, which it is not.
        members = members.annotate(parent_slug=Cast(KT("parent__slug"), models.TextField()))
        return members.filter(Q(successor__slug__in=slugs) | Q(parent_slug__in=slugs))

    def for_profile(self):
        """Members with the related rows their page shows, in one query."""
        owners = Representative.objects.owners().filter(member=OuterRef("pk"))
        return self.select_related("revision", "successor").annotate(has_owner=Exists(owners))


class MemberManager(models.Manager.from_queryset(MemberQuerySet)):
    """The member queries, and rows fetched by primary key alone, ignoring other filters."""

    def as_rows(self, ids, *more):
        """Return plain rows for a list of members, in the order of `ids`.

        Members that are not published are left out. `more` names additional columns.
        """
        rows = self.published_by_key(ids, (*ROW_COLUMNS, *more))
        return [rows[pk] for pk in ids if pk in rows]

    def as_named(self, ids):
        """Return the published members' names, with the kind of each name, as plain rows by id."""
        return self.published_by_key(ids, NAME_COLUMNS)

    def as_successors(self, ids):
        """Return the columns shown for members that are successors, as plain rows by id."""
        rows = read_rows_by_key(self.model, sorted(ids), SUCCESSOR_COLUMNS)
        return {row["id"]: row for row in rows}

    def published_by_key(self, ids, columns):
        """Return the rows of the published members among these ids, by id."""
        # Filter by status in Python: in SQL, a database might scan all published members.
        rows = read_rows_by_key(self.model, ids, ("status", *columns))
        return {row["id"]: row for row in rows if row["status"] == Member.Status.PUBLISHED}


ROW_COLUMNS = (
    "id",
    "slug",
    "name",
    "kind",
    "membership",
    "member_until_last",
    "seen_as_member",
    "headquarters_city",
    "headquarters_country",
    "summary",
    "country_count",
    "service_count",
    "headline",
    "reports_trials",
    "verified_on",
    "revision",
    "successor",
    "generation",
)
NAME_COLUMNS = ("id", "slug", "name", "headquarters_city", "search_text__entries", "generation")
SUCCESSOR_COLUMNS = ("id", "slug", "name", "status", "generation")


def _true_when(**condition):
    return Case(
        When(**condition, then=Value(value=True)),
        default=Value(value=False),
        output_field=models.BooleanField(),
    )


class Member(models.Model):
    """A company in the directory: the columns of its published document, and its state."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        ARCHIVED = "archived"

    slug = models.SlugField(max_length=SLUG_LIMIT, unique=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    verified_on = models.DateField(null=True)
    trusted = models.BooleanField(default=False)
    revision = models.OneToOneField(
        "directory.Revision", models.PROTECT, null=True, related_name="profile_of"
    )

    name = models.CharField(max_length=NAME_LIMIT)
    folded_name = models.CharField(max_length=LONGEST_FOLDED_NAME)
    legal_name = models.CharField(max_length=NAME_LIMIT, blank=True, default="")
    kind = models.CharField(max_length=12)
    summary = models.CharField(max_length=SUMMARY_LIMIT, blank=True, default="")
    description = models.TextField(blank=True, default="")
    website = make_url_field()
    headquarters_city = models.CharField(max_length=CITY_LIMIT, blank=True, default="")
    headquarters_country = models.ForeignKey(
        "directory.Country", models.PROTECT, null=True, related_name="+"
    )
    founded = models.PositiveSmallIntegerField(null=True)
    parent = DocumentField(null=True)
    membership = models.CharField(max_length=12, default="unconfirmed")
    member_since = make_partial_date_field()
    member_since_first = make_optional_day_field()
    member_since_last = make_optional_day_field()
    member_until = make_partial_date_field()
    member_until_first = make_optional_day_field()
    member_until_last = make_optional_day_field()
    seen_as_member = make_partial_date_field()
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")
    reports_trials = models.BooleanField(default=True)
    employees_count = models.PositiveIntegerField(null=True)
    employees_qualifier = models.CharField(max_length=8, blank=True, default="")
    employees_as_of = make_partial_date_field()
    employees_as_of_first = make_optional_day_field()
    employees_as_of_last = make_optional_day_field()
    employees_source_url = make_url_field()
    employees_note = models.CharField(max_length=NOTE_LIMIT, blank=True, default="")
    countries_stated_count = models.PositiveIntegerField(null=True)
    countries_stated_qualifier = models.CharField(max_length=8, blank=True, default="")
    countries_stated_as_of = make_partial_date_field()
    countries_stated_as_of_first = make_optional_day_field()
    countries_stated_as_of_last = make_optional_day_field()
    countries_stated_source_url = make_url_field()
    countries_stated_note = models.CharField(max_length=NOTE_LIMIT, blank=True, default="")
    logo = DocumentField(null=True)
    links = DocumentField(default=dict)
    identifiers = DocumentField(default=dict)

    headline = DocumentField(null=True)
    headline_trials = models.PositiveIntegerField(null=True)
    country_count = models.PositiveSmallIntegerField(default=0)
    service_count = models.PositiveSmallIntegerField(default=0)
    evidence = DocumentField(default=dict)

    objects = MemberManager()

    class Meta:
        ordering = ("folded_name", "slug")
        constraints = (
            constrain_slug("member", RESERVED_SLUGS),
            constrain_values("member", "status", ("draft", "published", "archived")),
            constrain_values("member", "kind", KINDS),
            constrain_values("member", "membership", MEMBERSHIPS),
            constrain_partial_dates(
                "member",
                "member_since",
                "member_until",
                "seen_as_member",
                "employees_as_of",
                "countries_stated_as_of",
            ),
            constrain_period("member_period_order", "member_since", "member_until"),
            constrain_figure("employees"),
            constrain_figure("countries_stated"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(revision__isnull=False),
                name="member_published_has_revision",
            ),
            models.CheckConstraint(
                condition=Q(founded__isnull=True) | Q(founded__gte=1000),
                name="member_founded_year",
            ),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="member_succeeds_another"),
        )
        indexes = (
            models.Index(fields=["folded_name", "slug"], name="member_by_name"),
            models.Index(fields=["verified_on"], name="member_verified_on"),
        )

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the path of the member's public page."""
        return reverse("member-detail", args=[self.slug])


class SlugRedirect(models.Model):
    """A former slug of a member, which redirects to the member permanently."""

    slug = models.SlugField(max_length=SLUG_LIMIT, primary_key=True)
    member = models.ForeignKey(Member, models.CASCADE, related_name="old_slugs")

    class Meta:
        ordering = ("slug",)
        constraints = (constrain_slug("slug_redirect"),)

    def __str__(self):
        return self.slug


class SearchText(models.Model):
    """The folded text of a member, including its predecessors' names, as the search reads it.

    `names` holds one folded name per line: the name itself first, then the legal and other names.
    `places` holds the headquarters city and the parent's name. `entries` describes these lines in
    order, with their original text and origin, so that a result can explain why it matched. Words
    of the vocabulary are not stored here because they change independently of the profile.
    """

    member = models.OneToOneField(
        Member, models.CASCADE, primary_key=True, related_name="search_text"
    )
    names = models.TextField()
    places = models.TextField(blank=True, default="")
    summary = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="")
    entries = DocumentField()

    class Meta:
        ordering = ("member",)

    def __str__(self):
        return f"text of member {self.member_id}"


class OtherName(models.Model):
    """A former name, an alias, or an acronym of a member."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=NAME_LIMIT)
    folded = models.CharField(max_length=LONGEST_FOLDED_NAME)
    type = models.CharField(max_length=8, choices=[(value, value.title()) for value in NAME_TYPES])
    until = make_partial_date_field()
    until_first = make_optional_day_field()
    until_last = make_optional_day_field()

    class Meta:
        ordering = ("member", "type", "folded")
        constraints = (
            models.UniqueConstraint(fields=["member", "folded"], name="other_name_once"),
            constrain_values("other_name", "type", NAME_TYPES),
            constrain_partial_dates("other_name", "until"),
        )

    def __str__(self):
        return self.name
