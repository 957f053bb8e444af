"""The types of the API's errors: each with its status, its title, what it means, and what to do.

The `type` of an error is the URL of its entry on a page that shows this table.
"""

from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.urls import reverse


@dataclass(frozen=True)
class ProblemType:
    """A kind of error. `name` is the fragment of its URL; Markdown code marks are allowed."""

    name: str
    status: int
    title: str
    meaning: str
    fix: str

    @property
    def url(self):
        """The URL of its entry, on the site's own address, whatever host was requested."""
        return f"{settings.SITE_URL}{reverse('api:problems')}#{self.name}"


INVALID_REQUEST = ProblemType(
    "invalid-request",
    400,
    "The request can't be read",
    "Part of the request isn't valid HTTP or names a host that isn't ours.",
    "Check the URL, the `Host` header, and the `Content-Length` header.",
)
INVALID_PARAMETERS = ProblemType(
    "invalid-parameters",
    400,
    "Parameters are invalid",
    "The URL has parameters that don't exist, or values that aren't allowed. A parameter with a"
    " value is never ignored, so a typo can't return the whole directory.",
    "Each of `errors` names a parameter in `path` and says what to send instead.",
)
INVALID_BODY = ProblemType(
    "invalid-body",
    400,
    "The body isn't a JSON object",
    "The body isn't JSON in UTF-8, isn't an object, or has a key twice.",
    "`errors` says what is wrong and where. Send one JSON object with the fields to change.",
)
INVALID_PROFILE = ProblemType(
    "invalid-profile",
    400,
    "The profile would be invalid",
    "The profile with the patch applied breaks rules of the profile document.",
    "Each of `errors` names a value in `path` and says what to send instead. Positions in lists"
    " start at 0. The schema of the profile is in the OpenAPI document.",
)
MISSING_TOKEN = ProblemType(
    "missing-token",
    401,
    "A token is required",
    "Only a token created by an owner of the company can update its profile.",
    "Send `Authorization: Token <token>`. Owners create tokens in the portal, under API tokens.",
)
INVALID_TOKEN = ProblemType(
    "invalid-token",
    401,
    "The token is invalid",
    "The `Authorization` header can't be read, or its token is unknown, expired, or revoked.",
    "Send `Authorization: Token <token>` with a current token. Reading needs no token.",
)
FORBIDDEN = ProblemType(
    "forbidden",
    403,
    "Not allowed",
    "The token can't do this. A token updates the profile of one company only.",
    "Use a token created by an owner of the company.",
)
STAFF_FIELDS = ProblemType(
    "staff-fields",
    403,
    "Only ACRO staff can change these fields",
    "The patch changes fields that only ACRO staff can change: the slug, the kind of company, and"
    " its membership.",
    "Leave out the fields that `errors` lists, or send their current values.",
)
NOT_FOUND = ProblemType(
    "not-found",
    404,
    "Not found",
    "Nothing has this URL, or you aren't allowed to see it. URLs end with a slash, and slugs are"
    " in lowercase letters.",
    "Start from the URLs that `/api/v1/` lists, and follow `url`, `next`, and `previous`.",
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed",
    405,
    "Method not allowed",
    "This URL doesn't accept the method of the request.",
    "Use a method that the `Allow` header lists.",
)
NOT_ACCEPTABLE = ProblemType(
    "not-acceptable",
    406,
    "Not available in this format",
    "The `Accept` header excludes every media type that this URL is available in.",
    "Send `Accept: application/json`, or no `Accept` header.",
)
CHANGES_PENDING = ProblemType(
    "changes-pending",
    409,
    "Other changes are awaiting review",
    "A company's profile can have only one change awaiting review.",
    "`revision` is the URL of the waiting change. Wait until ACRO staff decide, or withdraw it in"
    " the portal. Then get the profile and send the patch again.",
)
CONFLICT = ProblemType(
    "conflict",
    409,
    "The current state doesn't allow this",
    "The request is valid but doesn't fit the current state of the profile.",
    "`detail` says what to do first.",
)
REMOVED = ProblemType(
    "removed",
    410,
    "The profile was removed",
    "The company's profile is no longer in the directory.",
    "Remove your copy. A profile may return later, at the same URL.",
)
PROFILE_CHANGED = ProblemType(
    "profile-changed",
    412,
    "The profile has changed",
    "`If-Match` doesn't name the published revision. The patch was made from an older profile, or"
    " the header is `*`, which would overwrite changes that you haven't seen.",
    "Get the profile, apply your change to it, and send the patch with the new `ETag` in"
    " `If-Match`.",
)
TOO_LARGE = ProblemType(
    "too-large",
    413,
    "The body is too large",
    "The body has more bytes than this URL accepts. The limit of a patch is 2.5 MB.",
    "Send only the fields to change.",
)
UNSUPPORTED_MEDIA_TYPE = ProblemType(
    "unsupported-media-type",
    415,
    "This media type isn't accepted",
    "The body isn't a merge patch, or it is compressed or not in UTF-8.",
    "Send the patch as `application/merge-patch+json`, in UTF-8, without `Content-Encoding`.",
)
IF_MATCH_REQUIRED = ProblemType(
    "if-match-required",
    428,
    "If-Match is required",
    "The patch doesn't say which profile it was made from, so it might undo changes by others.",
    "Get the profile and send its `ETag` in `If-Match`.",
)
TOO_MANY_REQUESTS = ProblemType(
    "too-many-requests",
    429,
    "Too many requests",
    "The limit that `RateLimit-Policy` names is used up.",
    "Wait for the number of seconds in `Retry-After`. Send `If-None-Match`: a 304 without a token"
    " doesn't count.",
)
SERVER_ERROR = ProblemType(
    "server-error",
    500,
    "Something went wrong",
    "The error is on our side. It has been logged.",
    "Try again in a minute. If it happens again, send us the `X-Request-ID` of the response.",
)
DIRECTORY_UNAVAILABLE = ProblemType(
    "unavailable",
    503,
    "The directory isn't available",
    "The directory is busy, or part of it can't be used right now.",
    "Wait for the number of seconds in `Retry-After`. After a patch, get the profile to see whether"
    " it changed.",
)
PROBLEM_TYPES = tuple(each for each in globals().values() if isinstance(each, ProblemType))
# The type of an error that says only its status.
TYPES_BY_STATUS = {
    each.status: each
    for each in PROBLEM_TYPES
    if each not in {INVALID_PARAMETERS, INVALID_BODY, INVALID_PROFILE}
    and each not in {MISSING_TOKEN, STAFF_FIELDS, CHANGES_PENDING}
}


def find_problem_type(status):
    """Return the type of an error of which only the status is known."""
    general = INVALID_REQUEST if status < HTTPStatus.INTERNAL_SERVER_ERROR else SERVER_ERROR
    return TYPES_BY_STATUS.get(status, general)
