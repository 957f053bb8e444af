"""Errors of the API, all of one form: RFC 9457 `application/problem+json`."""

import json
from dataclasses import asdict
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.http import HttpResponse
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from directory.document.schema import DocumentInvalid
from directory.models import DirectoryBusyError
from directory.parameters import build_too_many_error
from directory.people.tokens import TokenRevoked
from directory.profile.page import ProfileGoneError, ProfileRenamedError
from directory.workflow.conflicts import EditConflict, StateConflict, SubmissionPending

PROBLEM_CONTENT_TYPE = "application/problem+json"
PROFILE_PUBLISHED_ANEW = (
    "The profile has changed. Get it again and send the patch with its new `ETag`."
)
DOCUMENT_TOO_LARGE = "The request body is too large."
RETRY_AFTER_SECONDS = 5  # seconds: as long as most turns of the only writer
EXCEPTION_STATUSES = {  # the narrower before the wider
    ProfileGoneError: HTTPStatus.GONE,
    EditConflict: HTTPStatus.PRECONDITION_FAILED,
    StateConflict: HTTPStatus.CONFLICT,
    RequestDataTooBig: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    DirectoryBusyError: HTTPStatus.SERVICE_UNAVAILABLE,
}
EXCEPTION_DETAILS = {EditConflict: PROFILE_PUBLISHED_ANEW, RequestDataTooBig: DOCUMENT_TOO_LARGE}


class RequestRefused(exceptions.APIException):
    """An answer of a status that DRF has no exception for."""

    def __init__(self, status_code, detail):
        self.status_code = status_code
        super().__init__(detail)


class StaffKeysChanged(DocumentInvalid):
    """A document changes what staff alone may change; each problem is one of these keys."""


def build_problem(request, code, detail, errors=()):
    """Return the body of an error: what went wrong, where, and the invalid values."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": detail,
        "instance": request.get_full_path(),
    }
    return body | ({"errors": list(errors)} if errors else {})


def build_problem_response(request, code, detail):
    """An error as an answer, where no view of the API could give it."""
    body = json.dumps(build_problem(request, code, detail), ensure_ascii=False)
    return HttpResponse(body, content_type=PROBLEM_CONTENT_TYPE, status=code)


def answer_exception(exc, context):
    """Answer what a view raised; DRF finds the status and the headers."""
    request = context["request"]
    if isinstance(exc, ProfileRenamedError):
        return redirect_to_renamed(request, exc.slug)
    response = exception_handler(convert_for_drf(exc), context)
    if response is None:
        return None  # a fault of ours, logged; `server_error` answers
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    errors = list(list_wrong_values(exc))
    response.data = build_problem(request, response.status_code, str(detail), errors)
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
    """A revision's own address in the API."""
    return reverse("api:revision-detail", args=[revision.pk])


def convert_for_drf(exc):
    """Return an exception that DRF can answer; exceptions of others are returned unchanged."""
    if isinstance(exc, StaffKeysChanged):
        return exceptions.PermissionDenied("Only ACRO staff can change these fields.")
    # TooManyFieldsSent: DRF looks at the query string before our views do.
    if isinstance(exc, (ValidationError, DocumentInvalid, TooManyFieldsSent)):
        return exceptions.ParseError("The request is invalid. See `errors` for details.")
    known = exc
    if isinstance(exc, TokenRevoked):
        known = exceptions.AuthenticationFailed(str(exc))
        known.auth_header = "Token"  # DRF sets this on its own exceptions only
    for kind, status in EXCEPTION_STATUSES.items():
        if isinstance(exc, kind):
            known = RequestRefused(status, EXCEPTION_DETAILS.get(kind, str(exc)))
            known.wait = RETRY_AFTER_SECONDS if status == HTTPStatus.SERVICE_UNAVAILABLE else None
            break
    return known


def list_wrong_values(invalid):
    """Yield each invalid parameter or document value: its path, a message, and a code."""
    if isinstance(invalid, DocumentInvalid):
        yield from (asdict(found) for found in invalid.problems)
    if isinstance(invalid, TooManyFieldsSent):
        invalid = ValidationError({"": build_too_many_error()})
    if isinstance(invalid, ValidationError):
        for path, found in invalid.error_dict.items():
            for error in found:
                yield {"path": path, "message": error.messages[0], "code": error.code}
