"""What was published of a company: for anybody, and for those who work on the profile."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from directory import history, permissions, profiles, revising, search
from directory.caching import revalidated, state_tag
from directory.document.schema import DocumentInvalid
from directory.document.words import in_words
from directory.filters import PagesFilterSet
from directory.publishing import Conflict
from directory.views import kept
from directory.views.after import see_other
from directory.views.errors import failure
from directory.views.guarded import of_member
from directory.views.public import public
from directory.views.submitting import SIGNED_OUT, message_in, message_of

MOVED = "The profile was published anew since you opened this page: look at what would change now."
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


@require_safe
@of_member(permissions.may_edit)
def portal_history(request, member):
    """All that was published of a company, by whom and why, for those who keep its profile."""
    filterset = PagesFilterSet.from_request(request)
    if not filterset.is_valid():
        return failure(request, 400, UNREADABLE)
    found = history.whole_history(member, filterset.number)
    if found.past_end:
        raise Http404("This history has fewer pages.")
    context = {
        "member": member,
        "history": found,
        "pages": addresses(found),
        "crumbs": crumbs(member, ("History", "")),
    }
    return render(request, "portal/history.html", context)


def crumbs(member, *more):
    """The way to a page of one company."""
    own = reverse("portal-member", args=[member.slug])
    return [("My companies", reverse("portal")), (member.name, own), *more]


@kept.keeps_what_was_posted
@require_http_methods(["GET", "HEAD", "POST"])
@of_member(permissions.may_edit)
def portal_restore(request, member, number):
    """Show what restoring an old revision would change; on POST hand it in as a new one."""
    old = get_object_or_404(member.revisions.published(), number=number)
    if request.method != "POST":
        return ask_to_restore(request, member, old)
    if request.POST.get("live") != str(revising.live_number(member)):
        return ask_to_restore(request, member, old, said=MOVED, status=409)
    try:
        revision = revising.restore(
            member=member,
            number=number,
            author=request.user,
            origin=permissions.origin_of(request.user),
            message=message_of(request),
        )
    except DocumentInvalid:
        return ask_to_restore(request, member, old, status=400)
    except Conflict as conflict:
        return ask_to_restore(request, member, old, said=str(conflict), status=409)
    kept.forget(request)
    messages.success(request, outcome(revision))
    return see_other("portal-history", member.slug)


def outcome(revision):
    """What became of what was restored."""
    if revision.number:
        return f"Published: this is revision {revision.number} of the profile."
    return "Submitted: the association's staff will review it. The public profile stays meanwhile."


def ask_to_restore(request, member, old, *, said="", status=200):
    """The page that asks whether to restore a revision."""
    origin = permissions.origin_of(request.user)
    live = revising.live_document(member)
    document = revising.restored(live, old.document, whole=permissions.is_staff(request.user))
    title = f"Restore revision {old.number}"
    typed = None if request.POST else kept.typed(request)
    context = {
        "member": member,
        "old": old,
        "title": title,
        "live": revising.live_number(member),
        "author": kept.mark(request.user),
        "message": message_in(typed or request.POST),
        "changes": in_words(live, document, search.vocabulary()),
        "problems": revising.problems(document, member, origin),
        "at_once": revising.will_publish(member, origin),
        "waiting": revising.waiting_for(member),
        "said": said or (SIGNED_OUT if typed else ""),
        "crumbs": crumbs(
            member, ("History", reverse("portal-history", args=[member.slug])), (title, "")
        ),
    }
    return render(request, "portal/restore.html", context, status=status)
