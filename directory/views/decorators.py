"""What a page for the signed-in is: who may open it is said above the view.

What somebody may not see is 404, so that nobody learns what is there.
"""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from directory import permissions
from directory.http.url_cache import find_request_origin
from directory.models import Member
from directory.views.errors import method_not_allowed


def member_required(may):
    """A decorator: `slug` becomes the `member`, where the predicate `may` allows it."""

    def decorate(view):
        @login_required
        @wraps(view)
        def answer(request, slug, **kwargs):
            members = Member.objects.visible_to(request.user).select_related("revision")
            named = members.filter(slug=slug) or members.filter(old_slugs__slug=slug)
            member = get_object_or_404(named)
            if not may(request.user, member):
                raise Http404("Page not found.")
            # What was posted to an old address is not lost: it is answered under the new one.
            if member.slug != slug and request.method in {"GET", "HEAD"}:
                return redirect(request.resolver_match.view_name, slug=member.slug, **kwargs)
            return view(request, member=member, **kwargs)

        return answer

    return decorate


def staff_only(view):
    """A decorator: for the association's staff."""

    @login_required
    @wraps(view)
    def answer(request, **kwargs):
        if not permissions.is_staff(request.user):
            raise Http404("Page not found.")
        return view(request, **kwargs)

    return answer


PUBLIC_METHODS = ("GET", "HEAD", "OPTIONS")
PUBLIC_FORM_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
OWN_FETCH_SITES = {"same-origin", "none"}


def public(view):
    """A decorator: only reading is answered; another verb is 405 before a token is looked for."""

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
    """A decorator: a `PublicForm` at an address of its own, which no other site's page can send.

    It is never kept: the token in the page ages.
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
    """Whether the browser says, or at least does not deny, that a page of ours sent this."""
    here = find_request_origin(request)
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return request.headers.get("Origin", here) == here and site in OWN_FETCH_SITES


require_read_or_post = require_http_methods(["GET", "HEAD", "POST"])
