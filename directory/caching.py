"""Validators: the tags by which a client, or a cache between, knows that nothing changed.

A tag is worked out from the moment of the directory, before anything else is done, so a 304 costs
one tiny query or two. Answers may be kept, and are asked for again each time.
"""

import hashlib
from functools import wraps

from django.conf import settings
from django.utils.cache import get_conditional_response, patch_vary_headers

from directory import dates
from directory.models import DirectoryState, Member

CACHE_CONTROL = "public, no-cache"


def state_tag(request, **kwargs):
    """The tag of what follows from the directory's state, the day and the address."""
    return f'"{state_hash(request)}"'


def profile_tag(request, slug):
    """The tag of a profile: its revision, and a hash of all else that its page shows."""
    found = Member.objects.published().filter(slug=slug).values_list("revision", flat=True)
    revision = found.first()
    return f'"{revision}.{state_hash(request)}"' if revision else None


def state_hash(request):
    """A hash of epoch, generations, UTC date, release, address, and whether it is a page's part."""
    parts = [
        *DirectoryState.objects.now(),
        dates.today(),
        settings.RELEASE,
        request.build_absolute_uri(),
        request.headers.get("HX-Request", ""),
    ]
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def revalidated(tag):
    """A decorator: answer 304 where the client's copy is good, else give the answer its tag."""

    def decorate(view):
        @wraps(view)
        def answer(request, **kwargs):
            value = tag(request, **kwargs)
            response = None
            if request.headers.get("If-None-Match", "").strip() != "*":  # that is no tag of ours
                response = get_conditional_response(request, etag=value)
            if response is None or response.status_code == 412:  # noqa: PLR2004 - If-Match is for writes
                response = view(request, **kwargs)
            if request.method in {"GET", "HEAD"} and response.status_code in {200, 304}:
                if value:
                    response["ETag"] = value
                response["Cache-Control"] = CACHE_CONTROL
                patch_vary_headers(response, ["HX-Request"])
            return response

        return answer

    return decorate
