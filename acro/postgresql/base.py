"""PostgreSQL over connections that are looked after mostly without a query.

Django asks a persistent connection `SELECT 1` before its first use in a request, which takes as
long as all that a 304 asks. A server that ends a connection says so on it: where nothing waits to
be read, it stands. What was forgotten in silence between here and there does not say so; that
happens to connections that were long unused, and these are asked.
"""

from math import inf
from select import POLLIN, poll
from time import monotonic

from django.db.backends.postgresql import base

LONG_UNUSED_SECONDS = (
    30.0  # seconds; the shortest idle timeouts of proxies and firewalls are a minute
)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with a health check that asks the server only where it may have to."""

    used_at = -inf

    def is_usable(self):
        """Whether the connection stands; after an error the server is asked in any case."""
        usable = self.is_fresh() or super().is_usable()
        self.used_at = monotonic()
        return usable

    def is_fresh(self):
        """Whether the connection was used of late, without an error, and says nothing since."""
        if self.errors_occurred or self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return monotonic() - self.used_at < LONG_UNUSED_SECONDS and not waiting.poll(0)
