"""Columns and constraints that several tables share: partial dates, figures, listed values."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from psycopg.types.json import Json, Jsonb

from directory.terms import COUNT_LIMIT, QUALIFIERS, SLUG_LIMIT, URL_LIMIT

# \A and \Z, not ^ and $: SQLite's REGEXP is Python's, where $ also matches before a final newline.
PARTIAL_DATE_REGEX = r"\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\Z"
SLUG_REGEX = r"\A[a-z0-9]+(-[a-z0-9]+)*\Z"


class DocumentField(models.JSONField):
    """A JSON column that keeps the order of object keys.

    PostgreSQL's `jsonb`, the type of Django's own field, reorders the keys of objects; the keys of
    a profile document are ordered.

    Migrations hold copies of this class, so the class can move. They all use the same path.
    """

    def deconstruct(self):
        """Return the field's parts, with the path that migrations use."""
        name, _, args, kwargs = super().deconstruct()
        return name, "directory.models.DocumentField", args, kwargs

    def db_type(self, connection):
        """Return the column type."""
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value, connection, prepared=False):
        """Return the value for the driver, as `json` on PostgreSQL; Django would send `jsonb`."""
        adapted = super().get_db_prep_value(value, connection, prepared)
        if connection.vendor == "postgresql" and isinstance(adapted, Jsonb):
            return Json(adapted.obj)
        return adapted

    def from_db_value(self, value, expression, connection):
        """Return the Python value; the PostgreSQL driver has already parsed `json`."""
        if isinstance(value, str):
            return super().from_db_value(value, expression, connection)
        return value


def make_partial_date_field():
    """Return a column for `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; "" if no date is stated."""
    return models.CharField(max_length=10, blank=True, default="")


def make_optional_day_field():
    """Return a column for the first or last day of a partial date, filled by the projection."""
    return models.DateField(null=True)


def make_url_field():
    """Return a column for a URL; "" if there is none."""
    return models.CharField(max_length=URL_LIMIT, blank=True, default="")


def constrain_partial_dates(model, *columns):
    """Return the constraint that these columns of `model` hold partial dates."""
    condition = Q()
    for column in columns:
        condition &= Q(**{f"{column}__regex": PARTIAL_DATE_REGEX})
    return models.CheckConstraint(condition=condition, name=f"{model}_partial_dates")


def constrain_slug(model, reserved=()):
    """Return the constraint that `slug` is well formed, at most 80 characters, and not reserved.

    The constraint checks the length because SQLite doesn't enforce the length of a column.
    """
    condition = Q(slug__regex=SLUG_REGEX) & Q(LessThanOrEqual(Length("slug"), SLUG_LIMIT))
    if reserved:
        condition &= ~Q(slug__in=list(reserved))
    return models.CheckConstraint(condition=condition, name=f"{model}_slug_form")


def constrain_period(name, start, end):
    """Return the constraint that the last day of `end` is not before the first day of `start`."""
    first, last = f"{start}_first", f"{end}_last"
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True})
        | Q(**{f"{last}__isnull": True})
        | Q(**{f"{last}__gte": models.F(first)}),
        name=name,
    )


def constrain_values(model, column, values):
    """Return the constraint that `column` of `model` holds one of `values`."""
    return models.CheckConstraint(
        condition=Q(**{f"{column}__in": list(values)}), name=f"{model}_{column}_known"
    )


def constrain_figure(prefix):
    """Return the constraint that a member's figure is either absent or complete with evidence."""
    count, qualifier = f"{prefix}_count", f"{prefix}_qualifier"
    url, as_of, note = f"{prefix}_source_url", f"{prefix}_as_of", f"{prefix}_note"
    return models.CheckConstraint(
        condition=Q(**{f"{count}__isnull": True, qualifier: "", url: "", as_of: "", note: ""})
        # The count must be tested for NULL: a CHECK accepts a condition that is unknown.
        | (
            Q(**{f"{count}__isnull": False})
            & Q(**{f"{count}__range": (0, COUNT_LIMIT), f"{qualifier}__in": list(QUALIFIERS)})
            & (~Q(**{url: ""}) | ~Q(**{as_of: ""}))
        ),
        name=f"member_{prefix}_figure",
    )
