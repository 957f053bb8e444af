"""What was published of a company: for anybody, and for those who work on the profile."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from directory import history, profiles
from directory.caching import revalidated, state_tag
from directory.filters import PagesFilterSet
from directory.views.errors import failure
from directory.views.public import public

UNREADABLE = "This address cannot be read: a history takes a page, and nothing else."


@public
@revalidated(state_tag)
def member_history(request, slug):
    """What was published of a company and what changed each time, without names."""
    member = profiles.find(slug)
    filterset = PagesFilterSet.from_request(request)
    if not filterset.is_valid():
        return failure(request, 400, UNREADABLE)
    found = history.public_history(member, filterset.number)
    if found.past_end:
        raise Http404("This history has fewer pages.")
    companies, profile = reverse("member-list"), reverse("member-detail", args=[slug])
    context = {
        "member": member,
        "history": found,
        "pages": addresses(found),
        "api_address": reverse("api:revision-list", args=[slug]),
        "crumbs": [
            ("Home", "/"),
            ("Companies", companies),
            (member.name, profile),
            ("History", ""),
        ],
    }
    return render(request, "directory/member_history.html", context)


def addresses(found):
    """The addresses of the pages before and after."""
    numbers = {"previous": found.previous_number, "next": found.next_number}
    return {name: f"?page={number}" for name, number in numbers.items() if number}
