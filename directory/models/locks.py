"""One writer at a time: who changes the directory waits until the one before has ended.

SQLite holds to that by itself, for its transactions are IMMEDIATE. PostgreSQL is told to: else
two writers would each work out names along a chain of successors without what the other one
writes, and two imports would wait for each other's rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import OperationalError, connection, transaction

LOCK_TIMEOUT_SECONDS = 20  # as long as SQLite waits: see `env.configure_sqlite`
ADVISORY_LOCK_ID = 4_772_769  # any number that nobody else locks in this database
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's lock_not_available

_turns: ContextVar[int] = ContextVar("turns", default=0)


class DirectoryBusyError(RuntimeError):
    """Another writer was not done within the time that one waits."""


@contextmanager
def write_lock() -> Iterator[None]:
    """A transaction of the only writer; a turn within a turn is part of it.

    Raises DirectoryBusyError where another writer does not end in time.
    """
    within = _turns.set(_turns.get() + 1)
    try:
        with transaction.atomic():
            _wait()
            yield
    except OperationalError as error:
        if not _waited_too_long(error):
            raise
        message = "The directory is busy. Nothing was changed. Try again."
        raise DirectoryBusyError(message) from error
    finally:
        _turns.reset(within)


def in_write_lock() -> bool:
    """Whether what is read now may see what a turn has written and may yet take back."""
    return _turns.get() > 0


def _wait() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK_ID])


def _waited_too_long(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE or "is locked" in str(
        error
    )
