"""The state of the site for operators: whether it can answer, and what needs attention.

`/readyz` shows the codes of the warnings to anyone; the desk shows staff what they mean.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.timesince import timesince

from acro.caches import is_cache_away
from directory import search, tasks
from directory.models import DirectoryState, Heartbeat

WORKER_SILENCE = timedelta(minutes=3)  # It reports every 30 seconds.
REMINDERS_SILENCE = timedelta(days=3)  # They are sent once a day.
MAIL_PATIENCE = timedelta(minutes=15)
READING_SECONDS = 5.0  # `/readyz` is public, so each process reads these tables this rarely.
CACHE_AWAY = (
    "The cache of limits can’t be reached. Reads go on without limits, but no one can sign in."
    " Check Redis and CACHE_URL."
)
READY, NO_DATABASE, NO_INDEX, NO_TABLES = "ok", "no_database", "no_index", "not_migrated"


@dataclass
class ReadinessHolder:
    """The warnings that this process read last, by code, and whether the tables are complete."""

    warnings: dict[str, str] | None = None
    read_at: float = field(default=0.0)
    is_migrated: bool = False


_held = ReadinessHolder()


def check_readiness():
    """Return the state of this process and the codes of the warnings.

    It takes at most four queries, and two more until the database has this release's tables.
    """
    try:
        if not has_all_tables():
            return NO_TABLES, []
        if not search.is_search_ready():
            return NO_INDEX, []
        return READY, sorted(fetch_warnings())
    except (DatabaseError, InterfaceError, DirectoryState.DoesNotExist):
        return NO_DATABASE, []


def has_all_tables():
    """Return whether the last migration of each app was applied; a process asks until it was.

    The tables of a newer release, which is being installed, are fine.
    """
    if not _held.is_migrated:
        loader = MigrationLoader(connection)
        _held.is_migrated = set(loader.graph.leaf_nodes()) <= set(loader.applied_migrations)
    return _held.is_migrated


def fetch_warnings():
    """Return the current warnings, as sentences by code; those of the tables may be seconds old."""
    if _held.warnings is None or monotonic() - _held.read_at > READING_SECONDS:
        _held.warnings, _held.read_at = read_warnings(), monotonic()
    return _held.warnings | describe_process()


def describe_process():
    """Return the warnings about this process, which need no query."""
    found = {}
    if trouble := search.describe_index_trouble():
        found["index_behind"] = trouble
    if is_cache_away():
        found["cache_away"] = CACHE_AWAY
    return found


def forget_warnings():
    """Read the warnings again at the next request; tests need this because they roll back."""
    _held.warnings = None


def read_warnings():
    """Return the warnings that the tables give, as sentences by code."""
    if settings.TASKS["default"]["BACKEND"] != tasks.WORKER_BACKEND:
        return {}  # Pages send their mail themselves, so no other program has to run.
    now = timezone.now()
    found = describe_mail_queue(tasks.measure_mail_queue(now), now)
    return found | describe_silent_programs(
        dict(Heartbeat.objects.values_list("name", "beat_at")), now
    )


def describe_mail_queue(queue, now):
    """Return the warnings about undelivered mail."""
    found = {}
    if queue.oldest and queue.oldest < now - MAIL_PATIENCE:
        found["mail_delayed"] = (
            f"Email is delayed. The oldest has been waiting for {timesince(queue.oldest, now)}."
            " Check the worker and the mail server."
        )
    if queue.given_up:
        emails = "1 email" if queue.given_up == 1 else f"{queue.given_up} emails"
        found["letters_given_up"] = (
            f"{emails} couldn’t be delivered in the past {tasks.GIVEN_UP_SHOWN.days} days and won’t"
            " be sent again. Check the addresses of open invitations and requests."
        )
    return found


def describe_silent_programs(beats, now):
    """Return the warnings about programs that don't run; `beats` are their last runs by name."""
    found = {}
    worker, reminders = beats.get("worker"), beats.get("reminders")
    if is_silent(worker, now, WORKER_SILENCE):
        found["worker_gone"] = f"The mail worker isn’t running{describe_last_run(worker, now)}."
        found["worker_gone"] += " No email is sent. Start manage.py worker."
    if is_silent(reminders, now, REMINDERS_SILENCE):
        found["reminders_late"] = f"Reminders aren’t sent{describe_last_run(reminders, now)}."
        found["reminders_late"] += " Run manage.py send_reminders once a day."
    return found


def is_silent(beat, now, patience):
    """Return whether a program hasn't run lately. A wrong clock may leave a time in the future."""
    return beat is None or not now - patience <= beat <= now + patience


def describe_last_run(beat, now):
    """Return the words about the last run of a program, in parentheses."""
    if beat and beat > now:
        return " (it last reported when the clock was wrong)"
    return f" (last seen {timesince(beat, now)} ago)" if beat else " (never seen)"
