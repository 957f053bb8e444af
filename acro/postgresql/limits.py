"""Limits on waiting for PostgreSQL that hold even if the server, or the way to it, is frozen.

A frozen server enforces no `statement_timeout`, and its machine still acknowledges packets, so
the client has to stop waiting by itself. After that, the breaker lets further requests fail at
once, so that not all threads wait for the same server.
"""

from math import inf
from threading import Lock
from time import monotonic

import psycopg
from psycopg.pq import TransactionStatus

BREAK_SECONDS = 5.0
SLOW_CONNECT_SECONDS = 1.0  # A server that refuses does so at once.


class Breaker:
    """Refuses connections for a while after the server didn't answer; one at a time tries again."""

    def __init__(self):
        self.lock = Lock()
        self.is_open = False
        self.next_try = 0.0

    def trip(self, pause=0.0):
        """Refuse connections from now on; let one try again after `pause` seconds."""
        with self.lock:
            self.is_open, self.next_try = True, monotonic() + pause

    def reset(self):
        """Let all connections through."""
        with self.lock:
            self.is_open = False

    def admit(self):
        """Raise an error if it isn't this connection's turn to try."""
        with self.lock:
            if not self.is_open:
                return
            if monotonic() < self.next_try:
                raise psycopg.OperationalError("The database server didn't answer a moment ago.")
            self.next_try = monotonic() + BREAK_SECONDS


breaker = Breaker()  # of the only database that a process uses


class LimitedConnection(psycopg.Connection):
    """A connection that stops waiting if the server says nothing for `silence_limit` seconds."""

    silence_limit = inf
    extra_wait = 0.0  # more seconds for the statements of the present transaction

    @classmethod
    def connect(cls, *args, **kwargs):
        """Return a new connection; raise an error at once if the breaker is open."""
        breaker.admit()
        started = monotonic()
        try:
            made = super().connect(*args, **kwargs)
        except psycopg.OperationalError:
            if monotonic() - started > SLOW_CONNECT_SECONDS:
                breaker.trip(BREAK_SECONDS)
            else:
                breaker.reset()
            raise
        breaker.reset()
        return made

    def wait(self, gen, *args, **kwargs):
        """Run a step of psycopg's protocol, as its own method does, but not forever."""
        if self.silence_limit < inf:
            gen = self.stop_in_time(gen)
        return super().wait(gen, *args, **kwargs)

    def stop_in_time(self, gen):
        """Yield what `gen` yields; close the connection if the server is silent for too long."""
        if self.pgconn.transaction_status == TransactionStatus.IDLE:
            self.extra_wait = 0.0
            if breaker.is_open:
                self.give_up()
        heard_at = monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    heard_at = monotonic()
                elif monotonic() - heard_at > self.choose_limit():
                    breaker.trip()
                    self.give_up()
                wanted = gen.send(ready)
        except StopIteration as stopped:
            return stopped.value

    def choose_limit(self):
        """Return the seconds of silence allowed now: no extra ones once the server seems frozen."""
        return self.silence_limit + (0 if breaker.is_open else self.extra_wait)

    def give_up(self):
        """Close the connection, whose state is unknown, and raise an error."""
        self.pgconn.finish()
        raise psycopg.OperationalError("The database server doesn't answer.")
