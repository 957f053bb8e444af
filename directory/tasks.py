"""Background tasks: delivering letters without losing any.

A letter waits in the database until a mail server accepts it. Django's tasks try only once, so the
worker calls `retry_undelivered` repeatedly to requeue failed deliveries. `letters` and
`notifications` hold the contents.
"""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from anymail.exceptions import AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from directory.terms import INVITATION_LIFETIME

KEEP_TRYING = INVITATION_LIFETIME  # A later letter would hold an expired link.
LONGEST_WAIT = timedelta(hours=4)
# No delivery takes longer (EMAIL_TIMEOUT limits each step), so its worker must have been killed.
LONGEST_DELIVERY = timedelta(minutes=10)
KEEP_RECORDS = timedelta(days=30)  # How long the outcome of each delivery is kept.
FORGOTTEN_ARGUMENTS = {"args": [], "kwargs": {}}
PERMANENT_FAILURE_CODE = 500  # Mail server codes from here on mean permanent failure.


class RefusedError(Exception):
    """The mail server says the address will never exist, so retrying is pointless."""


@task()
def deliver(letter):
    """Deliver a letter from `letters.render_letter` to the mail server.

    Raise `RefusedError` if the address is refused permanently, otherwise the backend's error.
    """
    message = EmailMultiAlternatives(
        subject=letter["subject"],
        body=letter["text"],
        to=[letter["to"]],
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
    done = DBTaskResult.objects.successful() | find_given_up(now)
    done.exclude(args_kwargs=FORGOTTEN_ARGUMENTS).update(args_kwargs=FORGOTTEN_ARGUMENTS)
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RECORDS).delete()


def find_undelivered(now):
    """Return failed tasks that will be retried."""
    return DBTaskResult.objects.failed().exclude(pk__in=find_given_up(now).values("pk"))


def find_given_up(now):
    """Return failed tasks that won't be retried: refused permanently, or tried for too long."""
    refused = Q(exception_class_path=f"{__name__}.RefusedError")
    return DBTaskResult.objects.failed().filter(refused | Q(enqueued_at__lt=now - KEEP_TRYING))


def requeue_task(row, moment):
    """Let a task run again from this moment, unless another worker has already picked it up."""
    as_found = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
    as_found.update(status="READY", run_after=moment)
