"""The OpenAPI document's operations: the parameters, answers, and headers of each.

`openapi_document` completes the document as a whole.
"""

from copy import deepcopy

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from directory.api.problems import PROBLEM_CONTENT_TYPE
from directory.api.profile_schema import SLUG_SCHEMA
from directory.api.serializers import ProblemSerializer

PATH_SLUG = OpenApiParameter(
    "slug", SLUG_SCHEMA, OpenApiParameter.PATH, description="The slug in the object's URL."
)
PATH_ID = OpenApiParameter(
    "id",
    {"type": "string", "format": "uuid"},
    OpenApiParameter.PATH,
    description="The id of a revision.",
)
TAGS = {
    "members": "Companies: their search, profiles, revisions, and updates.",
    "vocabularies": "Countries, regions, services, therapeutic areas, modalities, and phases.",
    "about": "ACRO's own facts and pages.",
    "meta": "The entry points and the release of the API.",
}
TAGS_BY_FOLDER = {
    "members": "members",
    "revisions": "members",
    "suggest": "members",
    "about": "about",
    "pages": "about",
    "version": "meta",
    "": "meta",
}
TEXT_HEADER = {"type": "string", "minLength": 1}
HEADERS = {
    "Accept-Encoding": {
        "description": "`identity`, if the body was compressed.",
        "schema": {"type": "string", "const": "identity"},
    },
    "Accept-Patch": {
        "description": "The media type of a patch.",
        "schema": {"type": "string", "const": "application/merge-patch+json"},
    },
    "ETag": {
        "description": "The version of the response. Send it in `If-None-Match` to get 304 if"
        " nothing has changed. That of a profile is needed in `If-Match` to update it.",
        "schema": {"type": "string", "pattern": '^(W/)?"[^"]+"$'},  # weak if compressed
    },
    "Link": {
        "description": "The URLs of the next and previous page (RFC 8288), if there are any. In a"
        " 409, the URL of the revision awaiting review, as `related`.",
        "schema": TEXT_HEADER,
    },
    "Location": {
        "description": "The URL of the revision, or the current URL of what has moved.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "StoredLocation": {
        "description": "The URL of the revision. Not sent if nothing was stored.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "RateLimit": {
        "description": "The requests left (`r`) and the seconds until the window ends (`t`). Sent"
        " if the request counts toward a limit.",
        "schema": {"type": "string", "pattern": '^"[a-z]+";r=[0-9]+;t=[0-9]+$'},
    },
    "RateLimit-Policy": {
        "description": "The requests allowed (`q`) in a window of `w` seconds. Sent with"
        " `RateLimit`.",
        "schema": {"type": "string", "pattern": '^"[a-z]+";q=[0-9]+;w=[0-9]+$'},
    },
    "Retry-After": {
        "description": "Seconds to wait before the next request.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {
        "description": "`Token`.",
        "required": True,
        "schema": TEXT_HEADER,
    },
    "X-Request-ID": {
        "description": "The id of the request in our log. Name it when you report an error.",
        "required": True,
        "schema": TEXT_HEADER,
    },
}
HEADER_NAMES = {"StoredLocation": "Location"}  # of those that are described twice
COMMON_HEADERS = ("X-Request-ID", "RateLimit", "RateLimit-Policy")
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
    "200": "Published, or the patch changed nothing. The body is the published revision. With"
    " `validate_only=true`, the patch is valid. The body is the revision that it would make.",
    "202": "Awaiting review. The published profile stays unchanged until then.",
    "400": "The body isn't a JSON object, a parameter is invalid, or the resulting profile is"
    " invalid. See `errors` for details.",
    "401": "The token is missing, invalid, expired, or revoked.",
    "403": "The token can't update this company, or the patch changes fields that only ACRO staff"
    " can change. `errors` lists the fields.",
    "409": "Other changes are awaiting review. `revision` is their URL.",
    "412": "The profile has changed since the `ETag` in `If-Match`, or `If-Match` is `*`.",
    "413": "The body is too large.",
    "415": "The body isn't `application/merge-patch+json` in UTF-8, or it is compressed.",
    "428": "The `If-Match` header is missing.",
    "503": "The directory is busy or isn't available. Get the profile to see whether it changed.",
}
ANSWER_HEADERS = {
    "202": ["Location"],
    "301": ["Location"],
    "304": ["ETag"],
    "401": ["WWW-Authenticate"],
    "409": ["Link"],
    "415": ["Accept-Encoding", "Accept-Patch"],
    "429": ["Retry-After"],
    "503": ["Retry-After"],
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
        """Return the authentication: none for a read.

        A token raises the rate limit of a read, but with an optional scheme some generators of
        clients would require one.
        """
        return [] if self.reads else super().get_auth()

    def get_tags(self):
        """Return the group of the operation."""
        folder = self.path.removeprefix("/api/v1/").partition("/")[0]
        return [TAGS_BY_FOLDER.get(folder, "vocabularies")]

    def get_operation(self, *args, **kwargs):
        """Return the operation with every response described, or None if it is excluded."""
        operation = super().get_operation(*args, **kwargs)
        if operation:
            operation["responses"] = self.add_common_responses(operation["responses"])
            if self.reads:
                operation["security"] = []
            else:
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
            names = [*COMMON_HEADERS, *self.list_headers(status)]
            answer["headers"] = {
                HEADER_NAMES.get(name, name): {"$ref": f"#/components/headers/{name}"}
                for name in sorted(names)
            }
            if status in common and status not in STATUSES_WITHOUT_BODY:
                answer["content"] = {PROBLEM_CONTENT_TYPE: {"schema": problem}}
        return dict(sorted(found.items()))

    def list_headers(self, status):
        """Return the names of the headers that only some answers have."""
        if status != "200":
            return ANSWER_HEADERS.get(status, [])
        own = [] if self.reads else ["StoredLocation"]
        paged = "page" in self.view.filterset_class.base_filters and self.reads
        return ["ETag", *own, *(["Link"] if paged else [])]


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


class StoredFieldExtension(OpenApiSerializerFieldExtension):
    """The schema of a value returned as stored."""

    target_class = "directory.api.serializers.StoredField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        """Return a copy of the field's schema, because drf-spectacular modifies it."""
        return deepcopy(self.target.schema)
