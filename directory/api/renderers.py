"""The JSON renderers. The form never varies, because a strong ETag identifies exact bytes.

They have their own module because DRF's settings import it before DRF's views exist.
"""

import orjson
from drf_spectacular.renderers import OpenApiJsonRenderer
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

ORJSON_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


class PlainJSONRenderer(JSONRenderer):
    """JSON without spaces, even if `Accept` requests an `indent`."""

    encoder = JSONEncoder()

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """Return the data as JSON; values that aren't plain JSON are encoded as DRF does."""
        if data is None:
            return b""
        return orjson.dumps(data, self.encoder.default, ORJSON_OPTIONS)


class SchemaRenderer(PlainJSONRenderer):
    """The JSON of the OpenAPI document, with its own media type."""

    media_type = OpenApiJsonRenderer.media_type
