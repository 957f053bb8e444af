"""Error responses: HTML pages for people, RFC 9457 problems for API clients."""

import sys
from threading import Lock
from time import monotonic

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from acro.caches import CacheAwayError
from acro.outages import is_outage, list_causes, log_outage
from directory.api.problems import (
    DOCUMENT_TOO_LARGE,
    RETRY_AFTER_SECONDS,
    build_problem_response,
    describe_unknown_path,
)
from directory.http.caching import API_PREFIX
from directory.http.quick_paths import is_quick_path
from directory.models import DirectoryBusyError
from directory.views.missing_pages import describe_missing_page

OUTAGE_LOG_SECONDS = 5.0
BUSY = (
    "The directory is busy",
    "Nothing was changed. Try again in a few seconds.",
)
COUNTERS_AWAY = (
    "Temporarily unavailable",
    "This part of the site can’t be used right now. Nothing was changed. Try again in a minute.",
)
UNAVAILABLE = (
    "The directory isn’t available",
    "The problem is on our side. Try again in a few seconds. Check whether a change was saved.",
)
UNREADABLE_REQUEST = "We couldn’t read part of this address or form. Check it and try again."


def bad_request(request, exception):
    """Render 400 for a malformed request, or 413 for a form that is too large."""
    if isinstance(exception, RequestDataTooBig):
        return body_too_large(request)
    return render_failure(request, 400, UNREADABLE_REQUEST, {"problems": [UNREADABLE_REQUEST]})


def permission_denied(request, exception):
    """Render 403 for an action that is not allowed."""
    return render_failure(request, 403, "You don't have permission to do this.")


def page_not_found(request, exception):
    """Render 404 for an unknown URL, with the pages that it may have meant."""
    if request.path.startswith(API_PREFIX):
        return build_problem_response(request, 404, describe_unknown_path(request.path))
    return render_failure(request, 404, "Page not found.", find_suggested_pages(request))


def find_suggested_pages(request):
    """Return the context with the pages that a wrong URL may have meant; empty in an outage."""
    if is_quick_path(request.path):
        return {}
    try:
        return describe_missing_page(request.path_info)
    except Exception as error:
        if not is_outage(error):
            raise
        return {}


def method_not_allowed(request, allowed):
    """Render 405 with an `Allow` header that lists the `allowed` methods."""
    response = render_failure(request, 405, "This URL doesn't accept this method.")
    response["Allow"] = ", ".join(allowed)
    return response


def body_too_large(request):
    """Render 413 for a request body that is larger than its URL allows."""
    return render_failure(request, 413, DOCUMENT_TOO_LARGE)


def csrf_failure(request, reason=""):
    """Render 403 for a missing or wrong CSRF token. Visitors don't see the detailed `reason`."""
    return permission_denied(request, reason)


class OutageLog:
    """The log of outages: at most one line in a few seconds, however many requests fail."""

    def __init__(self):
        self.lock = Lock()
        self.logged_at = float("-inf")

    def note(self, error):
        """Log an outage, unless one was logged a moment ago."""
        with self.lock:
            now = monotonic()
            if now - self.logged_at < OUTAGE_LOG_SECONDS:
                return
            self.logged_at = now
        log_outage(error)


outage_log = OutageLog()


def service_unavailable(request, error):
    """Return 503 for an outage, or for a directory that is busy; log it. Needs no database."""
    title, detail = describe_unavailability(error)
    if request.path.startswith(API_PREFIX):
        response = build_problem_response(request, 503, f"{title}. {detail}".replace("’", "'"))
    else:
        page = loader.get_template("503.html").render({"title": title, "detail": detail})
        response = HttpResponse(page, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    # Otherwise Django logs each of these responses, those of middleware with a traceback.
    response._has_been_logged = True  # noqa: SLF001 - Django has no public name for it
    return response


def describe_unavailability(error):
    """Return the title and text for visitors, and log an outage that doesn't log itself."""
    if isinstance(error, DirectoryBusyError):
        return BUSY
    if any(isinstance(cause, CacheAwayError) for cause in list_causes(error)):
        return COUNTERS_AWAY
    outage_log.note(error)
    return UNAVAILABLE


def server_error(request):
    """Render 500, or 503 for an outage. The pages need neither context nor database."""
    error = sys.exc_info()[1]  # Django calls this while it handles the exception.
    if is_outage(error):
        return service_unavailable(request, error)
    if request.path.startswith(API_PREFIX):
        return build_problem_response(
            request, 500, "Something went wrong on our side. Try again in a minute."
        )
    return HttpResponseServerError(loader.get_template("500.html").render())


def render_failure(request, status, detail, context=None):
    """Render an error as a problem document below the API's path, otherwise as a page.

    A page reads the database. The paths that must work without it get plain text.
    """
    if request.path.startswith(API_PREFIX):
        return build_problem_response(request, status, detail)
    if is_quick_path(request.path):
        return HttpResponse(f"{detail}\n", content_type="text/plain", status=status)
    template, context = f"{status}.html", context or {}
    try:
        return render(request, template, context, status=status)
    except Exception as error:
        if not is_outage(error):
            raise
        # The notice is the only part of an error page that needs the database.
        return render(request, template, context | {"sample_notice": ""}, status=status)
