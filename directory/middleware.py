"""What every answer gets: an id, the rate that is left, how to keep it, the way on."""

import uuid
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.defaults import page_not_found

from directory.http.caching import (
    CACHEABLE_METHODS,
    PRIVATE_PREFIXES,
    is_private_response,
    set_cache_headers,
)
from directory.people import accounts
from directory.permissions import NotAllowed
from directory.profile.page import ProfileGoneError, ProfileRenamedError


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
        if request.method in CACHEABLE_METHODS or is_private_response(request):
            set_cache_headers(request, response)
        return response


class MovedProfileMiddleware:
    """Lead from an old slug to the present one; say that a profile, or a right, is gone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Answer 301 or 410 for a profile that moved or is gone, 404 for what one may not do."""
        if isinstance(exception, ProfileRenamedError):
            match = request.resolver_match
            address = reverse(match.view_name, kwargs=match.kwargs | {"slug": exception.slug})
            return redirect(address, permanent=True)
        if isinstance(exception, ProfileGoneError):
            return render(request, "410.html", {"name": exception.name}, status=410)
        if isinstance(exception, NotAllowed):
            return page_not_found(request, exception)
        return None


class SecondFactorMiddleware:
    """Lead staff to enrol a second factor, and to show it in each session.

    Public pages ask for none. Of the accounts' pages those stay open where one signs in or out,
    enrols or shows it; with a password alone nobody takes a factor away or changes an address.
    """

    accounts = "/accounts/"
    open_pages = frozenset(
        {
            "account_login",
            "account_logout",
            "account_reauthenticate",
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
        }
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer the request, or say what is missing first."""
        way = None
        if request.path.startswith(PRIVATE_PREFIXES):
            way = accounts.find_second_factor_page(request)
        if way is None or (self.is_account_page(request) and self.is_open(request, way)):
            return self.get_response(request)
        if way == "mfa_index":
            return redirect(way)
        return redirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")

    def is_account_page(self, request):
        """Whether the address is one of the account's own."""
        return request.path.startswith(self.accounts)

    def is_open(self, request, way):
        """Whether this page of the account needs no factor: all do not until there is one."""
        if way == "mfa_index":
            return True
        try:
            return resolve(request.path_info).view_name in self.open_pages
        except Resolver404:
            return True  # nothing lies there
