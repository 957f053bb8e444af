"""Cached URL paths for pages with many links, because Django's `reverse` computes each again."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

SLUG_PLACEHOLDER = "slug"


def reverse_cached(name):
    """Return the path of a URL name without arguments."""
    return reverse_below_prefix(name, get_script_prefix(), get_urlconf())


def reverse_for_slug(name, slug):
    """Return the path of a URL name whose argument is this slug."""
    before, after = split_path_at_slug(name)
    return f"{before}{slug}{after}"


def split_path_at_slug(name):
    """Return the parts of a URL name's path before and after the slug, for building many links."""
    return split_path_below_prefix(name, get_script_prefix(), get_urlconf())


@lru_cache(100)
def reverse_below_prefix(name, prefix, urlconf):
    """Return the path of a URL name below this script prefix."""
    return reverse(name, urlconf=urlconf)


@lru_cache(100)
def split_path_below_prefix(name, prefix, urlconf):
    """Return the parts of a URL name's path before and after the slug."""
    before, _, after = reverse(name, args=[SLUG_PLACEHOLDER], urlconf=urlconf).rpartition(
        SLUG_PLACEHOLDER
    )
    return before, after


def find_request_origin(request):
    """Return the origin a request was sent to, such as https://directory.example (RFC 6454)."""
    return f"{request.scheme}://{request.get_host()}"
