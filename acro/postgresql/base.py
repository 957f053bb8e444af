"""PostgreSQL with connection health checks that rarely need a query, and with limits on waiting.

Django sends `SELECT 1` on a persistent connection before its first use in a request, which takes as
long as all the queries of a 304. A server that closes a connection says so on the socket: if there
is nothing to read, the connection is alive. A proxy or firewall may drop a connection silently, but
only one that was unused for long, and such a connection is checked with a query.

`TIME_LIMIT` in the database's settings is the most seconds that a statement may take. `acro.wsgi`
sets it; commands have no limit, because an import may take minutes.
"""

from math import inf
from select import POLLIN, poll
from time import monotonic

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from django.utils.asyncio import async_unsafe

from acro.postgresql.limits import LimitedConnection, breaker

# The shortest idle timeouts of proxies and firewalls are one minute.
LONG_UNUSED_SECONDS = 30.0
HEALTH_CHECK_SECONDS = 3.0
CONNECT_SECONDS = 3
COMMAND_CONNECT_SECONDS = 10
IDLE_TRANSACTION_SECONDS = 60
GRACE_SECONDS = 1.0  # Let the server enforce its limit first: then the connection stays usable.
KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, with a health check that queries the server only if necessary."""

    used_at = -inf

    @property
    def time_limit(self):
        """The most seconds that a statement may take, or None."""
        return self.settings_dict.get("TIME_LIMIT")

    def get_connection_params(self):
        """Return Django's parameters with our limits; those in `DATABASE_URL` come first."""
        params = KEEPALIVES | super().get_connection_params()
        if self.time_limit is None:
            return {"connect_timeout": COMMAND_CONNECT_SECONDS} | params
        limits = f"-c statement_timeout={self.time_limit}s"
        limits += f" -c idle_in_transaction_session_timeout={IDLE_TRANSACTION_SECONDS}s"
        params["options"] = f"{limits} {params.get('options', '')}".strip()
        milliseconds = 1000 * self.time_limit
        return {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": milliseconds} | params

    @async_unsafe
    def get_new_connection(self, conn_params):
        """Return a new connection, as Django's method does, but of our class."""
        self.isolation_level = IsolationLevel.READ_COMMITTED
        connection = LimitedConnection.connect(**conn_params)
        if self.time_limit is not None:
            connection.silence_limit = self.time_limit + GRACE_SECONDS
        return connection

    def allow_waiting(self, seconds):
        """Let the statements of the present transaction take this much longer."""
        if self.time_limit is None:
            return
        with self.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{self.time_limit + seconds}s'")
        self.connection.extra_wait = float(seconds)

    def is_usable(self):
        """Return whether the connection is alive; after an error, the server is always asked."""
        usable = not breaker.is_open and (self.is_fresh() or self.is_answering())
        self.used_at = monotonic()
        return usable

    def is_fresh(self):
        """Return whether it was used recently, without an error, and has nothing to read."""
        if self.errors_occurred or self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return monotonic() - self.used_at < LONG_UNUSED_SECONDS and not waiting.poll(0)

    def is_answering(self):
        """Return whether the server answers a query soon."""
        if self.connection is None:
            return False
        usual = self.connection.silence_limit
        self.connection.silence_limit = min(usual, HEALTH_CHECK_SECONDS)
        try:
            return super().is_usable()
        finally:
            self.connection.silence_limit = usual
