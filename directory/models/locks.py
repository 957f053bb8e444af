"""The write lock: changes to the directory run one at a time.

SQLite serializes writers by itself, because its transactions are IMMEDIATE. On PostgreSQL an
advisory lock does it. Otherwise two writers could each update names along a chain of successors
without seeing the other's changes, and two imports would wait for each other's rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import OperationalError, connection, transaction

from directory.events import log_event

LOCK_TIMEOUT_SECONDS = 20  # SQLite waits as long: see `env.configure_sqlite`.
ADVISORY_LOCK_ID = 4_772_769  # Any number no one else locks in this database.
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's error code for lock_not_available.

_depth: ContextVar[int] = ContextVar("write_lock_depth", default=0)


class DirectoryBusyError(RuntimeError):
    """Another writer did not finish within the lock timeout."""


@contextmanager
def write_lock() -> Iterator[None]:
    """Run the block in a transaction, as the only writer; a nested lock joins the outer one.

    Raise `DirectoryBusyError` if another writer does not finish in time.
    """
    outer_depth = _depth.set(_depth.get() + 1)
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
        _depth.reset(outer_depth)


def log_after_commit(name: str, **facts: Any) -> None:
    """Log an event once the transaction is committed; what is rolled back didn't happen."""
    transaction.on_commit(partial(log_event, name, **facts), robust=True)


def in_write_lock() -> bool:
    """Return whether reads may see uncommitted changes made inside the write lock."""
    return _depth.get() > 0


def _wait() -> None:
    if connection.vendor == "postgresql":
        connection.allow_waiting(LOCK_TIMEOUT_SECONDS)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK_ID])


def _waited_too_long(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE or "is locked" in str(
        error
    )
