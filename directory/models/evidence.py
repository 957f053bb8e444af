"""The evidence behind a profile: trial counts, citations, registered trials.

The projection writes the rows; `choose_headline` holds the rule for the headline trial count.
"""

import datetime

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from directory import dates
from directory.models.columns import (
    DocumentField,
    constrain_partial_dates,
    constrain_period,
    constrain_values,
    make_optional_day_field,
    make_partial_date_field,
    make_url_field,
)
from directory.terms import (
    BASES,
    COUNT_LIMIT,
    MEASURES,
    NOTE_LIMIT,
    QUALIFIERS,
    SCOPE_LIMIT,
    URL_LIMIT,
)

BASIS_ORDER = {"company": 1, "publication": 0}


def choose_headline(trial_counts):
    """Return the trial count that represents the company in lists and sorting, or None.

    Only counts of trials worked on that state a number and cover all of the company's trials (no
    scope, phase, area, or country) are considered. The best basis wins (company, then publication),
    then the latest last day of `period_end` (or of `as_of` if there is no period end; counts with
    neither come last), then the latest first day of `period_start`, then the highest number of
    trials.
    """
    whole = [item for item in trial_counts if _is_whole(item)]
    return max(whole, key=_rank, default=None)


def summarize_evidence(document):
    """Return the amount of evidence: {trial_counts, citations: {count, undated, years}}.

    `trial_counts` and `count` are numbers, `undated` is the number of citations without a date, and
    `years` holds the first and the last year of the dated ones, as text.
    """
    cited = [citation for listed in document["citations"].values() for citation in listed]
    years = sorted({citation["as_of"][:4] for citation in cited if citation["as_of"]})
    citations = {
        "count": len(cited),
        "undated": sum(not citation["as_of"] for citation in cited),
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
    """A number of trials or participants, with its measure, scope, period, and source."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="trial_counts")
    trials = models.PositiveIntegerField(null=True)
    participants = models.PositiveIntegerField(null=True)
    qualifier = models.CharField(max_length=8)
    measure = models.CharField(max_length=20)
    scope = models.CharField(max_length=SCOPE_LIMIT, blank=True, default="")
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
    note = models.CharField(max_length=NOTE_LIMIT, blank=True, default="")

    class Meta:
        ordering = ("member", "basis", "measure", "scope", "id")
        constraints = (
            constrain_values("trial_count", "qualifier", QUALIFIERS),
            constrain_values("trial_count", "measure", MEASURES),
            constrain_values("trial_count", "basis", BASES),
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
            # Expressions, because NULL never equals NULL in a plain unique constraint.
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
    """A source of one fact of a profile: the fact's key, a URL, and a date if there is one."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="citations")
    key = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()
    url = models.CharField(max_length=URL_LIMIT)
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
    """A trial the member says it worked on, identified by its ClinicalTrials.gov number."""

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
