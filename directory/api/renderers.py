"""JSON in one form, whatever form is asked for: the tag of an answer names its very bytes.

This stands alone: DRF reads it before its own views.
"""

from drf_spectacular.renderers import OpenApiJsonRenderer
from rest_framework.renderers import JSONRenderer


class PlainJSONRenderer(JSONRenderer):
    """JSON without spaces, though `Accept` may say `indent`."""

    def get_indent(self, accepted_media_type, renderer_context):
        """No indent."""


class SchemaRenderer(PlainJSONRenderer):
    """The same for the OpenAPI document, by its own media type."""

    media_type = OpenApiJsonRenderer.media_type
