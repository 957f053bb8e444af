"""Health checks for operators: whether the process runs, and whether it can answer searches."""

from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from directory import search
from directory.models import DirectoryState


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

    An index that lags behind still answers, so the status is 200 and a second line reports it.
    """
    try:
        ready = search.is_search_ready()
    except (DatabaseError, DirectoryState.DoesNotExist):
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    if not ready:
        return HttpResponse("building the search index\n", content_type="text/plain", status=503)
    lines = ["ok", search.describe_index_trouble()]
    return HttpResponse("".join(f"{line}\n" for line in lines if line), content_type="text/plain")
