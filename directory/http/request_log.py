"""The log of requests: one line each, without addresses, user agents, and query strings."""

import logging
import uuid
from http import HTTPStatus
from time import monotonic

from django.core.signals import request_finished
from django.dispatch import receiver

from acro import logs
from directory.http.quick_paths import is_quick_path

READINESS_PATH = "/readyz"
_logger = logging.getLogger("directory.requests")


def note_request_start(request):
    """Give the request its id and start time; records logged meanwhile hold the id."""
    request.id = uuid.uuid4().hex
    request.started_at = monotonic()
    logs.request_id.set(request.id)


def log_request(request, response):
    """Log the request with its response, which a stream reaches when it is closed."""
    if response.streaming:
        # Django calls these after the last byte, or when the client has gone.
        response._resource_closers.append(lambda: _log_line(request, response))  # noqa: SLF001 - see above
    else:
        _log_line(request, response, bytes=len(response.content))


def _log_line(request, response, **facts):
    facts = {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "duration_ms": round((monotonic() - request.started_at) * 1000, 1),
    } | facts
    level = choose_log_level(request.path, response.status_code)
    _logger.log(level, "request", extra={"event": "request", "facts": facts})


def choose_log_level(path, status):
    """Return the level of a request's line."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return logging.WARNING
    # Monitoring and browsers request these all the time, so they are logged only if they fail.
    is_frequent = is_quick_path(path) or path == READINESS_PATH
    if is_frequent and status < HTTPStatus.BAD_REQUEST:
        return logging.DEBUG
    return logging.INFO


@receiver(request_finished)
def forget_request_id(**kwargs):
    """Forget the request's id, because its thread may do something else next."""
    logs.request_id.set("")
