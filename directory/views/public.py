"""What every public page is: without a session, so without Django's token for forms to judge."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from directory.reversing import site_of
from directory.views.errors import method_not_allowed

READING = ("GET", "HEAD", "OPTIONS")
SENDING = ("GET", "HEAD", "POST", "OPTIONS")
SAME_SITE = {"same-origin", "none"}


def public(view):
    """A decorator: only reading is answered; another verb is 405 before a token is looked for."""

    @csrf_exempt
    @wraps(view)
    def answer(request, **kwargs):
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ", ".join(READING)})
        if request.method not in READING:
            return method_not_allowed(request, READING)
        return view(request, **kwargs)

    return answer


def public_form(view):
    """A decorator: a `PublicForm` at an address of its own, which no other site's page can send.

    It is never kept: the token in the page ages.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request, **kwargs):
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ", ".join(SENDING)})
        if request.method not in SENDING:
            return method_not_allowed(request, SENDING)
        if request.method == "POST" and not is_from_here(request):
            raise PermissionDenied("Send this form from its own page.")
        response = view(request, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


def is_from_here(request):
    """Whether the browser says, or at least does not deny, that a page of ours sent this."""
    here = site_of(request)
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return request.headers.get("Origin", here) == here and site in SAME_SITE
