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
from directory.parameters import too_many
from directory.profiles import GoneError, RenamedError
from directory.publishing import Conflict
from directory.revising import Moved, Waiting
from directory.tokens import Revoked

API = "/api/"
CONTENT_TYPE = "application/problem+json"
STALE = "The profile was published anew since. Read it again, and send the patch with its `ETag`."
TOO_LARGE = "This is larger than any profile may be."
RETRY_AFTER = 5  # seconds: as long as most turns of the only writer
STATUSES = {  # the narrower before the wider
    GoneError: HTTPStatus.GONE,
    Moved: HTTPStatus.PRECONDITION_FAILED,
    Conflict: HTTPStatus.CONFLICT,
    RequestDataTooBig: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    DirectoryBusyError: HTTPStatus.SERVICE_UNAVAILABLE,
}
WORDS = {Moved: STALE, RequestDataTooBig: TOO_LARGE}


class Refusal(exceptions.APIException):
    """An answer of a status that DRF has no exception for."""

    def __init__(self, status_code, detail):
        self.status_code = status_code
        super().__init__(detail)


class StaffOnly(DocumentInvalid):
    """A document changes what staff alone may change; each problem is one of these keys."""


def problem(request, code, detail, errors=()):
    """The body of an error: what went wrong, where, and for bad input what to mend."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": detail,
        "instance": request.get_full_path(),
    }
    return body | ({"errors": list(errors)} if errors else {})


def problem_response(request, code, detail):
    """An error as an answer, where no view of the API could give it."""
    body = json.dumps(problem(request, code, detail), ensure_ascii=False)
    return HttpResponse(body, content_type=CONTENT_TYPE, status=code)


def problem_handler(exc, context):
    """Answer what a view raised; DRF finds the status and the headers."""
    request = context["request"]
    if isinstance(exc, RenamedError):
        return renamed(request, exc.slug)
    response = exception_handler(as_drf_knows(exc), context)
    if response is None:
        return None  # a fault of ours, logged; `server_error` answers
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    errors = list(wrong_values(exc))
    response.data = problem(request, response.status_code, str(detail), errors)
    if isinstance(exc, Waiting):
        response.data["revision"] = request.build_absolute_uri(revision_path(exc.revision))
    response.content_type = CONTENT_TYPE
    return response


def renamed(request, slug):
    """The way to the same of a company that has another slug by now."""
    match = request.resolver_match
    address = reverse(match.view_name, kwargs=match.kwargs | {"slug": slug})
    query = request.META["QUERY_STRING"]
    return Response(status=301, headers={"Location": f"{address}?{query}" if query else address})


def revision_path(revision):
    """A revision's own address in the API."""
    return reverse("api:revision-detail", args=[revision.pk])


def as_drf_knows(exc):
    """What was raised as an exception that DRF answers; what is none of ours as it is."""
    if isinstance(exc, StaffOnly):
        return exceptions.PermissionDenied("Only the association's staff may change these keys.")
    # TooManyFieldsSent: DRF looks at the query string before our views do.
    if isinstance(exc, (ValidationError, DocumentInvalid, TooManyFieldsSent)):
        return exceptions.ParseError("`errors` names what to mend.")
    known = exc
    if isinstance(exc, Revoked):
        known = exceptions.AuthenticationFailed(str(exc))
        known.auth_header = "Token"  # DRF has said it of its own exceptions alone by now
    for kind, status in STATUSES.items():
        if isinstance(exc, kind):
            known = Refusal(status, WORDS.get(kind, str(exc)))
            known.wait = RETRY_AFTER if status == HTTPStatus.SERVICE_UNAVAILABLE else None
            break
    return known


def wrong_values(invalid):
    """Each wrong parameter, or value of a document: its name or path, what to mend, and a code."""
    if isinstance(invalid, DocumentInvalid):
        yield from (asdict(found) for found in invalid.problems)
    if isinstance(invalid, TooManyFieldsSent):
        invalid = ValidationError({"": too_many()})
    if isinstance(invalid, ValidationError):
        for path, found in invalid.error_dict.items():
            for error in found:
                yield {"path": path, "message": error.messages[0], "code": error.code}
