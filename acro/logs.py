"""Logs: a JSON object per line in production, readable lines in development, without secrets.

`directory/events.py` logs events by name; `directory/http/request_log.py` logs requests.
"""

import logging
import re
import sys
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus

from pythonjsonlogger.json import JsonFormatter

MOST_MESSAGE_CHARACTERS = 2_000
MOST_TRACEBACK_CHARACTERS = 20_000
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

# Each pattern is bounded, so that a long text without a match takes linear time.
SECRETS = (
    (  # parts of URLs that grant access to anyone who has them
        re.compile(
            r"(/accounts/invitations/|/accounts/password/reset/key/|/accounts/confirm-email/"
            r"|/access/|/portal/still-right/)[/\s]*[^/\s]+",
            re.IGNORECASE,
        ),
        r"\1…",
    ),
    (re.compile(r"(/[\w.%-]{0,80})\?[^\s\"'<>]+"), r"\1?…"),  # a query may hold a person's name
    (re.compile(r"(DETAIL:)[^\n]*"), r"\1 …"),  # PostgreSQL's, with the values of a row
    (re.compile(r"acro_[0-9A-Za-z]{6,}"), "acro_…"),  # an API token
    (re.compile(r"[\w.+'%-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), "…@…"),
)
LINE_BREAKERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SECURITY_EVENTS = {"DisallowedHost": "foreign_host", "csrf": "csrf_refused"}
# The classes by name: most belong to servers and libraries that may not be installed.
DISCONNECTIONS = {
    *("BrokenPipeError", "ConnectionAbortedError", "ConnectionResetError"),
    *("ClientDisconnected", "UnreadablePostError"),
}

_logger = logging.getLogger(__name__)
request_id: ContextVar[str] = ContextVar("request_id", default="")


def configure_logging(*, production, level, error_mail):
    """Return Django's LOGGING setting; with `error_mail`, errors are also sent by email.

    Levels below INFO are for our own modules: those of libraries would log queries and addresses.
    """
    of_libraries = "INFO" if level == "DEBUG" else level
    handlers = {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["refusals"],
            "formatter": "json" if production else "readable",
        },
        "mail": {"class": "acro.error_mail.ErrorMail", "filters": ["refusals"], "level": "ERROR"},
    }
    names = ["stderr", "mail"] if error_mail else ["stderr"]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"refusals": {"()": "acro.logs.RefusalFilter"}},
        "formatters": {
            "json": {"()": "acro.logs.JsonLines"},
            "readable": {"()": "acro.logs.ReadableLines"},
        },
        "handlers": {name: handlers[name] for name in names},
        "root": {"handlers": names, "level": of_libraries},
        "loggers": {
            "acro": {"level": level},
            "acro.queue": {"level": "ERROR"},  # else a line for each request that waits
            "directory": {"level": level},
            "django": {"handlers": [], "level": of_libraries, "propagate": True},
            # `runserver` logs requests with their query strings; we log them ourselves.
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": True},
            "django_tasks": {"level": "CRITICAL"},  # `directory/tasks.py` logs deliveries.
            "django_tasks_db": {"level": "WARNING"},
        },
    }


def configure_server_logging(logging_settings):
    """Return the configuration of gunicorn's parent process: its lines look like ours."""
    to_stderr = {"level": "WARNING", "handlers": ["stderr"]}
    handlers = {"stderr": logging_settings["handlers"]["stderr"]}
    server = {"gunicorn.error": to_stderr | {"propagate": False}}
    return logging_settings | {"handlers": handlers, "root": to_stderr, "loggers": server}


def log_everything():
    """Log warnings of Python and uncaught errors, too, instead of printing them."""
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda args: _log_uncaught(*args[:3])


def _log_uncaught(kind, error, traceback):
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        _logger.critical("An error stopped the program.", exc_info=(kind, error, traceback))


class RefusalFilter(logging.Filter):
    """A filter that turns refused requests and lost connections into events of one line.

    Django logs them with a traceback, some as errors, though nothing of ours failed. It also logs
    each other response from 400 on; those are dropped, because each request has its own line.
    """

    def filter(self, record):
        """Return whether to log the record; a refusal becomes an event."""
        if hasattr(record, "event"):
            return True
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        area, _, kind = record.name.rpartition(".")
        status = getattr(record, "status_code", None)
        if error in DISCONNECTIONS:
            _make_event(record, "client_disconnected", logging.INFO)
        elif area == "django.security":
            name = SECURITY_EVENTS.get(kind, "suspicious_request")
            _make_event(record, name, kind=kind)
        elif record.name == "django.request" and status:
            return self.is_worth_a_line(record, status, error)
        return True

    def is_worth_a_line(self, record, status, error):
        """Return whether a response needs a line besides the one of its request."""
        if status == HTTPStatus.FORBIDDEN:
            _make_event(record, "permission_refused")
        elif status == HTTPStatus.BAD_REQUEST and error:
            _make_event(record, "unreadable_request", kind=error)
        elif status == HTTPStatus.TOO_MANY_REQUESTS and "/api/" not in record.getMessage():
            _make_event(record, "rate_limited", limit="accounts")  # The API logs its own.
        else:
            return bool(status >= HTTPStatus.INTERNAL_SERVER_ERROR and error)
        return True


def _make_event(record, name, level=logging.WARNING, **facts):
    """Make a record an event without a traceback."""
    record.event, record.levelno, record.levelname = name, level, logging.getLevelName(level)
    record.exc_info = record.exc_text = None
    request = getattr(record, "request", None)
    # Reading `request.user` could query the database, and make the response depend on the cookie.
    user = getattr(getattr(request, "_cached_user", None), "pk", None)
    status = getattr(record, "status_code", None)
    record.facts = facts | {
        key: value for key, value in (("status", status), ("user", user)) if value is not None
    }


class JsonLines(JsonFormatter):
    """A formatter that writes one JSON object per record, its traceback in one field."""

    def add_fields(self, log_data, record, message_dict):
        """Add our own fields only: others, such as Django's `request`, hold personal data."""
        log_data |= describe_record(record)
        if traceback := message_dict.get("exc_info"):
            log_data["traceback"] = shorten_traceback(hide_secrets(traceback))


class ReadableLines(logging.Formatter):
    """A formatter for people: one line per record, and an indented traceback."""

    def format(self, record):
        """Return the record as a line."""
        fields = describe_record(record)
        parts = [fields.pop("time"), f"{fields.pop('level'):7}", fields.pop("message")]
        fields.pop("event", None)  # It is the message.
        parts += [f"{name}={value}" for name, value in fields.items()]
        text = escape_controls(" ".join(parts))
        if record.exc_info:
            traceback = hide_secrets(self.formatException(record.exc_info))
            text = "\n    ".join([text, *traceback.splitlines()])
        return text


def describe_record(record):
    """Return the fields of a log line, without secrets."""
    fields = {
        "time": format_moment(record.created),
        # One word to look for: libraries, such as the web server, also log critical errors.
        "level": "ERROR" if record.levelno > logging.ERROR else record.levelname,
        "logger": record.name,
        "process": record.process,
    }
    if current := request_id.get():
        fields["request_id"] = current
    fields["message"] = clean_value(record.getMessage())
    if event := getattr(record, "event", ""):
        fields["event"] = event
    for name, value in getattr(record, "facts", {}).items():
        fields.setdefault(name, clean_value(value))
    return fields


def format_moment(seconds):
    """Return a time as RFC 3339 in UTC, which sorts as text."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def clean_value(value):
    """Return a value for a log: numbers and None as they are, anything else as a short text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [clean_value(each) for each in value]
    return hide_secrets(str(value)[:MOST_MESSAGE_CHARACTERS])


def shorten_traceback(text):
    """Return a traceback, or its end, which names the error."""
    if len(text) <= MOST_TRACEBACK_CHARACTERS:
        return text
    return f"…{text[-MOST_TRACEBACK_CHARACTERS:]}"


def hide_secrets(text):
    """Return a text without secret links, tokens, query strings, and email addresses."""
    for pattern, replacement in SECRETS:
        text = pattern.sub(replacement, text)
    return text


def escape_controls(text):
    """Return a text whose control characters are escaped, so that it stays one line."""
    return LINE_BREAKERS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
