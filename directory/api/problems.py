"""Errors of the API, all of one form: RFC 9457 `application/problem+json`."""

import json
from http import HTTPStatus

from django.core.exceptions import TooManyFieldsSent, ValidationError
from django.http import HttpResponse
from django.urls import reverse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from directory.parameters import too_many
from directory.profiles import GoneError, RenamedError

API = "/api/"
CONTENT_TYPE = "application/problem+json"


class Gone(exceptions.APIException):
    """410: it was here, and is no more."""

    status_code = status.HTTP_410_GONE
    default_code = "gone"


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
        match = request.resolver_match
        address = reverse(match.view_name, kwargs=match.kwargs | {"slug": exc.slug})
        query = request.META["QUERY_STRING"]
        location = f"{address}?{query}" if query else address
        return Response(status=301, headers={"Location": location})
    if isinstance(exc, GoneError):
        exc = Gone(str(exc))
    if isinstance(exc, TooManyFieldsSent):  # DRF looks at the query string before our views do
        exc = ValidationError({"": too_many()})
    errors = []
    if isinstance(exc, ValidationError):
        errors = list(wrong_values(exc))
        exc = exceptions.ParseError("`errors` names what to mend.")
    response = exception_handler(exc, context)
    if response is None:
        return None  # a fault of ours, logged; `server_error` answers
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    response.data = problem(request, response.status_code, str(detail), errors)
    response.content_type = CONTENT_TYPE
    return response


def wrong_values(invalid):
    """Each wrong parameter: its name, what to mend, and a code for programs."""
    for path, found in invalid.error_dict.items():
        for error in found:
            yield {"path": path, "message": error.messages[0], "code": error.code}
