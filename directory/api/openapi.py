"""The OpenAPI document: the responses all operations share, and schemas written by hand."""

from copy import deepcopy

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from directory.api.problems import PROBLEM_CONTENT_TYPE
from directory.api.profile_schema import PROFILE_SCHEMA
from directory.api.serializers import ProblemSerializer

RETRY_AFTER_HEADER = {
    "description": "Seconds to wait before the next request.",
    "schema": {"type": "integer", "minimum": 1},
}
LOCATION_HEADER = {"description": "The current URL.", "schema": {"type": "string"}}
REVISION_HEADER = {"description": "The URL of the revision.", "schema": {"type": "string"}}
AUTHENTICATE_HEADER = {"description": "`Token`.", "schema": {"type": "string"}}
ACCEPT_PATCH_HEADER = {"description": "The media type of a patch.", "schema": {"type": "string"}}
ETAG_HEADER = {"description": "The new `ETag` of the profile.", "schema": {"type": "string"}}
READ_ANSWERS = {
    "200": "The requested data, with an `ETag`.",
    "301": "Moved permanently. `Location` gives the current URL.",
    "304": "Not modified since the response whose `ETag` was sent in `If-None-Match`.",
    "400": "A parameter is unknown or invalid. See `errors` for details.",
    "401": "The token in the `Authorization` header is missing or invalid.",
    "404": "Not found.",
    "406": "Only JSON responses are available.",
    "410": "The profile was removed from the directory.",
    "429": "Too many requests. `Retry-After` gives the number of seconds to wait.",
    "503": "The directory isn't available. `Retry-After` gives the number of seconds to wait.",
}
WRITE_ANSWERS = READ_ANSWERS | {
    "200": "Published, or the patch changed nothing. The body is the published revision.",
    "202": "Awaiting review. The published profile stays unchanged until then.",
    "400": "The body isn't a JSON object, a parameter is invalid, or the resulting profile is"
    " invalid. See `errors` for details.",
    "401": "The token is missing, invalid, expired, or revoked.",
    "403": "The token can't update this company, or the patch changes fields that only ACRO staff"
    " can change. `errors` lists the fields.",
    "409": "Other changes are awaiting review. `revision` is their URL.",
    "412": "The profile has changed since the `ETag` in `If-Match`.",
    "413": "The body is too large.",
    "415": "The body isn't `application/merge-patch+json`.",
    "428": "The `If-Match` header is missing.",
    "503": "The directory is busy or isn't available. Get the profile to see whether it changed.",
}
ANSWER_HEADERS = {
    "202": {"Location": REVISION_HEADER},
    "301": {"Location": LOCATION_HEADER},
    "401": {"WWW-Authenticate": AUTHENTICATE_HEADER},
    "415": {"Accept-Patch": ACCEPT_PATCH_HEADER},
    "429": {"Retry-After": RETRY_AFTER_HEADER},
    "503": {"Retry-After": RETRY_AFTER_HEADER},
}
READ_STATUSES = ("304", "400", "401", "406", "429", "503")
WRITE_STATUSES = ("400", "406", "429", "503")
STATUSES_WITHOUT_BODY = {"301", "304"}


class ApiSchema(AutoSchema):
    """An operation with the responses that all of its kind share: a read, or a write by token."""

    @property
    def reads(self):
        """Whether the operation is a read."""
        return self.method == "GET"

    def get_override_parameters(self):
        """Return the parameters of the view's filterset for a read; none for a write."""
        return build_query_parameters(self.view.filterset_class) if self.reads else []

    def get_auth(self):
        """Return the authentication. For a read it is optional and gives a higher rate limit."""
        return [*super().get_auth(), *([{}] if self.reads else [])]

    def get_operation(self, *args, **kwargs):
        """Return the operation with every response described, or None if it is excluded."""
        operation = super().get_operation(*args, **kwargs)
        if operation:
            operation["responses"] = self.add_common_responses(operation["responses"])
            if not self.reads:
                operation["requestBody"]["required"] = True
        return operation

    def add_common_responses(self, found):
        """Return the responses of an operation by status, with those that all of its kind share."""
        problem = self.resolve_serializer(ProblemSerializer, "response").ref
        common = READ_STATUSES if self.reads else WRITE_STATUSES
        words = READ_ANSWERS if self.reads else WRITE_ANSWERS
        for status in common:
            found.setdefault(status, {})
        for status, answer in found.items():
            answer["description"] = words[status]
            if status in ANSWER_HEADERS:
                answer["headers"] = ANSWER_HEADERS[status]
            if status in common and status not in STATUSES_WITHOUT_BODY:
                answer["content"] = {PROBLEM_CONTENT_TYPE: {"schema": problem}}
        if not self.reads:
            found["200"]["headers"] = {"Location": REVISION_HEADER, "ETag": ETAG_HEADER}
        return dict(sorted(found.items()))


def build_query_parameters(filterset_class):
    """Return the parameters of a filterset for the OpenAPI document."""
    return [
        OpenApiParameter(
            name=name,
            location=OpenApiParameter.QUERY,
            description=str(parameter.label),
            type=parameter.schema,
        )
        for name, parameter in filterset_class.base_filters.items()
    ]


class ShapedSerializerExtension(OpenApiSerializerExtension):
    """The schema of objects whose keys `fields` and `omit` select."""

    target_class = "directory.api.serializers.ShapedSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema, direction):
        """Return the schema without required keys, because any key may be left out."""
        schema = auto_schema._map_serializer(  # noqa: SLF001 - drf-spectacular documents this for extensions
            self.target, direction, bypass_extensions=True
        )
        del schema["required"]
        schema["description"] += " `fields` and `omit` select its keys."
        return schema


class ProfileSerializerExtension(OpenApiSerializerExtension):
    """The profile document, described by the hand-written schema."""

    target_class = "directory.api.serializers.ProfileSerializer"

    def map_serializer(self, auto_schema, direction):
        """Return a copy of the schema, because drf-spectacular modifies it."""
        return deepcopy(PROFILE_SCHEMA)
