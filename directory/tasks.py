"""Work in the background: letters are delivered, and none is lost.

A letter waits in the database until a mail server has taken it. Django's tasks try everything
once, so `retry_undelivered`, which the worker calls again and again, puts back what was not
delivered. What letters say stands in `mail` and `notices`.
"""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from anymail.exceptions import AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

KEEP_TRYING = timedelta(days=14)  # as long as an invitation is good for
LONGEST_WAIT = timedelta(hours=4)
# So long no delivery takes (EMAIL_TIMEOUT is for one step): its worker was killed.
LONGEST_DELIVERY = timedelta(minutes=10)
KEEP_RECORDS = timedelta(days=30)  # the record that something was sent, or was not
FORGOTTEN_ARGUMENTS = {"args": [], "kwargs": {}}
PERMANENT_FAILURE_CODE = 500  # from here on a mail server's code means: never


class RefusedError(Exception):
    """The mail server says that there will never be such an address: trying again only annoys."""


@task()
def deliver(letter):
    """Give a letter, as `letters.render_letter` made it, to the mail server; raises what
    hinders that.
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
    except AnymailRecipientsRefused as error:  # what a service cannot do now has other names
        raise RefusedError("The mail service refuses the address for good.") from error


def choose_retry_delay(attempts):
    """How long to wait after so many attempts: a minute, twice as long each time, up to hours."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_WAIT)


def retry_undelivered():
    """Put back what was not delivered, and forget what letters said that were.

    Letters hold secrets, such as an invitation's link, of which only a hash is kept elsewhere.
    """
    now = timezone.now()
    for failed in find_undelivered(now):
        requeue_task(failed, failed.finished_at + choose_retry_delay(len(failed.worker_ids)))
    for broken_off in DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_DELIVERY):
        requeue_task(broken_off, now)
    told = DBTaskResult.objects.successful() | find_given_up(now)
    told.exclude(args_kwargs=FORGOTTEN_ARGUMENTS).update(args_kwargs=FORGOTTEN_ARGUMENTS)
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RECORDS).delete()


def find_undelivered(now):
    """Failed tasks that are tried again."""
    return DBTaskResult.objects.failed().exclude(pk__in=find_given_up(now).values("pk"))


def find_given_up(now):
    """Failed tasks that are not tried again: refused for good, or for too long."""
    refused = Q(exception_class_path=f"{__name__}.RefusedError")
    return DBTaskResult.objects.failed().filter(refused | Q(enqueued_at__lt=now - KEEP_TRYING))


def requeue_task(row, moment):
    """Let a task be run again from this moment on, unless another worker was quicker."""
    as_found = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
    as_found.update(status="READY", run_after=moment)
