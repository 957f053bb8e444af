"""Outages: which errors mean that a service or a disk is away, and not that our code is wrong.

Pages and the API answer these with 503, commands with one sentence, and the worker tries again.
"""

import errno
import logging
import re
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError

from acro.caches import CacheAwayError
from directory.events import log_event

DATABASE_ERRORS = (DatabaseError, InterfaceError)
FULL_DISK_CODES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
# See "Result Codes" in the documentation of SQLite.
SQLITE_OUTAGE_NAMES = (
    *("BUSY", "CANTOPEN", "CORRUPT", "FULL", "IOERR", "LOCKED", "NOTADB", "PERM", "PROTOCOL"),
    "READONLY",
)
# See "PostgreSQL Error Codes" in its documentation: connections, accounts, deadlocks, resources,
# locks, operators' commands (also timeouts), and the system.
POSTGRESQL_OUTAGE_CLASSES = ("08", "28", "40", "53", "55", "57", "58")
POSTGRESQL_OUTAGE_CODES = frozenset({"25006", "25P03", "3D000"})  # read-only, idle, no database

MISSING_TABLE_CODES = frozenset({"42P01", "42703"})  # PostgreSQL's: no such table, no such column
MISSING_IN_SQLITE = re.compile(r"^(no such (table|column)|table \w+ has no column)\b")


def is_outage(error: BaseException | None) -> bool:
    """Return whether the error, or an error that led to it, means that a service is away."""
    return any(map(is_service_away, list_causes(error)))


def is_outage_of_database(error: BaseException | None) -> bool:
    """Return whether the outage is that of the database, as opposed to a disk or cache."""
    return any(isinstance(cause, DATABASE_ERRORS) for cause in list_causes(error))


def list_causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and those that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def is_service_away(error: BaseException) -> bool:
    """Return whether this error means that a service or a disk is away."""
    if isinstance(error, CacheAwayError):
        return True
    if isinstance(error, OSError):
        return error.errno in FULL_DISK_CODES
    return isinstance(error, DATABASE_ERRORS) and is_database_away(error)


def is_database_away(error: BaseException) -> bool:
    """Return whether the database can't be used, as opposed to an error in what it was asked."""
    cause = error.__cause__
    if name := getattr(cause, "sqlite_errorname", ""):
        return name.removeprefix("SQLITE_").startswith(SQLITE_OUTAGE_NAMES)
    if code := getattr(cause, "sqlstate", None) or "":
        return code.startswith(POSTGRESQL_OUTAGE_CLASSES) or code in POSTGRESQL_OUTAGE_CODES
    # A connection that couldn't be made, or that broke, has no code.
    return isinstance(error, (OperationalError, InterfaceError))


def name_outage(error: BaseException) -> str:
    """Return a short name of the outage for logs: the database's code, or the error's type."""
    for cause in list_causes(error):
        for attribute in ("sqlite_errorname", "sqlstate"):
            if code := getattr(cause, attribute, None):
                return str(code)
    return type(error.__cause__ or error).__name__


def describe_outage(error: BaseException) -> str:
    """Return a sentence about the outage, with the first line of what the service said."""
    away = next(filter(is_service_away, list_causes(error)), error)
    subjects = {OSError: "The disk", CacheAwayError: "The cache"}
    subject = next((subjects[kind] for kind in subjects if isinstance(away, kind)), "The database")
    reason = str(away).strip().partition("\n")[0]
    return f"{subject} can't be used: {reason}"


def is_table_missing(error: BaseException) -> bool:
    """Return whether the database lacks a table or column, so that it has to be migrated."""
    causes = list(list_causes(error))
    codes = {getattr(cause, "sqlstate", None) for cause in causes}
    messages = [str(cause) for cause in causes if isinstance(cause, OperationalError)]
    return bool(codes & MISSING_TABLE_CODES) or any(map(MISSING_IN_SQLITE.search, messages))


def log_outage(error: BaseException) -> None:
    """Log that the database, or another service or a disk, can't be used."""
    name = name_outage(error)
    if is_outage_of_database(error):
        log_event("database_away", logging.ERROR, error=name)
    else:
        log_event("service_away", logging.ERROR, error=name)
