"""What a page for the signed-in is: who may open it is said above the view.

What somebody may not see is 404, so that nobody learns what is there.
"""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from directory import permissions
from directory.models import Member


def signed_in(view):
    """A decorator: who is not signed in is led there, and back."""

    @wraps(view)
    def answer(request, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, **kwargs)

    return answer


def of_member(may):
    """A decorator: `slug` becomes the `member`, where the predicate `may` allows it."""

    def decorate(view):
        @signed_in
        @wraps(view)
        def answer(request, slug, **kwargs):
            members = Member.objects.visible_to(request.user).select_related("revision")
            named = members.filter(slug=slug) or members.filter(old_slugs__slug=slug)
            member = get_object_or_404(named)
            if not may(request.user, member):
                raise Http404("There is nothing here.")
            # What was posted to an old address is not lost: it is answered under the new one.
            if member.slug != slug and request.method in {"GET", "HEAD"}:
                return redirect(request.resolver_match.view_name, slug=member.slug, **kwargs)
            return view(request, member=member, **kwargs)

        return answer

    return decorate


def staff_only(view):
    """A decorator: for the association's staff."""

    @signed_in
    @wraps(view)
    def answer(request, **kwargs):
        if not permissions.is_staff(request.user):
            raise Http404("There is nothing here.")
        return view(request, **kwargs)

    return answer
