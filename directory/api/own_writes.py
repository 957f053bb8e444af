"""Reads with a token that has published show what it published.

After a large import a process answers from its previous index for some seconds. A program that
sends a patch in that time and then searches would not find its own change.
"""

from functools import wraps

from rest_framework.exceptions import AuthenticationFailed

from directory import search
from directory.api.authentication import TokenAuthentication
from directory.http.caching import CACHEABLE_METHODS

OWN_WRITE_SECONDS = 20  # as long as a write waits for its turn


def show_own_writes(view):
    """Let a read wait, for a limited time, until the index shows the last write of its token."""

    @wraps(view)
    def answer(request, **kwargs):
        if request.method in CACHEABLE_METHODS and "Authorization" in request.headers:
            wait_for_own_write(request)
        return view(request, **kwargs)

    return answer


def wait_for_own_write(request):
    """Wait until the index shows the last write of the request's token.

    Only if the index is old is the token read here. The view checks it again.
    """
    present, answering = search.fetch_moments()
    if answering.generation == present.generation:
        return
    try:
        _, token = TokenAuthentication().authenticate(request)
    except AuthenticationFailed:
        return  # The view says so.
    search.wait_for_generation(min(token.last_write, present.generation), OWN_WRITE_SECONDS)
