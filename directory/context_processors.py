"""What every page shows, whatever it is about."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from directory import search
from directory.http.url_cache import reverse_cached

SITE_SECTIONS = {
    "Companies": "member-list",
    "Countries": "country-list",
    "Services": "service-list",
    "Therapeutic areas": "area-list",
    "About ACRO": "about",
    "API": "api:docs",
}


def site_context(request):
    """What is to be said of all this data, the release, the sections; and how a page is shared.

    Pages that show what a search found give the notice of the state that answered. `canonical` is
    the page's address without parameters: those that a page knows it adds itself. What a part of a
    page does not say is not worked out.
    """
    absolute = request.build_absolute_uri
    return {
        "sample_notice": SimpleLazyObject(lambda: search.fetch_snapshot().notice),
        "release": settings.RELEASE,
        "sections": lambda: list_site_sections(request.path),
        "canonical": lambda: absolute(request.path),
        "picture": lambda: {
            "url": absolute(reverse_cached("picture")),
            "alt": "ACRO member directory",
        },
    }


def list_site_sections(path):
    """The sections of the site: (label, address, "page" or "true" where this path is in it)."""
    for label, name in SITE_SECTIONS.items():
        url = reverse_cached(name)
        inside = "true" if path.startswith(url) else ""
        yield label, url, "page" if path == url else inside
