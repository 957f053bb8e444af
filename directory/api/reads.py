"""The base of read views: parameters are validated before anything is read."""

from rest_framework.exceptions import AuthenticationFailed
from rest_framework.views import APIView

from directory.filters import NoParametersFilterSet


class ReadView(APIView):
    """A read. It takes the parameters of its filterset; any other is 400."""

    filterset_class = NoParametersFilterSet

    def perform_authentication(self, request):
        """Authenticate the request; one with an invalid token is counted as anonymous."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            self.check_throttles(request)
            raise

    def initial(self, request, *args, **kwargs):
        """Judge the parameters, where DRF judges what may be asked at all."""
        super().initial(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            self.filterset = self.filterset_class.from_request(request)
            self.filterset.cleaned()
