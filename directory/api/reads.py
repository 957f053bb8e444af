"""The base class of read views, which validates the parameters before reading anything."""

from functools import wraps

from django.http import HttpResponse
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.views import APIView

from directory.filters import NoParametersFilterSet


class ReadView(APIView):
    """A read view. It accepts the parameters of its filterset; any other is 400."""

    filterset_class = NoParametersFilterSet

    def perform_authentication(self, request):
        """Authenticate the request. An invalid token counts toward the anonymous rate limit."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            self.check_throttles(request)
            raise

    def initial(self, request, *args, **kwargs):
        """Validate the parameters after DRF's checks. Raise ValidationError if any is invalid."""
        super().initial(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            self.filterset = self.filterset_class.from_request(request)
            self.filterset.cleaned()


def answer_options(view):
    """Answer OPTIONS with the methods of a view, and the media type of its patches, to anyone.

    It is answered before DRF, reads nothing, and doesn't count toward a rate limit.
    """

    @wraps(view)
    def answer(request, **kwargs):
        if request.method != "OPTIONS":
            return view(request, **kwargs)
        described = view.cls(**view.initkwargs)
        response = HttpResponse(headers=described.default_response_headers)
        response["Allow"] = ", ".join(sorted({*described.allowed_methods, "HEAD"}))
        del response["Content-Type"]  # There is no content.
        return response

    return answer
