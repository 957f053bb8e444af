"""Do what waits in the background: deliver mail, and try again what failed."""

import itertools
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from directory import tasks

WORKER_PAUSE = 1  # seconds between two looks at what waits
LOOKS_BETWEEN_TENDING = 20  # looks


class Command(BaseCommand):
    """Work until stopped. The worker of django-tasks-db does each task; this one tends the rest."""

    help = "Deliver email in the background and retry failed deliveries until stopped."

    def add_arguments(self, parser):
        """Declare the options."""
        parser.add_argument(
            "--once", action="store_true", help="run the tasks that are due, then exit"
        )

    def handle(self, **options):
        """Work."""
        if settings.TASKS["default"]["BACKEND"] != "django_tasks_db.DatabaseBackend":
            raise CommandError("There are no tasks for a worker. Set TASKS=worker (see README.md).")
        worker = make_worker()
        if options["once"]:
            run_worker(worker, tend=True)
            return
        worker.configure_signals()
        for look in itertools.count():
            if not worker.running:
                return
            try:
                run_worker(worker, tend=look % LOOKS_BETWEEN_TENDING == 0)
            except OperationalError as error:
                self.stderr.write(f"The database isn't responding. Trying again. {error}")
            time.sleep(WORKER_PAUSE)


def make_worker():
    """A worker that does what is due, and returns."""
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


def run_worker(worker, *, tend):
    """Do what is due; before and after it, put back what failed and forget what was said."""
    close_old_connections()
    if tend:
        tasks.retry_undelivered()
    if DBTaskResult.objects.ready().exists():  # asked first: the worker's own look locks SQLite
        worker.run()
        tasks.retry_undelivered()
