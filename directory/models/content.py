"""The association's own content: its description, pages, history, and figures.

Texts are ours, in plain words; every fact lists the URLs of its sources.
"""

from itertools import groupby

from django.db import models
from django.db.models import Q
from django.urls import reverse

from directory.models.columns import (
    DocumentField,
    constrain_partial_dates,
    constrain_slug,
    constrain_values,
    make_partial_date_field,
    make_url_field,
)
from directory.terms import QUALIFIERS


class Organization(models.Model):
    """The association itself, a single row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40)
    founded = models.PositiveSmallIntegerField()
    founded_note = models.TextField(blank=True, default="")
    legal_form = models.CharField(max_length=200, blank=True, default="")
    headquarters = DocumentField()
    website = make_url_field()
    mission = DocumentField(default=list)
    activities = DocumentField(default=list)
    audiences = DocumentField(default=list)
    sources = DocumentField(default=list)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(id=1), name="organization_is_one_row"),)

    def __str__(self):
        return self.short_name

    def mission_sources(self):
        """Return the source URLs of the mission, without duplicates."""
        return _sources(self.mission)

    def activities_sources(self):
        """Return the source URLs of the activities, without duplicates."""
        return _sources(self.activities)

    def audiences_sources(self):
        """Return the source URLs of the audiences, without duplicates."""
        return _sources(self.audiences)


def _sources(statements):
    return list(dict.fromkeys(url for statement in statements for url in statement["sources"]))


class PageQuerySet(models.QuerySet):
    """Queries about pages."""

    def visible(self, today):
        """Pages published on or before this day (UTC)."""
        return self.filter(published_on__lte=today)

    def issues(self):
        """Issues the association works on: those on its About page first, in that page's order."""
        return self.filter(kind=Page.Kind.ISSUE).order_by("-of_the_about_page", "order", "slug")

    def sections(self):
        """The About page and its child pages, as listed in the section's navigation."""
        top = Q(slug="about") | Q(parent__slug="about")
        return self.filter(top, kind=Page.Kind.PAGE).order_by("order", "slug")


class Page(models.Model):
    """A page of the site, in a tree. For an issue, `current` says whether it is worked on today.

    `facts` are what sources say about the page's subject, [{text, as_of, sources}]: `as_of` is the
    date of the fact, "" if its source is undated. `related` holds the slugs of other issues.
    """

    class Kind(models.TextChoices):
        PAGE = "page"
        ISSUE = "issue"

    slug = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    title = models.CharField(max_length=200)
    lead = models.TextField(blank=True, default="")
    body = models.TextField(blank=True, default="")
    facts = DocumentField(default=list)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PAGE)
    current = models.BooleanField(null=True)
    of_the_about_page = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    published_on = models.DateField()
    sources = DocumentField(default=list)
    related = DocumentField(default=list)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ("order", "slug")
        constraints = (
            constrain_values("page", "kind", ("page", "issue")),
            constrain_slug("page"),
        )
        indexes = (models.Index(fields=["published_on"], name="page_published_on"),)

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return the path of the page."""
        if self.slug in {"about", "stay-connected"}:
            return reverse(self.slug)
        return reverse("page-detail", args=[self.slug])

    def path(self):
        """Return the pages from the top of the tree down to this page."""
        pages = [self]
        # No constraint can forbid a loop of parents; without this check it would never end.
        while pages[0].parent not in {None, *pages}:
            pages.insert(0, pages[0].parent)
        return pages

    def trail(self):
        """Return the breadcrumbs as (title, URL) pairs, top first; the page's own URL is empty."""
        above = [(page.title, page.get_absolute_url()) for page in self.path()[:-1]]
        return [*above, (self.title, "")]

    def section(self):
        """Return the slug of the About section that contains this page."""
        return self.path()[:2][-1].slug

    def newest(self):
        """Return the date of the newest dated fact, or "" if no fact is dated."""
        return max((fact["as_of"] for fact in self.facts), default="")


class MilestoneQuerySet(models.QuerySet):
    """Queries about the association's history."""

    def by_year(self):
        """Return the years that have milestones, oldest first: [{year, milestones, missing}].

        `missing` lists the years without milestones since the previous entry.
        """
        years = []
        for year, milestones in groupby(self.order_by("year", "order", "id"), lambda row: row.year):
            next_year = years[-1]["year"] + 1 if years else year
            missing = list(range(next_year, year))
            years.append({"year": year, "milestones": list(milestones), "missing": missing})
        return years

    def turning_points(self, count=5):
        """Return the first milestone, the last, and others at even steps; at most `count`."""
        rows = list(self.order_by("year", "order", "id"))
        positions = {round(step * (len(rows) - 1) / (count - 1)) for step in range(count)}
        return [row for position, row in enumerate(rows) if position in positions]


class Milestone(models.Model):
    """An event in the association's history; the year may be an estimate."""

    year = models.PositiveSmallIntegerField()
    year_certain = models.BooleanField(default=True)
    text = models.TextField()
    sources = DocumentField(default=list)
    order = models.PositiveSmallIntegerField(default=0)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ("year", "order", "id")
        constraints = (models.UniqueConstraint(fields=["year", "order"], name="milestone_place"),)

    def __str__(self):
        return f"{self.year}: {self.text[:60]}"


class StatisticQuerySet(models.QuerySet):
    """Queries about the association's figures."""

    def of(self, slugs):
        """Statements of the measures with these slugs."""
        return self.filter(slug__in=slugs)


class Statistic(models.Model):
    """A figure about the association: what it counts, its period, and its source.

    `value` is null if the fact is the text in `note`.
    """

    slug = models.SlugField(max_length=80)
    label = models.CharField(max_length=200)
    value = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=40, blank=True, default="")
    qualifier = models.CharField(max_length=8)
    as_of = make_partial_date_field()
    as_of_note = models.TextField(blank=True, default="")
    period = models.CharField(max_length=40, blank=True, default="")
    source_url = models.CharField(max_length=2000)
    note = models.TextField(blank=True, default="")
    order = models.PositiveSmallIntegerField(default=0)

    objects = StatisticQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["slug", "period", "as_of", "source_url"], name="statistic_once"
            ),
            constrain_values("statistic", "qualifier", QUALIFIERS),
            constrain_partial_dates("statistic", "as_of"),
            models.CheckConstraint(
                condition=~Q(source_url="") & (Q(value__isnull=False) | ~Q(note="")),
                name="statistic_has_evidence",
            ),
        )

    def __str__(self):
        return f"{self.label} ({self.as_of or 'undated'})"


class SocialLink(models.Model):
    """Another place to follow the association; without a URL it is not shown as a link."""

    network = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=120)
    url = make_url_field()
    source_url = make_url_field()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "network")

    def __str__(self):
        return self.label
