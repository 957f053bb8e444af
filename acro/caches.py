"""Caches: counts in memory that nothing evicts, drawn pictures, and whether Redis answers.

Limits, lockouts, and used codes must not be forgotten while they count, so none of these caches
drops an entry before its time: a full one refuses new entries, and whoever needs them denies.
"""

import logging
import time
from contextlib import suppress
from threading import Lock, Thread

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

from directory.events import log_event

PAUSE_SECONDS = 5  # Until a cache that is away is asked again.
LINE_SECONDS = 60  # At least, between two lines about it in the log.
_times = {}


class CacheAwayError(Exception):
    """The cache that keeps limits can't keep or tell one. Deny what must not be unlimited."""


class CountingCache(LocMemCache):
    """A cache in the memory of this process that drops only expired entries.

    With `MAX_ENTRIES` entries that all still count, it refuses a new one: `CacheAwayError`.
    """

    def __init__(self, name, params):
        super().__init__(name, params)
        # Each thread has its own object, so what they share is found by name, as the entries are.
        self._times = _times.setdefault(name, {"search": 0.0, "line": 0.0})

    def _set(self, key, value, *args, **kwargs):
        if key not in self._cache and len(self._cache) >= self._max_entries:
            self._drop_expired()
        super()._set(key, value, *args, **kwargs)

    def _cull(self):
        """Do nothing: the base class would drop entries that count."""

    def _drop_expired(self):
        """Make room, at most once a second, because it looks at every entry."""
        now = time.time()
        if now >= self._times["search"]:
            self._times["search"] = now + 1
            for key in [key for key, ends in self._expire_info.items() if ends and ends <= now]:
                self._delete(key)
        if len(self._cache) < self._max_entries:
            return
        if now >= self._times["line"]:
            self._times["line"] = now + LINE_SECONDS
            log_event("cache_full", logging.WARNING, entries=len(self._cache))
        raise CacheAwayError("The cache in memory is full.")


class PictureCache(LocMemCache):
    """A cache of bytes in the memory of this process, limited to `MAX_BYTES` in all."""

    def __init__(self, name, params):
        super().__init__(name, params)
        self._max_bytes = params["OPTIONS"]["MAX_BYTES"]

    def _set(self, key, value, *args, **kwargs):
        if len(value) > self._max_bytes:
            return
        super()._set(key, value, *args, **kwargs)
        while sum(map(len, self._cache.values())) > self._max_bytes:
            oldest, _ = self._cache.popitem()
            del self._expire_info[oldest]


class Outage:
    """The state of a cache on the network, as this process knows it.

    After a failure, calls fail at once for `PAUSE_SECONDS`; then one call tries, the others still
    fail. So a cache that is frozen costs one request in a while its timeout, not each of them.
    """

    def __init__(self):
        self.is_away = self._is_logged = False
        self._lock = Lock()
        self._next_call = self._next_question = self._next_line = 0.0

    def run(self, command, failures):
        """Return the result of a command; raise `CacheAwayError` for one of the `failures`."""
        self._take_turn()
        try:
            result = command()
        except failures as error:
            self._note_failure(error)
            raise CacheAwayError(str(error)) from error
        self._note_result()
        return result

    def is_time_to_ask(self):
        """Return whether nothing was heard of it for `PAUSE_SECONDS`; only one caller asks then."""
        now = time.monotonic()
        with self._lock:
            is_time = now >= max(self._next_call, self._next_question)
            if is_time:
                self._next_question = now + PAUSE_SECONDS
            return is_time

    def _take_turn(self):
        if not self.is_away:
            return
        with self._lock:
            now = time.monotonic()
            if self.is_away and now < self._next_call:
                raise CacheAwayError("The cache was away a moment ago.")
            self._next_call = now + PAUSE_SECONDS

    def _note_result(self):
        self._next_call = time.monotonic() + PAUSE_SECONDS
        if not self.is_away:
            return
        with self._lock:
            was_logged, self.is_away, self._is_logged = self._is_logged, False, False
        if was_logged:
            log_event("cache_back")

    def _note_failure(self, error):
        now = time.monotonic()
        with self._lock:
            self.is_away, self._next_call = True, now + PAUSE_SECONDS
            is_news = not self._is_logged and now >= self._next_line
            if is_news:
                self._is_logged, self._next_line = True, now + LINE_SECONDS
        if is_news:
            log_event("cache_away", logging.WARNING, reason=type(error).__name__)


outage = Outage()


def is_cache_away():
    """Return whether the cache on the network didn't answer when it was last asked, at once.

    If that was a while ago, it is asked again in the background, for the next caller.
    """
    was_away = outage.is_away
    if getattr(caches["default"], "is_remote", False) and outage.is_time_to_ask():
        Thread(target=_ask, name="asking the cache", daemon=True).start()
    return was_away


def _ask():
    with suppress(CacheAwayError):  # `outage` notes it.
        caches["default"].set("asked", 1, timeout=PAUSE_SECONDS)
