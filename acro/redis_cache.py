"""The cache in Redis that all web processes share, with short timeouts."""

from functools import cached_property, lru_cache, partial

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from acro.caches import outage

TIMEOUT_SECONDS = 1
FAILURES = (RedisError, OSError)


class SharedCache(RedisCache):
    """Django's cache in Redis, except that each failure is a `CacheAwayError`, at once or soon."""

    is_remote = True

    @cached_property
    def _cache(self):
        return connect_to(tuple(self._servers))


@lru_cache
def connect_to(servers):
    """Return the client of this process, which all threads and caches use."""
    return WatchedClient(servers)


class WatchedClient:
    """A client of Django's cache whose calls all go through `outage`."""

    def __init__(self, servers):
        self._client = RedisCacheClient(
            servers,
            protocol=2,
            # A try that fails is not repeated: `outage` says when to try again.
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=TIMEOUT_SECONDS,
            socket_timeout=TIMEOUT_SECONDS,
        )

    def __getattr__(self, name):
        return partial(self._call, getattr(self._client, name))

    def _call(self, method, *args, **kwargs):
        return outage.run(partial(method, *args, **kwargs), FAILURES)
