"""The choice of the renderer.

It has its own module because DRF's settings import it before DRF's views exist.
"""

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation

from directory.http.negotiation import rate_media_type


class ContentNegotiation(DefaultContentNegotiation):
    """DRF's, but by quality: DRF would send what the client refuses with `q=0`."""

    def select_renderer(self, request, renderers, format_suffix=None):
        """Return the renderer that the client likes best, the first among equals.

        Raise `NotAcceptable` if the client refuses all of them.
        """
        header = request.headers.get("Accept", "")
        rates = [rate_media_type(header, each.media_type) for each in renderers]
        best = max(rates)
        if not best[0]:
            raise NotAcceptable(available_renderers=renderers)
        chosen = renderers[rates.index(best)]
        return chosen, chosen.media_type
