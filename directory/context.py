"""What every page shows, whatever it is about."""

from django.conf import settings
from django.urls import reverse

from directory import search

SECTIONS = {
    "Companies": "member-list",
    "Countries": "country-list",
    "Services": "service-list",
    "Therapeutic areas": "area-list",
    "About ACRO": "about",
    "API": "api:docs",
}


def site(request):
    """Whether the directory holds sample data, which release answers, and the sections."""
    return {
        "sample_notice": search.current().sample,
        "release": settings.RELEASE,
        "sections": list(sections(request.path)),
    }


def sections(path):
    """The sections of the site: (label, address, "page" or "true" where this path is in it)."""
    for label, name in SECTIONS.items():
        url = reverse(name)
        inside = "true" if path.startswith(url) else ""
        yield label, url, "page" if path == url else inside
