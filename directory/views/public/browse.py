"""Ways into the directory: countries by region, services by group, therapeutic areas."""

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
    """Every region and country, with how many companies work there."""
    world, elsewhere = browse.load_world_regions()
    context = {"world": world, "elsewhere": elsewhere, "crumbs": [HOME_CRUMB, ("Countries", "")]}
    return render(request, "public/browse/country_list.html", context)


@public
@conditional(state_etag)
def country_detail(request, code):
    """Who works in a country, by kind of presence, on what evidence."""
    country = get_object_or_404(Country.objects.select_related("region"), code=code.upper())
    if code != country.code:
        return redirect("country-detail", country.code, permanent=True)
    context = {
        "country": country,
        "found": browse.load_country_companies(country),
        "neighbours": browse.list_neighbor_countries(country),
        "crumbs": [HOME_CRUMB, ("Countries", reverse("country-list")), (country.name, "")],
    }
    return render(request, "public/browse/country_detail.html", context)


@public
@conditional(state_etag)
def service_list(request):
    """Every service by its group, with what it is and how many companies offer it."""
    context = {"groups": browse.list_services_by_group(), "crumbs": [HOME_CRUMB, ("Services", "")]}
    return render(request, "public/browse/service_list.html", context)


@public
@conditional(state_etag)
def service_detail(request, slug):
    """What a service is, who offers it, and where."""
    service = get_object_or_404(Service.objects.select_related("group"), slug=slug)
    return render_term_page(request, service, "service", browse.list_related_services(service))


@public
@conditional(state_etag)
def area_list(request):
    """Every therapeutic area, with how many companies work in it."""
    context = {"areas": browse.list_areas(), "crumbs": [HOME_CRUMB, ("Therapeutic areas", "")]}
    return render(request, "public/browse/area_list.html", context)


@public
@conditional(state_etag)
def area_detail(request, slug):
    """What a therapeutic area covers, who works in it, and where."""
    area = get_object_or_404(TherapeuticArea, slug=slug)
    return render_term_page(request, area, "area", [])


TERM_PAGE_WORDS = {
    "service": {
        "title": "Services",
        "does": "offer this service",
        "does_one": "offers this service",
        "none": "No companies list this service yet.",
        "beside": "area",
        "beside_title": "Their therapeutic areas",
    },
    "area": {
        "title": "Therapeutic areas",
        "does": "work in this therapeutic area",
        "does_one": "works in this therapeutic area",
        "none": "No companies list this therapeutic area yet.",
        "beside": "service",
        "beside_title": "Their services",
    },
}


def render_term_page(request, term, parameter, related):
    """The page of a service or an area."""
    words = TERM_PAGE_WORDS[parameter] | {"query": f"{parameter}={term.slug}"}
    found = browse.load_offering_companies(parameter, term.slug)
    context = {
        "term": term,
        "parameter": parameter,
        "words": words,
        "found": found,
        "beside": found["facets"][words["beside"]],
        "related": related,
        "crumbs": [HOME_CRUMB, (words["title"], reverse(f"{parameter}-list")), (term.label, "")],
    }
    return render(request, "public/browse/term_detail.html", context)
