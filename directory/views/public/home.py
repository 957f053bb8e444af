"""The home page."""

from django.shortcuts import render
from django.urls import reverse

from directory import search
from directory.association.statistics import list_live_figures
from directory.http.caching import conditional, state_etag
from directory.models import Organization
from directory.search import Query
from directory.sharing import linked_data
from directory.views.decorators import public

HOME_FACET_VALUES = 12


@public
@conditional(state_etag)
def home(request):
    """What ACRO is, and the ways into its directory."""
    facets = frozenset({"country", "service", "area", "membership"})
    listing = search.read_listing(Query(facets=facets, page_size=1))
    counted = listing.answer.facets
    organization = Organization.objects.first()
    notice, absolute = listing.snapshot.notice, request.build_absolute_uri
    about = [linked_data.describe_association(organization)] if organization else []
    context = {
        "figures": list_live_figures(listing.answer),
        "countries": counted["country"][:HOME_FACET_VALUES],
        "services": counted["service"][:HOME_FACET_VALUES],
        "areas": counted["area"][:HOME_FACET_VALUES],
        "organization": organization,
        "linked_data": [*about, linked_data.describe_directory(absolute, notice=notice)],
        "sample_notice": notice,
        "api_address": reverse("api:root"),
        "feed_address": reverse("members-feed"),
    }
    return render(request, "public/home.html", context)
