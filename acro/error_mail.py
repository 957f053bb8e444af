"""Errors by email: at most a few per hour, with a traceback and nothing of the request's content.

Django's own handler would send cookies, form data, and settings.
"""

import logging
from threading import Lock, Thread
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage

from acro.logs import describe_record, escape_controls, hide_secrets, shorten_traceback
from directory.terms import DIRECTORY_NAME

MOST_MAILS = 10  # per process and period
PERIOD_SECONDS = 3600
MAIL_THREAD = "error-mail"
LAST_OF_PERIOD = "This process sends no more of these for an hour. Later errors are in the log."
_logger = logging.getLogger(__name__)


class ErrorMail(logging.Handler):
    """A handler that emails each error to `ADMINS_EMAIL`, from a thread that no page waits for."""

    def __init__(self, level=logging.ERROR):
        super().__init__(level)
        self.sent_at, self.counting = [], Lock()

    def emit(self, record):
        """Send the record, unless a filter has made it an event or the limit is reached."""
        try:
            # An error while sending an error would otherwise be sent, too.
            if record.levelno < self.level or record.threadName == MAIL_THREAD:
                return
            number = self.count_mail()
            if number > MOST_MAILS:
                return
            message = build_error_mail(record, is_last=number == MOST_MAILS)
            Thread(target=send_error_mail, args=[message], name=MAIL_THREAD).start()
        except Exception:  # noqa: BLE001 - as all handlers do: a log never breaks the request
            self.handleError(record)

    def count_mail(self):
        """Return the number of this mail in the current period; one over the limit isn't kept."""
        with self.counting:
            now = monotonic()
            self.sent_at = [sent for sent in self.sent_at if sent > now - PERIOD_SECONDS]
            if len(self.sent_at) < MOST_MAILS:
                self.sent_at.append(now)
                return len(self.sent_at)
            return MOST_MAILS + 1


def build_error_mail(record, *, is_last):
    """Return the email: the fields of the log line, and the traceback without local variables."""
    fields = describe_record(record)
    lines = [f"{name}: {escape_controls(str(value))}" for name, value in fields.items()]
    if record.exc_info:
        traceback = logging.Formatter().formatException(record.exc_info)
        lines += ["", shorten_traceback(hide_secrets(traceback))]
    if is_last:
        lines += ["", LAST_OF_PERIOD]
    subject = escape_controls(f"[{DIRECTORY_NAME}] {fields['level']}: {fields['message']}")
    return EmailMessage(
        subject[:200],
        "\n".join(lines) + "\n",
        to=settings.ADMINS_EMAIL,
        headers={"Auto-Submitted": "auto-generated"},  # This prevents out-of-office replies.
    )


def send_error_mail(message):
    """Send the email; a failure is only logged."""
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 - whatever it is, the error is already in the log
        _logger.warning("An error couldn't be reported by email: %s", error)
