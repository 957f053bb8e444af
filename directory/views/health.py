"""Health checks for operators: whether the process runs, and whether it can answer searches."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from directory import readiness


@csrf_exempt
@require_safe
@never_cache
def healthz(request):
    """Return 200 if the process serves requests."""
    return HttpResponse("ok\n", content_type="text/plain")


@csrf_exempt
@require_safe
@never_cache
def readyz(request):
    """Return 200 if searches can be answered, or 503 without an index or a database.

    Everything else that needs attention is a code in `warnings`.
    """
    status, warnings = readiness.check_readiness()
    code = HTTPStatus.OK if status == readiness.READY else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"status": status, "warnings": warnings}, status=code)
