"""The home page."""

from django.shortcuts import render
from django.urls import reverse

from directory import search
from directory.association.statistics import LIVE_FIGURES_QUERY, list_live_figures
from directory.http.caching import conditional, state_etag
from directory.models import Organization
from directory.search import Query
from directory.search.facets import FACETS
from directory.sharing import linked_data
from directory.views.decorators import public

HOME_FACET_VALUES = 12


@public
@conditional(state_etag)
def home(request):
    """Render the home page: an introduction to ACRO and links into the directory."""
    browsed = [facet for facet in FACETS if facet.has_page]
    facets = LIVE_FIGURES_QUERY.facets.union(facet.name for facet in browsed)
    listing = search.read_listing(Query(facets=facets, page_size=1))
    counted = listing.answer.facets
    organization = Organization.objects.first()
    notice, absolute = listing.snapshot.notice, request.build_absolute_uri
    about = [linked_data.describe_association(organization)] if organization else []
    context = {
        "figures": list_live_figures(listing.answer),
        **{facet.vocabulary: counted[facet.name][:HOME_FACET_VALUES] for facet in browsed},
        "organization": organization,
        "linked_data": [*about, linked_data.describe_directory(absolute, notice=notice)],
        "sample_notice": notice,
        "api_address": reverse("api:root"),
        "feed_address": reverse("members-feed"),
    }
    return render(request, "public/home.html", context)
