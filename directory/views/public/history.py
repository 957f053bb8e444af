"""The public history of a company's profile."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from directory.filters import PageNumberFilterSet
from directory.http.caching import conditional, state_etag
from directory.profile import history, page
from directory.views.decorators import public
from directory.views.errors import render_failure
from directory.views.history_pages import HISTORY_UNREADABLE, link_neighbor_pages


@public
@conditional(state_etag)
def member_history(request, slug):
    """Render a company's published revisions and what each changed, without names."""
    member = page.find_published_member(slug)
    filterset = PageNumberFilterSet.from_request(request)
    if not filterset.is_valid():
        return render_failure(request, 400, HISTORY_UNREADABLE)
    found = history.read_public_history(member, filterset.number)
    if found.past_end:
        raise Http404("That page doesn’t exist.")
    context = {
        "member": member,
        "history": found,
        "pages": link_neighbor_pages(found),
        "api_address": reverse("api:revision-list", args=[slug]),
        "crumbs": build_history_crumbs(member, slug),
    }
    return render(request, "public/member_history.html", context)


def build_history_crumbs(member, slug):
    """Return the breadcrumbs of a company's public history."""
    profile = (member.name, reverse("member-detail", args=[slug]))
    return [("Home", "/"), ("Companies", reverse("member-list")), profile, ("History", "")]
