"""PostgreSQL with connection health checks that rarely need a query.

Django sends `SELECT 1` on a persistent connection before its first use in a request, which takes as
long as all the queries of a 304. A server that closes a connection says so on the socket: if there
is nothing to read, the connection is alive. A proxy or firewall may drop a connection silently, but
only one that was unused for long, and such a connection is checked with a query.
"""

from math import inf
from select import POLLIN, poll
from time import monotonic

from django.db.backends.postgresql import base

# The shortest idle timeouts of proxies and firewalls are one minute.
LONG_UNUSED_SECONDS = 30.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, with a health check that queries the server only if necessary."""

    used_at = -inf

    def is_usable(self):
        """Return whether the connection is alive; after an error, the server is always asked."""
        usable = self.is_fresh() or super().is_usable()
        self.used_at = monotonic()
        return usable

    def is_fresh(self):
        """Return whether it was used recently, without an error, and has nothing to read."""
        if self.errors_occurred or self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return monotonic() - self.used_at < LONG_UNUSED_SECONDS and not waiting.poll(0)
