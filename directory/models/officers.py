"""Who has led the association, and its committees: historical, each as of the day it was read."""

from django.db import models
from django.db.models import Q

from directory.models.columns import DocumentField, constrain_partial_dates, make_partial_date_field


class OfficerQuerySet(models.QuerySet):
    """The questions asked about those who held an office."""

    def chairs(self):
        """Those who chaired the board, oldest first."""
        return self.filter(role=Officer.CHAIR).order_by("first_seen", "order")

    def others(self):
        """Those who held another office."""
        return self.exclude(role=Officer.CHAIR)


class Officer(models.Model):
    """Somebody who held an office of the association, as far as dated sources show.

    Between `first_seen` and `as_of` sources name the person; nothing is said of other years.
    `certain` is false where the year is inferred.
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
    """A committee of the association as a source described it; "" is what was not found.

    One may be known by its existence alone: then `note` says so.
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
