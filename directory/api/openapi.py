"""The OpenAPI document: what all operations share, and the schemas that no serializer can say."""

from copy import deepcopy

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from directory.api.problems import PROBLEM_CONTENT_TYPE
from directory.api.profile_schema import PROFILE_SCHEMA
from directory.api.serializers import ProblemSerializer

RETRY_AFTER_HEADER = {
    "description": "Seconds to wait.",
    "schema": {"type": "integer", "minimum": 1},
}
LOCATION_HEADER = {"description": "The present address.", "schema": {"type": "string"}}
REVISION_HEADER = {"description": "The address of the revision.", "schema": {"type": "string"}}
AUTHENTICATE_HEADER = {"description": "`Token`.", "schema": {"type": "string"}}
ACCEPT_PATCH_HEADER = {"description": "The form of a patch.", "schema": {"type": "string"}}
ETAG_HEADER = {"description": "The profile's tag now.", "schema": {"type": "string"}}
READ_ANSWERS = {
    "200": "What was asked for, with an `ETag`.",
    "301": "It has another address by now.",
    "304": "Nothing changed since the answer whose `ETag` was sent in `If-None-Match`.",
    "400": "A parameter is unknown or wrong; `errors` names what to mend.",
    "401": "The `Authorization` header holds no token that is good.",
    "404": "Nothing is here.",
    "406": "Answers are JSON, and nothing else.",
    "410": "It was here, and was taken out.",
    "429": "Too many requests.",
}
WRITE_ANSWERS = READ_ANSWERS | {
    "200": "Published; or nothing was changed, and this is the published revision.",
    "202": "It waits for review; the profile stays as it is meanwhile.",
    "400": "It is no JSON object, a parameter is wrong, or the profile would not be valid; `errors`"
    " names what to mend.",
    "401": "No token, or one that is unknown, expired or revoked.",
    "403": "The token does not write for this company, or `errors` names keys of the staff.",
    "409": "Another change waits for review; `revision` is its address.",
    "412": "The profile was published anew since the `ETag` in `If-Match`.",
    "413": "Larger than any profile may be.",
    "415": "Not a merge patch.",
    "428": "`If-Match` is missing.",
    "503": "Somebody else is writing; nothing was changed.",
}
ANSWER_HEADERS = {
    "202": {"Location": REVISION_HEADER},
    "301": {"Location": LOCATION_HEADER},
    "401": {"WWW-Authenticate": AUTHENTICATE_HEADER},
    "415": {"Accept-Patch": ACCEPT_PATCH_HEADER},
    "429": {"Retry-After": RETRY_AFTER_HEADER},
    "503": {"Retry-After": RETRY_AFTER_HEADER},
}
READ_STATUSES = ("304", "400", "401", "406", "429")
WRITE_STATUSES = ("400", "406", "429")
STATUSES_WITHOUT_BODY = {"301", "304"}


class ApiSchema(AutoSchema):
    """An operation with the answers that any of its kind may give: a read, or a write by token."""

    @property
    def reads(self):
        """Whether the operation is a read."""
        return self.method == "GET"

    def get_override_parameters(self):
        """The parameters of the view's filterset, which are those of its read."""
        return build_query_parameters(self.view.filterset_class) if self.reads else []

    def get_auth(self):
        """A read asks for no token; with one it may be made more often."""
        return [*super().get_auth(), *([{}] if self.reads else [])]

    def get_operation(self, *args, **kwargs):
        """The operation with every answer in words; None for what the document leaves out."""
        operation = super().get_operation(*args, **kwargs)
        if operation:
            operation["responses"] = self.add_common_answers(operation["responses"])
            if not self.reads:
                operation["requestBody"]["required"] = True
        return operation

    def add_common_answers(self, found):
        """The answers of an operation and those that any of its kind may give, by status."""
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
    """The parameters of a filterset for the OpenAPI document."""
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
    """What `fields` and `omit` may shape: any of its keys may be missing."""

    target_class = "directory.api.serializers.ShapedSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema, direction):
        """The schema without required keys; all are there where nothing was left out."""
        schema = auto_schema._map_serializer(  # noqa: SLF001 - the way extensions are written
            self.target, direction, bypass_extensions=True
        )
        del schema["required"]
        schema["description"] += " `fields` and `omit` choose among its keys."
        return schema


class ProfileSerializerExtension(OpenApiSerializerExtension):
    """The profile document, by the schema that is written by hand."""

    target_class = "directory.api.serializers.ProfileSerializer"

    def map_serializer(self, auto_schema, direction):
        """A copy, since the document takes its parts apart."""
        return deepcopy(PROFILE_SCHEMA)
