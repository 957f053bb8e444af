"""Validators: the tags by which a client, or a cache between, knows that nothing changed.

A tag is worked out from the moment of the directory, before anything else is done, so a 304 costs
one tiny query or two. Answers may be kept, and are asked for again each time: errors and
redirects, too, since a slug may be taken up again and an archived profile may come back.
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
PAGE_PART_HEADERS = (
    "HX-Request",
    "HX-Trigger",
)  # the headers that say which part of a page is asked for
UNCACHED_STATUSES = {429, *range(500, 600)}


def state_etag(request, **kwargs):
    """The tag of what follows from the directory's state, the day and the address."""
    return f'"{hash_state(request)}"'


def open_etag(request, **kwargs):
    """The same for what everybody sees alike; who says who they are may see more, untagged."""
    return None if "Authorization" in request.headers else state_etag(request)


def profile_etag(request, slug):
    """The tag of a profile: its revision, and a hash of all else that its page shows."""
    found = Member.objects.published().filter(slug=slug).values_list("revision", flat=True)
    revision = found.first()
    return f'"{revision}.{hash_state(request)}"' if revision else None


def hash_state(request):
    """A hash of epoch, generations, UTC date, release, address, and whether it is a page's part.

    The moment stays with the request: who reads its parameters need not ask for it again.
    """
    request.moment, answering = search.fetch_moments()
    parts = [
        request.moment,
        answering,
        dates.today(),
        settings.RELEASE,
        request.build_absolute_uri(),
        *(request.headers.get(name, "") for name in PAGE_PART_HEADERS),
    ]
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def conditional(tag):
    """A decorator: answer 304 where the client's copy is good, else give the answer its tag.

    Who sends a token is judged first, by the view: a copy is good only for a token that is.
    """

    def decorate(view):
        @wraps(view)
        def answer(request, **kwargs):
            if request.method not in CACHEABLE_METHODS:
                return view(request, **kwargs)
            value = tag(request, **kwargs)
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


def respond_if_unchanged(request, tag, response=None):
    """A 304 where the client's copy has this tag, else the response."""
    if request.headers.get("If-None-Match", "").strip() == "*":  # that is no tag of ours
        return response
    found = get_conditional_response(request, etag=tag, response=response)
    refused = found is not None and found.status_code == HTTPStatus.PRECONDITION_FAILED
    return response if refused else found  # If-Match is for writes


def is_private_response(request):
    """Whether the answer is for one client: to who says who they are, and behind the sign-in."""
    return "Authorization" in request.headers or request.path.startswith(PRIVATE_PREFIXES)


def set_cache_headers(request, response):
    """Give an answer its `Cache-Control`, and say in `Vary` by what it was chosen."""
    if is_private_response(request):
        response["Cache-Control"] = "private, no-store"
    elif response.status_code in UNCACHED_STATUSES:
        response.headers.setdefault("Cache-Control", "no-store")
    elif not response.has_header("Cache-Control"):
        response["Cache-Control"] = "public, no-cache"
        # An answer of a few bytes or none, like a 304, is not compressed, but its copy may be.
        chosen_by = ["Accept"] if request.path.startswith(API_PREFIX) else PAGE_PART_HEADERS
        patch_vary_headers(response, ["Accept-Encoding", *chosen_by])
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        del response["Content-Length"]  # it would be that of the copy, which nobody has made
