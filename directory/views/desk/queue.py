"""The first page of the desk: everything that needs attention."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory import desk
from directory.views.decorators import staff_only


@require_safe
@staff_only
def desk_queue(request):
    """What waits, the oldest first; what was published at once; who asks for access."""
    return render(request, "desk/desk.html", desk.load_desk_queue())
