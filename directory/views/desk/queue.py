"""The start page of the desk."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory import desk
from directory.views.decorators import staff_only


@require_safe
@staff_only
def desk_queue(request):
    """Render the queue: submissions, oldest first, unreviewed publications, and requests."""
    return render(request, "desk/desk.html", desk.load_desk_queue())
