"""Decorators that state who may open a page and which HTTP methods it answers.

A page that the user may not see answers 404, so that its existence stays private.
"""

import logging
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from directory import permissions
from directory.events import log_event
from directory.http.url_cache import find_request_origin
from directory.models import Member
from directory.views.errors import method_not_allowed


def member_required(may):
    """Require that `may(user, member)` holds; pass `member` in place of the URL's `slug`."""

    def decorate(view):
        @login_required
        @wraps(view)
        def answer(request, slug, **kwargs):
            members = Member.objects.visible_to(request.user).select_related("revision")
            named = members.filter(slug=slug) or members.filter(old_slugs__slug=slug)
            member = named.first()
            if member is None or not may(request.user, member):
                raise refuse_hidden_page(request)
            # A POST to an old slug is answered under the new one, so that its data isn't lost.
            if member.slug != slug and request.method in {"GET", "HEAD"}:
                return redirect(request.resolver_match.view_name, slug=member.slug, **kwargs)
            return view(request, member=member, **kwargs)

        return answer

    return decorate


def refuse_hidden_page(request):
    """Return the 404 of a page that this user may not see, and log the refusal."""
    if not permissions.is_staff(request.user):  # To staff, a missing company is just missing.
        log_event("permission_refused", logging.WARNING, user=request.user.pk, status=404)
    return Http404("Page not found.")


def staff_only(view):
    """Require a signed-in user who is ACRO staff."""

    @login_required
    @wraps(view)
    def answer(request, **kwargs):
        if not permissions.is_staff(request.user):
            raise refuse_hidden_page(request)
        return view(request, **kwargs)

    return answer


PUBLIC_METHODS = ("GET", "HEAD", "OPTIONS")
PUBLIC_FORM_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
OWN_FETCH_SITES = {"same-origin", "none"}


def public(view):
    """Allow reading only; answer 405 to other methods, before any token is checked."""

    @csrf_exempt
    @wraps(view)
    def answer(request, **kwargs):
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ", ".join(PUBLIC_METHODS)})
        if request.method not in PUBLIC_METHODS:
            return method_not_allowed(request, PUBLIC_METHODS)
        return view(request, **kwargs)

    return answer


def public_form(view):
    """Allow reading and same-site posting without a session or CSRF cookie.

    Responses are never cached, because the form's token expires.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request, **kwargs):
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ", ".join(PUBLIC_FORM_METHODS)})
        if request.method not in PUBLIC_FORM_METHODS:
            return method_not_allowed(request, PUBLIC_FORM_METHODS)
        if request.method == "POST" and not is_same_origin(request):
            raise PermissionDenied("Send this form from its own page.")
        response = view(request, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


def is_same_origin(request):
    """Return False if the browser reports that the request came from another site's page."""
    here = find_request_origin(request)
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return request.headers.get("Origin", here) == here and site in OWN_FETCH_SITES


require_read_or_post = require_http_methods(["GET", "HEAD", "POST"])
