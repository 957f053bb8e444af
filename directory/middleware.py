"""What every answer gets: an id, the rate that is left, how to keep it, the way on."""

import uuid

from django.shortcuts import redirect, render
from django.urls import reverse

from directory import accounts
from directory.caching import READS, is_private, say_how_to_keep
from directory.profiles import GoneError, RenamedError


class RequestIdMiddleware:
    """Give each request an id, said in `X-Request-ID`; and say the rates that were counted."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer the request, and say its id."""
        request.id = uuid.uuid4().hex
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        for name, value in getattr(request, "rate_limit", {}).items():
            response[name] = value
        return response


class CachingMiddleware:
    """Say of everything that was read, or is private, how it may be kept, whoever answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer the request, and say how to keep the answer."""
        response = self.get_response(request)
        if request.method in READS or is_private(request):
            say_how_to_keep(request, response)
        return response


class MovedProfileMiddleware:
    """Lead from an old slug to the present one, and say that an archived profile is gone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Answer 301 or 410 where a page looked for a profile that moved or is gone."""
        if isinstance(exception, RenamedError):
            match = request.resolver_match
            address = reverse(match.view_name, kwargs=match.kwargs | {"slug": exception.slug})
            return redirect(address, permanent=True)
        if isinstance(exception, GoneError):
            return render(request, "410.html", {"name": exception.name}, status=410)
        return None


class SecondFactorMiddleware:
    """Lead staff to enrolment until they have a second factor; public pages ask for none."""

    guarded = ("/portal/", "/desk/", "/admin/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer the request, or say what is missing first."""
        if request.path.startswith(self.guarded) and accounts.lacks_second_factor(request.user):
            return redirect("mfa_index")
        return self.get_response(request)
