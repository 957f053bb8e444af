"""All components in all states on one page, for developers. Not served in production."""

from django.shortcuts import render

from directory import dates
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


@public
def styleguide(request):
    """Render the components with made-up data."""
    today = dates.today()
    months = {"fresh": 1, "ageing": 15, "stale": 40}
    days = {age: dates.subtract_months(today, count).isoformat() for age, count in months.items()}
    days["undated"] = ""
    counts = [
        EXAMPLE_TRIAL_COUNT,
        EXAMPLE_TRIAL_COUNT
        | {"trials": 90, "measure": "ongoing", "period_start": "", "period_end": ""},
        EXAMPLE_TRIAL_COUNT
        | {"trials": 31, "measure": "registry_mentions", "period_start": "", "period_end": "2015"},
    ]
    context = {
        "tokens": COLOR_TOKENS,
        "ages": days,
        "figures": [
            {"count": 15500, "qualifier": qualifier, "as_of": as_of, "source_url": url, "note": ""}
            for qualifier, as_of, url in (
                ("exact", days["fresh"], EXAMPLE_URL),
                ("about", days["ageing"], EXAMPLE_URL),
                ("at_least", days["stale"], ""),
                ("nearly", "", EXAMPLE_URL),
            )
        ],
        "trial": EXAMPLE_TRIAL_COUNT,
        "periods": timeline.draw_timeline(counts, today),
        "evidence": {age: [{"url": EXAMPLE_URL, "as_of": day}] for age, day in days.items()},
        "strip": [*days],
        "memberships": {
            "current": "Member",
            "unconfirmed": "Membership unconfirmed",
            "former": "Former member",
        },
        "facet": {"id": "example", "name": "example", "control": "checkbox"},
        "options": [
            FacetValue(value=value, label=label, count=count, selected=selected)
            for value, label, count, selected in (
                ("one", "A value", 12, False),
                ("two", "A selected value", 9, True),
                ("three", "A value with a name that is too long to fit on one line", 1, False),
            )
        ],
        "tallies": [
            {"label": "A value", "count": 12},
            {"label": "Another value", "count": 1},
        ],
        "crumbs": [("Home", "/"), ("Style guide", "")],
    }
    return render(request, "styleguide.html", context)
