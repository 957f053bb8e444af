"""Template context that every page needs."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from directory import search
from directory.http.url_cache import reverse_cached
from directory.terms import DIRECTORY_NAME

SITE_SECTIONS = {
    "Companies": "member-list",
    "Countries": "country-list",
    "Services": "service-list",
    "Therapeutic areas": "area-list",
    "About ACRO": "about",
    "API": "api:docs",
}


def site_context(request):
    """Return the data notice, release, site sections, canonical URL, and sharing picture.

    Pages that show search results use the notice of the state that answered. `canonical` is the
    page's URL without parameters; a page that needs parameters adds them itself. Values are lazy,
    so parts of a page that don't show them don't compute them.
    """
    absolute = request.build_absolute_uri
    return {
        "sample_notice": SimpleLazyObject(lambda: search.fetch_snapshot().notice),
        "release": settings.RELEASE,
        "sections": lambda: list_site_sections(request.path),
        "canonical": lambda: absolute(request.path),
        "picture": lambda: {
            "url": absolute(reverse_cached("picture")),
            "alt": DIRECTORY_NAME,
        },
    }


def list_site_sections(path):
    """Yield (label, URL, current) for each section of the site.

    `current` is "page" if the path is the section's own, "true" if it is inside it, else "".
    """
    for label, name in SITE_SECTIONS.items():
        url = reverse_cached(name)
        inside = "true" if path.startswith(url) else ""
        yield label, url, "page" if path == url else inside
