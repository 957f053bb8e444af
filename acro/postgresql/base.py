"""PostgreSQL over connections that are looked after without a query.

Django asks a persistent connection `SELECT 1` before its first use in a request, which takes as
long as all that a 304 asks. A server that ends a connection says so on it: where nothing waits to
be read, it stands.
"""

from select import POLLIN, poll

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with a health check that asks the server only where it has said something."""

    def is_usable(self):
        """Whether the connection stands; after an error the server is asked in any case."""
        if self.errors_occurred or self.connection is None or self.connection.closed:
            return super().is_usable()
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return not waiting.poll(0) or super().is_usable()
