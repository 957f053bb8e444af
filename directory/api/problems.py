"""The errors of the API, all as `application/problem+json` (RFC 9457)."""

import json
import math
from dataclasses import asdict
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.http import HttpResponse
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from acro.outages import is_outage
from directory.document.problems import MAX_LISTED_PROBLEMS
from directory.document.schema import DocumentInvalid
from directory.parameters import build_too_many_error
from directory.people.tokens import TokenRevoked
from directory.profile.page import ProfileGoneError, ProfileRenamedError
from directory.workflow.conflicts import EditConflict, StateConflict, SubmissionPending

PROBLEM_CONTENT_TYPE = "application/problem+json"
PROFILE_PUBLISHED_ANEW = (
    "The profile has changed. Get it again and send the patch with its new `ETag`."
)
DOCUMENT_TOO_LARGE = "The request body is too large."
RETRY_AFTER_SECONDS = 5
EXCEPTION_STATUSES = {  # subclasses before their base classes
    ProfileGoneError: HTTPStatus.GONE,
    EditConflict: HTTPStatus.PRECONDITION_FAILED,
    StateConflict: HTTPStatus.CONFLICT,
    RequestDataTooBig: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
EXCEPTION_DETAILS = {
    EditConflict: PROFILE_PUBLISHED_ANEW,
    RequestDataTooBig: DOCUMENT_TOO_LARGE,
}


class RequestRefused(exceptions.APIException):
    """A request refused with a status that DRF has no exception for."""

    def __init__(self, status_code, detail):
        self.status_code = status_code
        super().__init__(detail)


class StaffKeysChanged(DocumentInvalid):
    """A document that changes fields only ACRO staff can change; each is one of its problems."""


def build_problem(request, code, detail, errors=(), error_count=0):
    """Return the body of an error: what went wrong, where, and the first invalid values."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": detail,
        "instance": request.get_full_path(),
    }
    return body | ({"errors": errors, "error_count": error_count} if errors else {})


def build_problem_response(request, code, detail):
    """Return an error response for requests that no API view handles."""
    body = json.dumps(build_problem(request, code, detail), ensure_ascii=False)
    return HttpResponse(body, content_type=PROBLEM_CONTENT_TYPE, status=code)


def answer_exception(exc, context):
    """Return the response to an exception of a view, with DRF's status and headers."""
    request = context["request"]
    if isinstance(exc, ProfileRenamedError):
        return redirect_to_renamed(request, exc.slug)
    if is_outage(exc):
        return None  # The middleware responds, as it does on pages.
    response = exception_handler(convert_for_drf(exc), context)
    if response is None:
        return None  # An unexpected error: it is logged, and `handler500` responds.
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    wrong = list_wrong_values(exc)
    response.data = build_problem(request, response.status_code, str(detail), *wrong)
    if isinstance(exc, SubmissionPending):
        response.data["revision"] = request.build_absolute_uri(reverse_revision(exc.revision))
    response.content_type = PROBLEM_CONTENT_TYPE
    return response


def redirect_to_renamed(request, slug):
    """Return a redirect to the same URL of a company under its current slug."""
    match = request.resolver_match
    address = reverse(match.view_name, kwargs=match.kwargs | {"slug": slug})
    query = request.META["QUERY_STRING"]
    return Response(status=301, headers={"Location": f"{address}?{query}" if query else address})


def reverse_revision(revision):
    """Return the API path of a revision."""
    return reverse("api:revision-detail", args=[revision.pk])


def convert_for_drf(exc):
    """Return the DRF exception for one of ours; other exceptions are returned unchanged."""
    if isinstance(exc, StaffKeysChanged):
        return exceptions.PermissionDenied("Only ACRO staff can change these fields.")
    # DRF reads the query string before our views do, so TooManyFieldsSent is raised there.
    if isinstance(exc, (ValidationError, DocumentInvalid, TooManyFieldsSent)):
        return exceptions.ParseError("The request is invalid. See `errors` for details.")
    known = exc
    if isinstance(exc, exceptions.Throttled):
        known = exceptions.Throttled()
        known.wait = math.ceil(exc.wait or 1)  # DRF rounds down for `Retry-After`.
        known.detail = f"Too many requests. Try again in {known.wait} seconds."
    if isinstance(exc, TokenRevoked):
        known = exceptions.AuthenticationFailed(str(exc))
        known.auth_header = "Token"  # DRF sets this only on exceptions that it raises itself.
    for kind, status in EXCEPTION_STATUSES.items():
        if isinstance(exc, kind):
            known = RequestRefused(status, EXCEPTION_DETAILS.get(kind, str(exc)))
            break
    return known


def list_wrong_values(invalid):
    """Return the first invalid parameters or document values, and the number of all.

    Each has its path, a message, and a code.
    """
    if isinstance(invalid, DocumentInvalid):
        return [asdict(problem) for problem in invalid.found.listed], invalid.found.count
    if isinstance(invalid, TooManyFieldsSent):
        invalid = ValidationError({"": build_too_many_error()})
    if not isinstance(invalid, ValidationError):
        return [], 0
    wrong = [
        {"path": path, "message": error.messages[0], "code": error.code}
        for path, found in invalid.error_dict.items()
        for error in found
    ]
    return wrong[:MAX_LISTED_PROBLEMS], len(wrong)
