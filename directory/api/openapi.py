"""The OpenAPI document: what all reads share, and the schemas that no serializer can say."""

from copy import deepcopy

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from directory.api.problems import CONTENT_TYPE
from directory.api.profile_schema import PROFILE
from directory.api.serializers import ProblemSerializer

RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
LOCATION = {"description": "The present address.", "schema": {"type": "string"}}
WORDS = {
    "200": "What was asked for, with an `ETag`.",
    "301": "It has another address by now.",
    "304": "Nothing changed since the answer whose `ETag` was sent in `If-None-Match`.",
    "400": "A parameter is unknown or wrong; `errors` names what to mend.",
    "404": "Nothing is here.",
    "406": "Answers are JSON, and nothing else.",
    "410": "It was here, and was taken out.",
    "429": "Too many requests.",
}
HEADERS = {"301": {"Location": LOCATION}, "429": {"Retry-After": RETRY_AFTER}}
EVERYWHERE = ("304", "400", "406", "429")
WITHOUT_BODY = {"301", "304"}


class ReadSchema(AutoSchema):
    """A read with the parameters of its view, and the answers that any read may give."""

    def get_override_parameters(self):
        """The parameters of the view's filterset."""
        return described(self.view.filterset_class)

    def get_operation(self, *args, **kwargs):
        """The operation with every answer in words; None for what the document leaves out."""
        operation = super().get_operation(*args, **kwargs)
        if operation:
            operation["responses"] = self.with_common_answers(operation["responses"])
        return operation

    def with_common_answers(self, found):
        """The answers of an operation and those that any read may give, by status."""
        problem = self.resolve_serializer(ProblemSerializer, "response").ref
        for status in EVERYWHERE:
            found.setdefault(status, {})
        for status, answer in found.items():
            answer["description"] = WORDS[status]
            if status in HEADERS:
                answer["headers"] = HEADERS[status]
            if status in EVERYWHERE and status not in WITHOUT_BODY:
                answer["content"] = {CONTENT_TYPE: {"schema": problem}}
        return dict(sorted(found.items()))


def described(filterset_class):
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


class Shaped(OpenApiSerializerExtension):
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


class Profile(OpenApiSerializerExtension):
    """The profile document, by the schema that is written by hand."""

    target_class = "directory.api.serializers.ProfileSerializer"

    def map_serializer(self, auto_schema, direction):
        """A copy, since the document takes its parts apart."""
        return deepcopy(PROFILE)
