"""Error responses: HTML pages for people, RFC 9457 problems for API clients."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from directory.api.problems import (
    DOCUMENT_TOO_LARGE,
    RETRY_AFTER_SECONDS,
    build_problem_response,
)
from directory.http.caching import API_PREFIX
from directory.http.quick_paths import is_quick_path

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
    """Render 404 for an unknown URL."""
    return render_failure(request, 404, "Page not found.")


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


def server_error(request):
    """Render 500. The page needs neither context nor database."""
    if request.path.startswith(API_PREFIX):
        return build_problem_response(
            request, 500, "Something went wrong on our side. Try again in a minute."
        )
    return HttpResponseServerError(loader.get_template("500.html").render())


def service_unavailable(request):
    """Render 503 for a request that needs a part of the site that is away."""
    response = render_failure(request, 503, "Part of the site is temporarily unavailable.")
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def render_failure(request, status, detail, context=None):
    """Render an error as a problem document below the API's path, otherwise as a page.

    A page reads the database. The paths that must work without it get plain text.
    """
    if request.path.startswith(API_PREFIX):
        return build_problem_response(request, status, detail)
    if is_quick_path(request.path):
        return HttpResponse(f"{detail}\n", content_type="text/plain", status=status)
    return render(request, f"{status}.html", context or {}, status=status)
