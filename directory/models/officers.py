"""The association's officers and committees over time, each as of the date of its source."""

from django.db import models
from django.db.models import Q

from directory.models.columns import DocumentField, constrain_partial_dates, make_partial_date_field


class OfficerQuerySet(models.QuerySet):
    """Queries about officers."""

    def chairs(self):
        """Board chairs, oldest first."""
        return self.filter(role=Officer.CHAIR).order_by("first_seen", "order")

    def others(self):
        """Holders of any other office."""
        return self.exclude(role=Officer.CHAIR)


class Officer(models.Model):
    """A person who held an office of the association, as shown by dated sources.

    Sources name the person between `first_seen` and `as_of`; nothing is claimed about other years.
    `certain` is false if the year is inferred.
    """

    CHAIR = "Board chair"

    role = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    company = models.CharField(max_length=200, blank=True, default="")
    first_seen = make_partial_date_field()
    as_of = make_partial_date_field()
    certain = models.BooleanField(default=True)
    note = models.TextField(blank=True, default="")
    sources = DocumentField(default=list)
    order = models.PositiveSmallIntegerField(default=0)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint(fields=["role", "name"], name="officer_once"),
            constrain_partial_dates("officer", "first_seen", "as_of"),
        )

    def __str__(self):
        return f"{self.name}, {self.role}"


class Committee(models.Model):
    """A committee of the association as a source described it; fields without a source are "".

    If only the committee's existence is documented, `name` is "" and `note` says so.
    """

    name = models.CharField(max_length=200, blank=True, default="")
    remit = models.TextField(blank=True, default="")
    chair = models.CharField(max_length=120, blank=True, default="")
    chair_company = models.CharField(max_length=200, blank=True, default="")
    first_seen = make_partial_date_field()
    as_of = make_partial_date_field()
    note = models.TextField(blank=True, default="")
    source_url = models.CharField(max_length=2000)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint(fields=["name"], name="committee_once"),
            constrain_partial_dates("committee", "first_seen", "as_of"),
            models.CheckConstraint(
                condition=~Q(source_url="") & (~Q(name="") | ~Q(note="")),
                name="committee_has_evidence",
            ),
        )

    def __str__(self):
        return self.name or self.note
