"""Middleware: headers, ids, limits, moved profiles, outages, own changes, second factors."""

import logging
import re
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.middleware.common import CommonMiddleware
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.defaults import page_not_found

from acro.outages import is_outage
from directory import search
from directory.events import log_event
from directory.http.body_limits import find_body_limit
from directory.http.caching import (
    API_PREFIX,
    CACHEABLE_METHODS,
    PRIVATE_PREFIXES,
    is_private_response,
    set_cache_headers,
)
from directory.http.client_address import is_trusted_proxy
from directory.http.negotiation import drop_refused_encodings
from directory.http.request_log import log_request, note_request_start
from directory.models import collect_generations
from directory.people import accounts, idle_sessions
from directory.permissions import NotAllowed
from directory.profile.page import ProfileGoneError, ProfileRenamedError
from directory.views import errors

OWN_CHANGE_SECONDS = 3
UNUSED_BROWSER_FEATURES = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
    *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
    *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
PASSKEY_FEATURES = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY = ", ".join(
    [f"{name}=()" for name in UNUSED_BROWSER_FEATURES]
    + [f"{name}=(self)" for name in PASSKEY_FEATURES]
)
PICTURE_SUFFIXES = (".ico", ".png")
FORWARDED_HEADERS = re.compile("HTTP_(?:X_FORWARDED_.*|FORWARDED|X_REAL_IP)")


class RefusedEncodingsMiddleware:
    """Middleware that removes refused encodings, such as `gzip;q=0`, also for static files."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the response in an encoding that the client accepts."""
        if accepted := request.META.get("HTTP_ACCEPT_ENCODING"):
            request.META["HTTP_ACCEPT_ENCODING"] = drop_refused_encodings(accepted)
        return self.get_response(request)


class ForwardedHeadersMiddleware:
    """Middleware that removes what a client says about proxies, unless it is a trusted proxy.

    Otherwise any client could claim HTTPS by `X-Forwarded-Proto`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the response to the request without headers that can't be trusted."""
        if not is_trusted_proxy(request.META.get("REMOTE_ADDR", "")):
            for name in filter(FORWARDED_HEADERS.fullmatch, list(request.META)):
                del request.META[name]
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """Middleware that sets the security headers that Django and django-csp don't set."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the response with its headers. Other sites may show pictures and read the API."""
        response = self.get_response(request)
        is_shared = request.path.startswith(API_PREFIX) or request.path.endswith(PICTURE_SUFFIXES)
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if is_shared else "same-origin"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response


class BodyLimitMiddleware:
    """Middleware that refuses a body that is too large for its address before reading any of it.

    Django doesn't read a body without a length, and the web server never passes one on.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the response, 413 for a body that is too large, or 400 for an invalid length."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return errors.bad_request(request, None)
        limit = find_body_limit(request.path_info)
        if len(length.lstrip("0")) > len(str(limit)) or int(length) > limit:
            return errors.body_too_large(request)
        return self.get_response(request)


class RequestIdMiddleware:
    """Middleware that logs the request, and sets `X-Request-ID` and the rate-limit headers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the response with the request's id and its rate-limit headers."""
        note_request_start(request)
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        for name, value in getattr(request, "rate_limit", {}).items():
            response[name] = value
        log_request(request, response)
        return response


class CachingMiddleware:
    """Middleware that sets cache headers on reads and private responses, from any view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the response with its cache headers."""
        response = self.get_response(request)
        if request.method in CACHEABLE_METHODS or is_private_response(request):
            set_cache_headers(request, response)
        return response


class SlashMiddleware(CommonMiddleware):
    """Django's middleware, which adds a missing slash, but only where that loses nothing.

    A redirected PATCH or POST would arrive as a GET, or raise an error while debugging.
    """

    def process_request(self, request):
        """Return a redirect to the address with a slash, or 404 for a method that writes."""
        response = super().process_request(request)
        if request.method in CACHEABLE_METHODS or response is not None:
            return response
        misses_slash = super().should_redirect_with_slash(request)
        return errors.page_not_found(request, None) if misses_slash else None

    def should_redirect_with_slash(self, request):
        """Return whether to redirect to the address with a slash."""
        return request.method in CACHEABLE_METHODS and super().should_redirect_with_slash(request)


class MovedProfileMiddleware:
    """Middleware that answers for renamed and removed profiles, and for missing permissions."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the response."""
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return 301 for a renamed profile, 410 for a removed one, 404 if access is denied."""
        if isinstance(exception, ProfileRenamedError):
            match = request.resolver_match
            address = reverse(match.view_name, kwargs=match.kwargs | {"slug": exception.slug})
            return redirect(address, permanent=True)
        if isinstance(exception, ProfileGoneError):
            return render(request, "410.html", {"name": exception.name}, status=410)
        if isinstance(exception, NotAllowed):
            user = getattr(request, "user", None)
            log_event("permission_refused", logging.WARNING, user=user and user.pk, status=404)
            return page_not_found(request, exception)
        return None


class OutageMiddleware:
    """Middleware that answers 503 if the database or another service is away.

    It answers for views. `handler500` answers for errors in other middleware, such as those of
    reading the session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the response."""
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return 503 for an outage; leave all other errors to `handler500`."""
        return errors.service_unavailable(request, exception) if is_outage(exception) else None


class OwnChangeMiddleware:
    """Middleware that lets people find in a search what they just changed in portal or desk.

    After a large import the index may be old for some seconds. The request that changed something
    then waits for it, because the public pages know no session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the response; say so if searches of this process don't show the change yet."""
        if request.method != "POST" or not request.path.startswith(PRIVATE_PREFIXES):
            return self.get_response(request)
        with collect_generations() as generations:
            response = self.get_response(request)
        done = generations and response.status_code in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}
        if done and not search.wait_for_generation(generations[-1], OWN_CHANGE_SECONDS):
            messages.info(request, "It may take a minute until searches show this change.")
        return response


class IdleStaffMiddleware:
    """Middleware that signs staff out after hours without a request to a page behind sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the response; for an idle session, that for someone who isn't signed in."""
        if request.path.startswith(PRIVATE_PREFIXES):
            idle_sessions.end_idle_session(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Middleware that makes staff add a second factor and use it in each session.

    Public pages don't require it. Of the account pages, those needed to sign in or out, or to add
    or use a factor, stay open. With a password alone, no one can remove a factor or change an
    address.
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
        """Return the response, or a redirect to the missing second factor."""
        page = None
        if request.path.startswith(PRIVATE_PREFIXES):
            page = accounts.find_second_factor_page(request)
        if page is None or (self.is_account_page(request) and self.is_open(request, page)):
            return self.get_response(request)
        if page == "mfa_index":
            return redirect(page)
        return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")

    def is_account_page(self, request):
        """Return whether the URL is one of the account pages."""
        return request.path.startswith(self.accounts)

    def is_open(self, request, page):
        """Return whether this account page works without the factor; all do until one is added."""
        if page == "mfa_index":
            return True
        try:
            return resolve(request.path_info).view_name in self.open_pages
        except Resolver404:
            return True  # No page is there, so the answer is 404.
