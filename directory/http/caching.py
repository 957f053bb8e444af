"""ETags and cache headers: how clients and shared caches learn that nothing changed.

An ETag is computed from the directory's current moment before any other work, so a 304 costs one or
two tiny queries. Responses may be stored but must be revalidated each time. That includes errors
and redirects, because a slug may be reused and an archived profile may return.
"""

import hashlib
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.utils.cache import get_conditional_response, patch_vary_headers

from directory import dates, search
from directory.models import Member

PRIVATE_PREFIXES = ("/accounts/", "/portal/", "/desk/", "/admin/")
API_PREFIX = "/api/"
CACHEABLE_METHODS = {"GET", "HEAD"}
# The request headers that select a part of a page, and the URL that the browser shows after it.
PAGE_PART_HEADERS = ("HX-Request", "HX-Trigger", "HX-Current-URL")
UNCACHED_STATUSES = {429, *range(500, 600)}


def state_etag(request, **kwargs):
    """Return an ETag that depends on the directory's state, the UTC day, and the URL."""
    return f'"{hash_state(request)}"'


def weak_state_etag(request, **kwargs):
    """Return the state's ETag as a weak one, for a response that is compressed in advance."""
    return f"W/{state_etag(request)}"


def open_etag(request, **kwargs):
    """Return the state's ETag, or None if the request carries a token, whose owner may see more."""
    return None if "Authorization" in request.headers else state_etag(request)


def profile_etag(request, slug):
    """Return a profile's ETag: its revision, and a hash of all else its page shows.

    Return None if no published profile has this slug.
    """
    found = Member.objects.published().filter(slug=slug).values_list("revision", flat=True)
    revision = found.first()
    return f'"{revision}.{hash_state(request)}"' if revision else None


def hash_state(request):
    """Return a hash of the moments, UTC date, build, URL, and headers that select a page part.

    The moment is stored on the request, so that reading its parameters doesn't query it again.
    """
    request.moment, answering = search.fetch_moments()
    parts = [
        request.moment,
        answering,
        dates.today(),
        settings.BUILD,
        request.build_absolute_uri(),
        *(request.headers.get(name, "") for name in PAGE_PART_HEADERS),
    ]
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def conditional(etag):
    """Return a decorator that answers 304 if the client's copy is current, and sets the ETag.

    A request with a token always runs the view first, because the view checks the token.
    """

    def decorate(view):
        @wraps(view)
        def answer(request, **kwargs):
            if request.method not in CACHEABLE_METHODS:
                return view(request, **kwargs)
            value = etag(request, **kwargs)
            asked_by_token = "Authorization" in request.headers
            response = None if asked_by_token else respond_if_unchanged(request, value)
            if response is None:
                response = view(request, **kwargs)
            if value and response.status_code in {200, 304}:
                response["ETag"] = value
                response = respond_if_unchanged(request, value, response)
            return response

        return answer

    return decorate


def respond_if_unchanged(request, etag, response=None):
    """Return a 304 if the client's copy has this ETag, otherwise the response."""
    if response is None and request.headers.get("If-None-Match", "").strip() == "*":
        return None  # It matches any copy, but only the view knows whether there is one.
    found = get_conditional_response(request, etag=etag, response=response)
    refused = found is not None and found.status_code == HTTPStatus.PRECONDITION_FAILED
    return response if refused else found  # If-Match is only for writes.


def is_private_response(request):
    """Return whether the response is for one client: it used a token or a page behind sign-in."""
    return "Authorization" in request.headers or request.path.startswith(PRIVATE_PREFIXES)


def set_cache_headers(request, response):
    """Set `Cache-Control`, and in `Vary` the request headers that the response depends on."""
    if is_private_response(request):
        response["Cache-Control"] = "private, no-store"
    elif response.status_code in UNCACHED_STATUSES:
        response.headers.setdefault("Cache-Control", "no-store")
    elif not response.has_header("Cache-Control"):
        response["Cache-Control"] = "public, no-cache"
        # Vary on encoding even if uncompressed, such as a 304: the stored copy may be compressed.
        chosen_by = ["Accept"] if request.path.startswith(API_PREFIX) else PAGE_PART_HEADERS
        patch_vary_headers(response, ["Accept-Encoding", *chosen_by])
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        del response["Content-Length"]  # In a 304 it means that of the full response, unknown here.
