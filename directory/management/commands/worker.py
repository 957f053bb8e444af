"""manage.py worker: run background tasks, such as mail delivery, and retry failed ones."""

import itertools
import time
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_QUEUE_NAME
from django_tasks.signals import task_finished
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from acro.outages import is_outage, log_outage
from directory import tasks
from directory.events import log_event
from directory.models import Heartbeat

BEAT_SECONDS = 30  # between two signs of life, which `/readyz` waits for
WORKER_PAUSE = 1  # seconds between two checks for tasks
LONGEST_PAUSE = 10  # seconds between two checks while the database is away
LOOKS_BETWEEN_RETRIES = 20  # checks for tasks between two retries of failed ones


class Command(BaseCommand):
    """Run tasks until stopped; django-tasks-db runs each task, and this command retries."""

    help = "Deliver email in the background and retry failed deliveries until stopped."

    def add_arguments(self, parser):
        """Declare the options."""
        parser.add_argument(
            "--once", action="store_true", help="run the tasks that are due, then exit"
        )

    def handle(self, **options):
        """Run until stopped, or once."""
        if settings.TASKS["default"]["BACKEND"] != tasks.WORKER_BACKEND:
            raise CommandError("There are no tasks for a worker. Set TASKS=worker (see README.md).")
        worker, pulse = make_worker(), Pulse()
        # A long queue must not look like a stopped worker.
        task_finished.connect(pulse.beat_after_task)
        if options["once"]:
            pulse.beat()
            run_worker(worker, retry=True)
            return
        connections.settings["default"]["MUST_EXIST"] = True
        worker.configure_signals()
        failures = 0
        for look in itertools.count():
            if not worker.running:
                return
            try:
                pulse.beat()
                run_worker(worker, retry=look % LOOKS_BETWEEN_RETRIES == 0)
                failures = self.note_success(failures)
            except Exception as error:
                if not is_outage(error):
                    raise
                failures = self.note_failure(failures, error)
            time.sleep(min(WORKER_PAUSE * (1 + failures), LONGEST_PAUSE))

    def note_failure(self, failures, error):
        """Log an outage once, however long it lasts; return the number of failures."""
        if not failures:
            log_outage(error)
        return failures + 1

    def note_success(self, failures):
        """Log that the database is back if it was away; return the number of failures, 0."""
        if failures:
            log_event("database_back")
        return 0


class Pulse:
    """The worker's signs of life, at most one in `BEAT_SECONDS`."""

    def __init__(self):
        self.beat_at = None

    def beat(self):
        """Record that the worker runs; raise `DatabaseError` if the database can't be used."""
        if self.beat_at is not None and time.monotonic() - self.beat_at < BEAT_SECONDS:
            return
        Heartbeat.objects.beat(Heartbeat.Program.WORKER)
        self.beat_at = time.monotonic()

    def beat_after_task(self, **kwargs):
        """Record it between two tasks; the next one tries again if that fails."""
        with suppress(DatabaseError):
            self.beat()


def make_worker():
    """Return a worker that runs the tasks that are due, and then returns."""
    return Worker(
        queue_names=[DEFAULT_TASK_QUEUE_NAME],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def run_worker(worker, *, retry):
    """Run the tasks that are due, then requeue failed ones and erase the contents of sent letters.

    With `retry`, requeue and erase before the run, too, and even if no task is due.
    """
    close_old_connections()
    if retry:
        tasks.retry_undelivered()
    if DBTaskResult.objects.ready().exists():  # the worker's own check would lock SQLite
        worker.run()
        tasks.retry_undelivered()
