"""Ways into the directory: countries by region, services by group, therapeutic areas."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from directory import browse
from directory.caching import revalidated, state_tag
from directory.models import Country, Service, TherapeuticArea
from directory.views.public import public

HOME = ("Home", "/")


@public
@revalidated(state_tag)
def country_list(request):
    """Every region and country, with how many companies work there."""
    world, elsewhere = browse.world()
    context = {"world": world, "elsewhere": elsewhere, "crumbs": [HOME, ("Countries", "")]}
    return render(request, "browse/country_list.html", context)


@public
@revalidated(state_tag)
def country_detail(request, code):
    """Who works in a country, by kind of presence, on what evidence."""
    country = get_object_or_404(Country.objects.select_related("region"), code=code.upper())
    if code != country.code:
        return redirect("country-detail", country.code, permanent=True)
    context = {
        "country": country,
        "found": browse.in_country(country),
        "neighbours": browse.neighbours(country),
        "crumbs": [HOME, ("Countries", reverse("country-list")), (country.name, "")],
    }
    return render(request, "browse/country_detail.html", context)


@public
@revalidated(state_tag)
def service_list(request):
    """Every service by its group, with what it is and how many companies offer it."""
    context = {"groups": browse.services_by_group(), "crumbs": [HOME, ("Services", "")]}
    return render(request, "browse/service_list.html", context)


@public
@revalidated(state_tag)
def service_detail(request, slug):
    """What a service is, who offers it, and where."""
    service = get_object_or_404(Service.objects.select_related("group"), slug=slug)
    return show(request, service, "service", browse.related_services(service))


@public
@revalidated(state_tag)
def area_list(request):
    """Every therapeutic area, with how many companies work in it."""
    context = {"areas": browse.areas(), "crumbs": [HOME, ("Therapeutic areas", "")]}
    return render(request, "browse/area_list.html", context)


@public
@revalidated(state_tag)
def area_detail(request, slug):
    """What a therapeutic area covers, who works in it, and where."""
    area = get_object_or_404(TherapeuticArea, slug=slug)
    return show(request, area, "area", [])


WORDS = {
    "service": {
        "title": "Services",
        "does": "offer this",
        "beside": "area",
        "beside_title": "Therapeutic areas of these companies",
    },
    "area": {
        "title": "Therapeutic areas",
        "does": "work in this area",
        "beside": "service",
        "beside_title": "Services of these companies",
    },
}


def show(request, term, parameter, related):
    """The page of a service or an area."""
    words = WORDS[parameter] | {"query": f"{parameter}={term.slug}"}
    found = browse.offering(parameter, term.slug)
    context = {
        "term": term,
        "parameter": parameter,
        "words": words,
        "found": found,
        "beside": found["facets"][words["beside"]],
        "related": related,
        "crumbs": [HOME, (words["title"], reverse(f"{parameter}-list")), (term.label, "")],
    }
    return render(request, "browse/term_detail.html", context)
