"""Background tasks: delivering letters without losing any.

A letter waits in the database until a mail server accepts it. Django's tasks try only once, so the
worker calls `retry_undelivered` repeatedly to requeue failed deliveries. `letters` and
`notifications` hold the contents.
"""

import logging
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db.models import Count, Min, Q
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult

from directory.email_addresses import normalize_email
from directory.events import log_event
from directory.terms import INVITATION_LIFETIME

KEEP_TRYING = INVITATION_LIFETIME  # A later letter would hold an expired link.
LONGEST_WAIT = timedelta(hours=4)
# No delivery takes longer (EMAIL_TIMEOUT limits each step), so its worker must have been killed.
LONGEST_DELIVERY = timedelta(minutes=10)
GIVEN_UP_SHOWN = timedelta(days=7)  # How long operators are told of them.
KEEP_RECORDS = timedelta(days=30)  # How long the outcome of each delivery is kept.
WORKER_BACKEND = "django_tasks_db.DatabaseBackend"
FORGOTTEN_ARGUMENTS = {"args": [], "kwargs": {}}
PERMANENT_FAILURE_CODE = 500  # Mail server codes from here on mean permanent failure.
_logger = logging.getLogger(__name__)


class RefusedError(Exception):
    """The mail server says the address will never exist, so retrying is pointless."""


# Delivery fails with these if the mail server or service is away or refuses; others are bugs.
DELIVERY_ERRORS = (RefusedError, AnymailError, OSError)


@dataclass(frozen=True)
class MailQueue:
    """The oldest undelivered letter's time, or None, and the number of letters given up lately."""

    oldest: datetime | None
    given_up: int


@task()
def deliver(letter):
    """Deliver a letter from `letters.render_letter` to the mail server.

    Raise `RefusedError` if the address is refused permanently, otherwise the backend's error.
    """
    try:
        address = normalize_email(letter["to"])
    except ValidationError as error:  # an address stored before the rule for addresses
        raise RefusedError("No mail server can deliver to the address.") from error
    message = EmailMultiAlternatives(
        subject=letter["subject"],
        body=letter["text"],
        to=[address],
        headers=letter["headers"],
    )
    message.attach_alternative(letter["html"], "text/html")
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        if all(code >= PERMANENT_FAILURE_CODE for code, _ in error.recipients.values()):
            raise RefusedError("The mail server refuses the address for good.") from error
        raise
    except AnymailRecipientsRefused as error:  # Temporary errors have other classes.
        raise RefusedError("The mail service refuses the address for good.") from error


@receiver(task_finished)
def log_delivery(sender, task_result, **kwargs):
    """Log that a letter was delivered or not, by its id; a bug with its traceback."""
    letter = str(task_result.id)
    if task_result.status == TaskResultStatus.SUCCESSFUL:
        log_event("letter_sent", letter=letter)
        return
    error = sys.exc_info()[1]
    log_event("letter_failed", logging.WARNING, letter=letter, error=type(error).__name__)
    if not isinstance(error, DELIVERY_ERRORS):
        _logger.error("Delivering a letter failed unexpectedly.", exc_info=error)


def choose_retry_delay(attempts):
    """Return the wait after this many attempts: a minute, doubling up to `LONGEST_WAIT`."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_WAIT)


def retry_undelivered():
    """Requeue undelivered letters, and erase the contents of delivered and abandoned ones.

    Letters contain secrets, such as an invitation's link, that are stored elsewhere only as a hash.
    """
    now = timezone.now()
    for failed in find_undelivered(now):
        requeue_task(failed, failed.finished_at + choose_retry_delay(len(failed.worker_ids)))
    for broken_off in DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_DELIVERY):
        requeue_task(broken_off, now)
    sent = DBTaskResult.objects.successful().exclude(args_kwargs=FORGOTTEN_ARGUMENTS)
    sent.update(args_kwargs=FORGOTTEN_ARGUMENTS)
    forget_given_up(now)
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RECORDS).delete()


def find_undelivered(now):
    """Return failed tasks that will be retried."""
    return DBTaskResult.objects.failed().exclude(pk__in=find_given_up(now).values("pk"))


def match_given_up(now):
    """Return the condition of tasks that won't be retried: refused for good, or tried too long."""
    refused = Q(exception_class_path=f"{__name__}.RefusedError")
    return Q(status=TaskResultStatus.FAILED) & (refused | Q(enqueued_at__lt=now - KEEP_TRYING))


def find_given_up(now):
    """Return the failed tasks that won't be retried."""
    return DBTaskResult.objects.filter(match_given_up(now))


def forget_given_up(now):
    """Erase the contents of letters that won't be retried, and log each of them once."""
    for letter in find_given_up(now).exclude(args_kwargs=FORGOTTEN_ARGUMENTS):
        row = DBTaskResult.objects.filter(pk=letter.pk).exclude(args_kwargs=FORGOTTEN_ARGUMENTS)
        if row.update(args_kwargs=FORGOTTEN_ARGUMENTS):  # else another worker was faster
            attempts = len(letter.worker_ids)
            log_event("letter_given_up", logging.WARNING, letter=str(letter.pk), attempts=attempts)


def measure_mail_queue(now):
    """Return the state of the letters in the database, with one query."""
    given_up = match_given_up(now)
    undelivered = ~given_up & ~Q(status=TaskResultStatus.SUCCESSFUL)
    return MailQueue(
        **DBTaskResult.objects.aggregate(
            oldest=Min("enqueued_at", filter=undelivered),
            given_up=Count("pk", filter=given_up & Q(finished_at__gt=now - GIVEN_UP_SHOWN)),
        )
    )


def requeue_task(row, moment):
    """Let a task run again from this moment, unless another worker has already picked it up."""
    as_found = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
    as_found.update(status="READY", run_after=moment)
