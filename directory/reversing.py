"""Addresses by their names, where a page needs many: Django works each out anew."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

SLUG = "slug"


def address(name):
    """The path of this name."""
    return known(name, get_script_prefix(), get_urlconf())


def address_of_slug(name, slug):
    """The path of what has this slug, by the name of its address."""
    before, after = around(name)
    return f"{before}{slug}{after}"


def around(name):
    """What stands before and after the slug in a path of this name: for many slugs, asked once."""
    return around_slug(name, get_script_prefix(), get_urlconf())


@lru_cache(100)
def known(name, prefix, urlconf):
    """The path of this name, below this prefix."""
    return reverse(name, urlconf=urlconf)


@lru_cache(100)
def around_slug(name, prefix, urlconf):
    """What stands before and after the slug in a path of this name."""
    before, _, after = reverse(name, args=[SLUG], urlconf=urlconf).rpartition(SLUG)
    return before, after


def site_of(request):
    """The origin that a request is for, such as https://directory.example (RFC 6454)."""
    return f"{request.scheme}://{request.get_host()}"
