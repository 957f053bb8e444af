"""Logos. Each URL holds the hash of its content, so it never changes and can be cached forever."""

from django.http import Http404, HttpResponse

from directory.profile import logos
from directory.views.decorators import public

LOGO_MAX_AGE = 365 * 24 * 60 * 60


@public
def logo(request, digest):
    """Return the logo with this SHA-256 digest as a PNG, if a public page shows it."""
    png = logos.read_logo(digest) if logos.is_logo_public(digest) else None
    if png is None:
        raise Http404("Logo not found.")
    return HttpResponse(
        png,
        content_type="image/png",
        headers={"Cache-Control": f"public, max-age={LOGO_MAX_AGE}, immutable"},
    )
