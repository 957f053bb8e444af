"""Rate limits: a number of requests per window, reported in every response.

`RateLimit-Policy` and `RateLimit` are those of the IETF draft "RateLimit header fields for HTTP".
"""

import logging
import time

from django.conf import settings
from django.core.cache import caches
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import BaseThrottle

from acro.caches import CacheAwayError
from directory.events import log_event
from directory.http.client_address import find_client_network

# What says how the API is used. It has a count of its own, so that reading it costs no data.
DOCUMENTATION_VIEWS = {"api:docs", "api:problems", "api:schema"}


class RateLimit(BaseThrottle):
    """A fixed window per token or client network. Without a shared cache, it is per process."""

    def allow_request(self, request, view):
        """Count the request and return whether it is within the limit of its window.

        If the cache is away, reads go on uncounted. Writes raise `CacheAwayError`.
        """
        policy, rate, client = choose_rate(request)
        if rate is None:
            return True
        try:
            return self.count_request(request, policy, rate, client)
        except CacheAwayError:
            if policy == "writing":
                raise
            return True

    def count_request(self, request, policy, rate, client):
        """Count the request in its window, and report the limit in the headers of its response."""
        limit, window = rate
        now = time.time()
        began = int(now // window)
        self.wait_seconds = max(1, int((began + 1) * window - now))
        key = f"rate:{policy}:{client}:{began}"
        rates = caches["rates"]
        rates.add(key, 0, timeout=window + 1)
        try:
            count = rates.incr(key)
        except ValueError:  # The window ended in between.
            count = 1
        request._request.rate_limit = {  # noqa: SLF001 - Django's request, which the middleware reads
            "RateLimit-Policy": f'"{policy}";q={limit};w={window}',
            "RateLimit": f'"{policy}";r={max(0, limit - count)};t={self.wait_seconds}',
        }
        if count == limit + 1:  # Once per window; each refused request has its own line.
            log_event("rate_limited", logging.WARNING, limit=policy)
        return count <= limit

    def wait(self):
        """Return the seconds until the window ends, for `Retry-After`."""
        return self.wait_seconds


def choose_rate(request):
    """Return the policy, its rate (None if unlimited), and the key that identifies the client."""
    if request.auth and request.method not in SAFE_METHODS:
        return "writing", settings.API_RATE_WRITING, request.auth.pk
    view_name = request.resolver_match.view_name
    if view_name in DOCUMENTATION_VIEWS:
        return "documentation", settings.API_RATE_ANONYMOUS, find_client_network(request)
    if view_name == "api:suggest":  # requested with every letter typed
        return "suggest", settings.API_RATE_SUGGEST, find_client_network(request)
    if request.auth:
        return "token", settings.API_RATE_TOKEN, request.auth.pk
    return "anonymous", settings.API_RATE_ANONYMOUS, find_client_network(request)
