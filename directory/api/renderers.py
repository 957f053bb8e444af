"""JSON in one form, whatever form is asked for: the tag of an answer names its very bytes.

This stands alone: DRF reads it before its own views.
"""

import orjson
from drf_spectacular.renderers import OpenApiJsonRenderer
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

ORJSON_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


class PlainJSONRenderer(JSONRenderer):
    """JSON without spaces, though `Accept` may say `indent`."""

    encoder = JSONEncoder()

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """The bytes; what is no plain value is written as DRF writes it."""
        if data is None:
            return b""
        return orjson.dumps(data, self.encoder.default, ORJSON_OPTIONS)


class SchemaRenderer(PlainJSONRenderer):
    """JSON of the OpenAPI document, with its own media type."""

    media_type = OpenApiJsonRenderer.media_type
