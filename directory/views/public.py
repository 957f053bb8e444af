"""What every public page is: for reading, without a session, so without a form's token to judge."""

from functools import wraps

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from directory.views.errors import method_not_allowed

READING = ("GET", "HEAD", "OPTIONS")


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
