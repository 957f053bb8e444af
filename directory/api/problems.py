"""The errors of the API, all as `application/problem+json` (RFC 9457).

`problem_types` has their types, `problem_details` what they say.
"""

import json
import math
import re
from dataclasses import asdict

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.http import Http404, HttpResponse
from django.urls import is_valid_path, reverse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from acro.outages import is_outage
from directory.api import problem_details, problem_types
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
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


class RequestRefused(exceptions.APIException):
    """A request refused with a status that DRF has no exception for."""

    def __init__(self, status_code, detail):
        self.status_code = status_code
        super().__init__(detail)


class BodyCompressed(exceptions.UnsupportedMediaType):
    """A body with a `Content-Encoding`."""

    def __init__(self, encoding):
        said = "The body is compressed. Send it without `Content-Encoding`."
        super().__init__(encoding, said)


class StaffKeysChanged(DocumentInvalid):
    """A document that changes fields only ACRO staff can change; each is one of its problems."""


class PatchUnreadable(DocumentInvalid):
    """A body that isn't a JSON object, or in which keys are repeated."""


EXCEPTION_TYPES = {  # subclasses before their base classes
    ProfileGoneError: problem_types.REMOVED,
    EditConflict: problem_types.PROFILE_CHANGED,
    SubmissionPending: problem_types.CHANGES_PENDING,
    StateConflict: problem_types.CONFLICT,
    RequestDataTooBig: problem_types.TOO_LARGE,
    PatchUnreadable: problem_types.INVALID_BODY,
    StaffKeysChanged: problem_types.STAFF_FIELDS,
    DocumentInvalid: problem_types.INVALID_PROFILE,
    ValidationError: problem_types.INVALID_PARAMETERS,
    # DRF reads the query string before our views do, so TooManyFieldsSent is raised there.
    TooManyFieldsSent: problem_types.INVALID_PARAMETERS,
    TokenRevoked: problem_types.INVALID_TOKEN,
    exceptions.NotAuthenticated: problem_types.MISSING_TOKEN,
}
EXCEPTION_DETAILS = {
    EditConflict: PROFILE_PUBLISHED_ANEW,
    RequestDataTooBig: DOCUMENT_TOO_LARGE,
}


def build_problem(request, problem_type, detail, errors=(), error_count=0):
    """Return the body of an error: what went wrong, where, and the first invalid values."""
    body = {
        "type": problem_type.url,
        "title": problem_type.title,
        "status": problem_type.status,
        "detail": detail,
        "instance": build_instance(request),
    }
    return body | ({"errors": errors, "error_count": error_count} if errors else {})


def build_instance(request):
    """Return the path and query of a request as a valid URI reference (RFC 3986).

    Clients send brackets and lone percent signs, which stand for nothing there.
    """
    sent = _STRAY_PERCENT.sub("%25", request.get_full_path())
    return sent.replace("[", "%5B").replace("]", "%5D")


def build_problem_response(request, code, detail):
    """Return an error response for requests that no API view handles."""
    problem = build_problem(request, problem_types.find_problem_type(code), detail)
    body = json.dumps(problem, ensure_ascii=False)
    return HttpResponse(body, content_type=PROBLEM_CONTENT_TYPE, status=code)


def describe_unknown_path(path):
    """Return the detail of the 404 for a path below the API's that is none of its URLs."""
    lowered = path.lower()
    for meant, advice in (
        (f"{path}/", "URLs end with a slash"),
        (lowered, "URLs are in lowercase letters"),
        (f"{lowered}/", "URLs are in lowercase letters and end with a slash"),
    ):
        if meant != path and is_valid_path(meant):
            return f"No API URL has this path. {advice}: {meant}"
    return f"No API URL has this path. {reverse('api:root')} lists the URLs."


def answer_exception(exc, context):
    """Return the response to an exception of a view, with DRF's status and headers."""
    request = context["request"]
    if isinstance(exc, ProfileRenamedError):
        return redirect_to_renamed(request, exc.slug)
    if is_outage(exc):
        return None  # The middleware responds, as it does on pages.
    response = exception_handler(convert_for_drf(exc, context), context)
    if response is None:
        return None  # An unexpected error: it is logged, and `handler500` responds.
    kind = find_exception_type(exc) or problem_types.find_problem_type(response.status_code)
    wrong = list_wrong_values(exc)
    response.data = build_problem(request, kind, str(response.data["detail"]), *wrong)
    if isinstance(exc, SubmissionPending):
        address = request.build_absolute_uri(reverse_revision(exc.revision))
        response.data["revision"] = address
        response["Link"] = f'<{address}>; rel="related"'
    if isinstance(exc, BodyCompressed):
        response["Accept-Encoding"] = "identity"  # RFC 9110, section 15.5.16
    response.content_type = PROBLEM_CONTENT_TYPE
    return response


def find_exception_type(exc):
    """Return the problem type of an exception, or None if only its status tells."""
    return next((kind for each, kind in EXCEPTION_TYPES.items() if isinstance(exc, each)), None)


def redirect_to_renamed(request, slug):
    """Return a redirect to the same URL of a company under its current slug."""
    match = request.resolver_match
    address = reverse(match.view_name, kwargs=match.kwargs | {"slug": slug})
    query = request.META["QUERY_STRING"]
    return Response(status=301, headers={"Location": f"{address}?{query}" if query else address})


def reverse_revision(revision):
    """Return the API path of a revision."""
    return reverse("api:revision-detail", args=[revision.pk])


def convert_for_drf(exc, context):
    """Return the DRF exception for one of ours, or one of DRF's with its text in our words."""
    wrong, count = list_wrong_values(exc)
    if isinstance(exc, exceptions.Throttled):
        known = exceptions.Throttled()
        known.wait = math.ceil(exc.wait or 1)  # DRF rounds down for `Retry-After`.
        known.detail = f"Too many requests. Try again in {known.wait} seconds."
    elif isinstance(exc, TokenRevoked):
        known = exceptions.AuthenticationFailed(str(exc))
        known.auth_header = "Token"  # DRF sets this only on exceptions that it raises itself.
    elif isinstance(exc, exceptions.APIException):
        known = exc
        known.detail = problem_details.describe_refusal(exc, context)
    elif isinstance(exc, Http404):
        known = exceptions.NotFound(*exc.args or ["Nothing has this URL."])
    elif kind := find_exception_type(exc):
        said = problem_details.describe_wrong_values(kind, wrong, count)
        known = RequestRefused(kind.status, said or EXCEPTION_DETAILS.get(type(exc), str(exc)))
    else:
        known = exc
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
