"""All components in all states on one page, for developers. Not served in production."""

from django.shortcuts import render

from directory import dates
from directory.document.labels import AGE_LABELS
from directory.profile import timeline
from directory.search.query import FacetValue
from directory.views.decorators import public

EXAMPLE_URL = "https://example.org/report"
EXAMPLE_TRIAL_COUNT = {
    "trials": 5850,
    "participants": None,
    "qualifier": "at_least",
    "measure": "worked_on",
    "scope": "",
    "period_start": "2019",
    "period_end": "2023",
    "phase": None,
    "area": None,
    "country": None,
    "basis": "publication",
    "as_of": "2023",
    "source_url": EXAMPLE_URL,
    "note": "",
}
COLOR_TOKENS = ("ground", "ground-raised", "accent-soft", "caution-soft", "line", "line-strong")
COLOR_TOKENS += ("ink", "ink-soft", "accent", "caution", "error", "focus")
AGES_IN_MONTHS = {"fresh": 1, "aging": 15, "stale": 40}
AGE_TITLES = AGE_LABELS | {"fresh": "up to date"}
MEMBERSHIP_BADGES = {
    "current": "Member",
    "unconfirmed": "Membership unconfirmed",
    "former": "Former member",
}
OPTIONS = [
    FacetValue(value="one", label="A value", count=12, selected=False),
    FacetValue(value="two", label="A selected value", count=9, selected=True),
    FacetValue(
        value="three",
        label="A value with a name that is too long to fit on one line",
        count=1,
        selected=False,
    ),
]


@public
def styleguide(request):
    """Render the components with made-up data."""
    days = list_example_days()
    context = {
        "tokens": COLOR_TOKENS,
        "figures": list_example_figures(days),
        "trial": EXAMPLE_TRIAL_COUNT,
        "periods": timeline.draw_timeline(list_example_trial_counts(), dates.today()),
        "evidence": [
            (AGE_TITLES[age], [{"url": EXAMPLE_URL, "as_of": day}]) for age, day in days.items()
        ],
        "stale_evidence": [{"url": EXAMPLE_URL, "as_of": days["stale"]}],
        "strip": [*days],
        "memberships": MEMBERSHIP_BADGES,
        "facet": {"id": "example", "name": "example", "control": "checkbox"},
        "options": OPTIONS,
        "tallies": [{"label": "A value", "count": 12}, {"label": "Another value", "count": 1}],
        "crumbs": [("Home", "/"), ("Style guide", "")],
    }
    return render(request, "styleguide.html", context)


def list_example_days():
    """Return a date of each age, or "" for an undated statement."""
    today = dates.today()
    days = {
        age: dates.subtract_months(today, months).isoformat()
        for age, months in AGES_IN_MONTHS.items()
    }
    return days | {"undated": ""}


def list_example_figures(days):
    """Return a figure with each qualifier, of different ages and with or without a source."""
    return [
        {"count": 15500, "qualifier": qualifier, "as_of": as_of, "source_url": url, "note": ""}
        for qualifier, as_of, url in (
            ("exact", days["fresh"], EXAMPLE_URL),
            ("about", days["aging"], EXAMPLE_URL),
            ("at_least", days["stale"], ""),
            ("nearly", "", EXAMPLE_URL),
        )
    ]


def list_example_trial_counts():
    """Return a trial count with a period, one without, and one whose start isn't stated."""
    return [
        EXAMPLE_TRIAL_COUNT,
        EXAMPLE_TRIAL_COUNT
        | {"trials": 90, "measure": "ongoing", "period_start": "", "period_end": ""},
        EXAMPLE_TRIAL_COUNT
        | {"trials": 31, "measure": "registry_mentions", "period_start": "", "period_end": "2015"},
    ]
