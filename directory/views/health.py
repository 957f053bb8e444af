"""Whether the site lives, and whether it can answer: for those who run it."""

from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from directory.models import DirectoryState


@csrf_exempt
@require_safe
@never_cache
def healthz(request):
    """200 once the process serves."""
    return HttpResponse("ok\n", content_type="text/plain")


@csrf_exempt
@require_safe
@never_cache
def readyz(request):
    """200 when searches can be answered; 503 while the database cannot be read."""
    try:
        DirectoryState.objects.now()
    except (DatabaseError, DirectoryState.DoesNotExist):
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
