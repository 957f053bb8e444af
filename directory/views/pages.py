"""The home page."""

from django.shortcuts import render
from django.urls import reverse

from directory import linked_data, search
from directory.caching import revalidated, state_tag
from directory.models import Organization
from directory.search import Query
from directory.statistics import live_figures
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
    notice, absolute = listing.snapshot.notice, request.build_absolute_uri
    about = [linked_data.association(organization)] if organization else []
    context = {
        "figures": live_figures(listing.answer),
        "countries": counted["country"][:WAYS_IN],
        "services": counted["service"][:WAYS_IN],
        "areas": counted["area"][:WAYS_IN],
        "organization": organization,
        "linked_data": [*about, linked_data.directory(absolute, notice=notice)],
        "sample_notice": notice,
        "api_address": reverse("api:root"),
        "feed_address": reverse("members-feed"),
    }
    return render(request, "directory/home.html", context)
