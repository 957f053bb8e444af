"""The evidence of a profile: trial counts, citations, registered trials.

Rows are written by the projection; the rule of the headline stands in `choose_headline`.
"""

import datetime

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from directory import dates
from directory.models.columns import (
    QUALIFIERS,
    DocumentField,
    constrain_partial_dates,
    constrain_period,
    constrain_values,
    make_optional_day_field,
    make_partial_date_field,
    make_url_field,
)

COUNT_LIMIT = 10_000_000
BASIS_ORDER = {"company": 1, "publication": 0}


def choose_headline(trial_counts):
    """The one trial count that stands for the company in lists and sorting, or None.

    Among counts of trials worked on that state a number, of all of the company's trials, with no
    phase, area or country: the best basis (company, then publication), then the latest last day of
    `period_end` (else of `as_of`; neither: last), then the latest first day of `period_start`,
    then more trials. DESIGN section 2, "Headline trial count".
    """
    whole = [item for item in trial_counts if _is_whole(item)]
    return max(whole, key=_rank, default=None)


def summarize_evidence(document):
    """How much evidence a profile has: {trial_counts, citations: {count, undated, years}}.

    `trial_counts` and `count` are numbers, `undated` that of the citations without a date, `years`
    the first and the last of the others.
    """
    places = [place for found in document["citations"].values() for place in found]
    years = sorted({place["as_of"][:4] for place in places if place["as_of"]})
    citations = {
        "count": len(places),
        "undated": sum(not place["as_of"] for place in places),
        "years": years[:1] + years[1:][-1:],
    }
    return {"trial_counts": len(document["trial_counts"]), "citations": citations}


def _is_whole(item):
    narrowed = item["scope"] or item["phase"] or item["area"] or item["country"]
    return item["trials"] is not None and item["measure"] == "worked_on" and not narrowed


def _rank(item):
    never = datetime.date.min
    end = item["period_end"] or item["as_of"]
    return (
        BASIS_ORDER[item["basis"]],
        dates.parse_partial_date(end)[1] if end else never,
        dates.parse_partial_date(item["period_start"])[0] if item["period_start"] else never,
        item["trials"],
    )


class TrialCount(models.Model):
    """How many trials, of which kind, over which time, and who says so."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="trial_counts")
    trials = models.PositiveIntegerField(null=True)
    participants = models.PositiveIntegerField(null=True)
    qualifier = models.CharField(max_length=8)
    measure = models.CharField(max_length=20)
    scope = models.CharField(max_length=100, blank=True, default="")
    period_start = make_partial_date_field()
    period_start_first = make_optional_day_field()
    period_start_last = make_optional_day_field()
    period_end = make_partial_date_field()
    period_end_first = make_optional_day_field()
    period_end_last = make_optional_day_field()
    phase = models.ForeignKey("directory.Phase", models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(
        "directory.TherapeuticArea", models.PROTECT, null=True, related_name="+"
    )
    country = models.ForeignKey("directory.Country", models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=12)
    as_of = make_partial_date_field()
    as_of_first = make_optional_day_field()
    as_of_last = make_optional_day_field()
    source_url = make_url_field()
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ("member", "basis", "measure", "scope", "id")
        constraints = (
            constrain_values("trial_count", "qualifier", QUALIFIERS),
            constrain_values(
                "trial_count", "measure", ("worked_on", "ongoing", "per_year", "registry_mentions")
            ),
            constrain_values("trial_count", "basis", ("company", "publication")),
            constrain_partial_dates("trial_count", "period_start", "period_end", "as_of"),
            models.CheckConstraint(
                condition=(Q(trials__isnull=True) | Q(trials__range=(0, COUNT_LIMIT)))
                & (Q(participants__isnull=True) | Q(participants__range=(0, COUNT_LIMIT))),
                name="trial_count_in_range",
            ),
            models.CheckConstraint(
                condition=Q(trials__isnull=False) | Q(participants__isnull=False),
                name="trial_count_counts_something",
            ),
            models.CheckConstraint(
                condition=~Q(source_url="") | (Q(basis="company") & ~Q(as_of="")),
                name="trial_count_has_evidence",
            ),
            constrain_period("trial_count_period_order", "period_start", "period_end"),
            # An expression, since NULL is never equal to NULL in a plain unique rule.
            models.UniqueConstraint(
                models.F("member"),
                models.F("basis"),
                models.F("measure"),
                models.F("scope"),
                Coalesce(models.F("phase"), Value("")),
                Coalesce(models.F("area"), Value("")),
                Coalesce(models.F("country"), Value("")),
                models.F("period_start"),
                models.F("period_end"),
                models.F("as_of"),
                name="trial_count_once",
            ),
        )

    def __str__(self):
        return f"{self.measure} of member {self.member_id}"


class Citation(models.Model):
    """Where one fact of a profile was read: the fact's key, an address, a date if known."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="citations")
    key = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()
    url = models.CharField(max_length=2000)
    as_of = make_partial_date_field()
    as_of_first = make_optional_day_field()
    as_of_last = make_optional_day_field()

    class Meta:
        ordering = ("member", "key", "position")
        constraints = (
            models.UniqueConstraint(fields=["member", "key", "position"], name="citation_place"),
            constrain_partial_dates("citation", "as_of"),
            models.CheckConstraint(condition=~Q(url=""), name="citation_has_address"),
        )

    def __str__(self):
        return f"{self.key}: {self.url}"


class RegisteredTrial(models.Model):
    """A trial that the member says it worked on, by its ClinicalTrials.gov number."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="registered_trials")
    number = models.CharField(max_length=11)
    duties = DocumentField(default=list)

    class Meta:
        ordering = ("member", "number")
        constraints = (
            models.UniqueConstraint(fields=["member", "number"], name="registered_trial_once"),
            models.CheckConstraint(
                condition=Q(number__regex=r"\ANCT[0-9]{8}\Z"), name="registered_trial_number"
            ),
        )

    def __str__(self):
        return self.number
