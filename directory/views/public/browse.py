"""The browse pages: countries by region, services by group, and therapeutic areas."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from directory import browse
from directory.http.caching import conditional, state_etag
from directory.models import Country, Service, TherapeuticArea
from directory.views.decorators import public

HOME_CRUMB = ("Home", "/")


@public
@conditional(state_etag)
def country_list(request):
    """Render all regions and countries with their numbers of companies."""
    world, elsewhere = browse.load_world_regions()
    context = {"world": world, "elsewhere": elsewhere, "crumbs": [HOME_CRUMB, ("Countries", "")]}
    return render(request, "public/browse/country_list.html", context)


@public
@conditional(state_etag)
def country_detail(request, code):
    """Render the companies that work in a country, by kind of presence, with the evidence."""
    country = get_object_or_404(Country.objects.select_related("region"), code=code.upper())
    if code != country.code:
        return redirect("country-detail", country.code, permanent=True)
    context = {
        "country": country,
        "found": browse.load_country_companies(country),
        "neighbors": browse.list_neighbor_countries(country),
        "crumbs": [HOME_CRUMB, ("Countries", reverse("country-list")), (country.name, "")],
    }
    return render(request, "public/browse/country_detail.html", context)


@public
@conditional(state_etag)
def service_list(request):
    """Render all services by group, with their definitions and numbers of companies."""
    context = {"groups": browse.list_services_by_group(), "crumbs": [HOME_CRUMB, ("Services", "")]}
    return render(request, "public/browse/service_list.html", context)


@public
@conditional(state_etag)
def service_detail(request, slug):
    """Render a service, the companies that offer it, and where they work."""
    service = get_object_or_404(Service.objects.select_related("group"), slug=slug)
    return render_term_page(request, service, "service", browse.list_related_services(service))


@public
@conditional(state_etag)
def area_list(request):
    """Render all therapeutic areas with their numbers of companies."""
    context = {"areas": browse.list_areas(), "crumbs": [HOME_CRUMB, ("Therapeutic areas", "")]}
    return render(request, "public/browse/area_list.html", context)


@public
@conditional(state_etag)
def area_detail(request, slug):
    """Render a therapeutic area, the companies that work in it, and where they work."""
    area = get_object_or_404(TherapeuticArea, slug=slug)
    return render_term_page(request, area, "area", [])


TERM_PAGE_WORDS = {
    "service": {
        "title": "Services",
        "does": "offer this service",
        "does_one": "offers this service",
        "none": "No companies list this service yet.",
    },
    "area": {
        "title": "Therapeutic areas",
        "does": "work in this therapeutic area",
        "does_one": "works in this therapeutic area",
        "none": "No companies list this therapeutic area yet.",
    },
}


def render_term_page(request, term, parameter, related):
    """Render the page of a service or a therapeutic area."""
    beside = browse.find_facet_beside(parameter)
    words = TERM_PAGE_WORDS[parameter] | {"query": f"{parameter}={term.slug}"}
    companies = browse.load_offering_companies(parameter, term.slug)
    context = {
        "term": term,
        "parameter": parameter,
        "words": words,
        "found": companies,
        "beside": beside,
        "beside_values": companies["facets"][beside.name],
        "related": related,
        "crumbs": [HOME_CRUMB, (words["title"], reverse(f"{parameter}-list")), (term.label, "")],
    }
    return render(request, "public/browse/term_detail.html", context)
