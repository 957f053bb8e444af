"""Addresses by their names, where a page needs many: Django works each out anew."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

SLUG_PLACEHOLDER = "slug"


def reverse_cached(name):
    """The path of this name."""
    return reverse_below_prefix(name, get_script_prefix(), get_urlconf())


def reverse_for_slug(name, slug):
    """The path of what has this slug, by the name of its address."""
    before, after = split_path_at_slug(name)
    return f"{before}{slug}{after}"


def split_path_at_slug(name):
    """What stands before and after the slug in a path of this name: for many slugs, asked once."""
    return split_path_below_prefix(name, get_script_prefix(), get_urlconf())


@lru_cache(100)
def reverse_below_prefix(name, prefix, urlconf):
    """The path of this name, below this prefix."""
    return reverse(name, urlconf=urlconf)


@lru_cache(100)
def split_path_below_prefix(name, prefix, urlconf):
    """What stands before and after the slug in a path of this name."""
    before, _, after = reverse(name, args=[SLUG_PLACEHOLDER], urlconf=urlconf).rpartition(
        SLUG_PLACEHOLDER
    )
    return before, after


def find_request_origin(request):
    """The origin that a request is for, such as https://directory.example (RFC 6454)."""
    return f"{request.scheme}://{request.get_host()}"
