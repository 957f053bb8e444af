"""The lists of a profile as link tables with one row per value, for "any" and "all" searches."""

from django.db import models

from directory.models.columns import (
    constrain_partial_dates,
    constrain_values,
    make_optional_day_field,
    make_partial_date_field,
    make_url_field,
)
from directory.terms import PRESENCES


class Link(models.Model):
    """One value in one list of a member; "any" and "all" searches query these rows."""

    class Meta:
        abstract = True
        ordering = ("member", "value")

    def __str__(self):
        return f"{self.member_id} {self.value_id}"


def _link_meta(name):
    """Return the constraint and the index of a link table.

    A member has each value once. The index runs from value to member, for facet counts.
    """
    constraints = (models.UniqueConstraint(fields=["member", "value"], name=f"{name}_once"),)
    return constraints, (models.Index(fields=["value", "member"], name=f"{name}_by_value"),)


class CountryPresence(Link):
    """A country where the company works, with the kind of presence and its source."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="presences")
    value = models.ForeignKey("directory.Country", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(value, value.title()) for value in PRESENCES])
    as_of = make_partial_date_field()
    as_of_first = make_optional_day_field()
    as_of_last = make_optional_day_field()
    source_url = make_url_field()

    class Meta(Link.Meta):
        constraints, indexes = _link_meta("presence")
        constraints = (
            *constraints,
            constrain_values("presence", "kind", PRESENCES),
            constrain_partial_dates("presence", "as_of"),
        )


class OfferedService(Link):
    """A service that the company offers."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="offered_services")
    value = models.ForeignKey("directory.Service", models.PROTECT, related_name="+")

    class Meta(Link.Meta):
        constraints, indexes = _link_meta("offered_service")


class CoveredArea(Link):
    """A therapeutic area in which the company works."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="covered_areas")
    value = models.ForeignKey("directory.TherapeuticArea", models.PROTECT, related_name="+")

    class Meta(Link.Meta):
        constraints, indexes = _link_meta("covered_area")


class CoveredModality(Link):
    """A modality that the company works with."""

    member = models.ForeignKey(
        "directory.Member", models.CASCADE, related_name="covered_modalities"
    )
    value = models.ForeignKey("directory.Modality", models.PROTECT, related_name="+")

    class Meta(Link.Meta):
        constraints, indexes = _link_meta("covered_modality")


class CoveredPhase(Link):
    """A phase that the profile lists (`listed`), or that one of its trial counts names."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="covered_phases")
    value = models.ForeignKey("directory.Phase", models.PROTECT, related_name="+")
    listed = models.BooleanField(default=True)

    class Meta(Link.Meta):
        constraints, indexes = _link_meta("covered_phase")
