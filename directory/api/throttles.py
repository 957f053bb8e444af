"""Rate limits: a number of requests per window, reported in every response.

`RateLimit-Policy` and `RateLimit` are those of the IETF draft "RateLimit header fields for HTTP".
"""

import time

from django.conf import settings
from django.core.cache import cache
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import BaseThrottle

from directory.http.client_address import find_client_address


class RateLimit(BaseThrottle):
    """A fixed window for each token, else for each address; without a shared cache, by process."""

    def allow_request(self, request, view):
        """Count the request; False when the window holds no more."""
        policy, rate, who = choose_rate(request)
        if rate is None:
            return True
        limit, window = rate
        now = time.time()
        began = int(now // window)
        self.wait_seconds = max(1, int((began + 1) * window - now))
        key = f"rate:{policy}:{who}:{began}"
        cache.add(key, 0, timeout=window + 1)
        try:
            count = cache.incr(key)
        except ValueError:  # the window ended in between
            count = 1
        request._request.rate_limit = {  # noqa: SLF001 - DRF keeps Django's request there
            "RateLimit-Policy": f'"{policy}";q={limit};w={window}',
            "RateLimit": f'"{policy}";r={max(0, limit - count)};t={self.wait_seconds}',
        }
        return count <= limit

    def wait(self):
        """Seconds until the window ends, for `Retry-After`."""
        return self.wait_seconds


def choose_rate(request):
    """The policy, its rate, and by what its clients are told apart."""
    if request.auth and request.method not in SAFE_METHODS:
        return "writing", settings.API_RATE_WRITING, request.auth.pk
    if request.resolver_match.view_name == "api:suggest":  # asked for with every letter typed
        return "suggest", settings.API_RATE_SUGGEST, find_client_address(request)
    if request.auth:
        return "token", settings.API_RATE_TOKEN, request.auth.pk
    return "anonymous", settings.API_RATE_ANONYMOUS, find_client_address(request)
