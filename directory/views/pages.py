"""The home page."""

from django.shortcuts import render
from django.urls import reverse

from directory import linked_data, search
from directory.caching import revalidated, state_tag
from directory.models import Organization
from directory.search import Query
from directory.views.public import public

WAYS_IN = 12


@public
@revalidated(state_tag)
def home(request):
    """What ACRO is, and the ways into its directory."""
    facets = frozenset({"country", "service", "area", "membership"})
    listing = search.read_listing(Query(facets=facets, page_size=1))
    counted = listing.answer.facets
    organization = Organization.objects.first()
    sample, absolute = listing.snapshot.sample, request.build_absolute_uri
    about = [linked_data.association(organization)] if organization else []
    context = {
        "figures": live_figures(listing),
        "countries": counted["country"][:WAYS_IN],
        "services": counted["service"][:WAYS_IN],
        "areas": counted["area"][:WAYS_IN],
        "organization": organization,
        "linked_data": [*about, linked_data.directory(absolute, sample=sample)],
        "api_address": reverse("api:root"),
        "feed_address": reverse("members-feed"),
    }
    return render(request, "directory/home.html", context)


def live_figures(listing):
    """Numbers that the directory counts itself, each with what it counts."""
    counted = listing.answer.facets
    members = sum(value.count for value in counted["membership"] if value.value == "current")
    return [
        {
            "count": listing.count,
            "unit": "companies",
            "definition": "with a profile here, not counting former members and those that have"
            " become part of another company",
        },
        {
            "count": members,
            "unit": "members",
            "definition": "of these companies, confirmed by ACRO's staff as members",
        },
        {
            "count": len(counted["country"]),
            "unit": "countries",
            "definition": "which sources name for at least one of these companies; most of what"
            " they say is old or undated",
        },
        {
            "count": listing.answer.ranges["trials"].stated,
            "unit": "companies",
            "definition": "have a figure for all the trials they worked on, by themselves or by"
            " others; the rest have partial figures or none",
        },
    ]
