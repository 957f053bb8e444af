"""The desk's list of members, and the page of one member with all staff actions."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from directory import desk, search
from directory.forms.desk import MemberListForm, ReasonForm
from directory.models import Member, Representative
from directory.views.decorators import staff_only
from directory.views.redirects import redirect_to_view
from directory.workflow import review, submissions
from directory.workflow.conflicts import StateConflict

MEMBER_ACTIONS = {
    "trust": (
        review.trust_member,
        "{} is now trusted. Its submissions are published without review.",
    ),
    "distrust": (
        review.distrust_member,
        "{} is no longer trusted. Its submissions now require review.",
    ),
    "archive": (
        review.decide_to_archive,
        "{} was archived. Its page now says it was removed from the directory.",
    ),
    "unarchive": (review.decide_to_unarchive, "{} was restored to the directory."),
}


@require_safe
@staff_only
def desk_member_list(request):
    """Render the list of all members, including those without a public page."""
    form = MemberListForm(request.GET)
    if not form.is_valid():
        context = {"form": form, "crumbs": build_desk_crumbs(("Companies", ""))}
        return render(request, "desk/members.html", context, status=400)
    filters = form.cleaned_data
    keys = desk.find_desk_members(filters["q"], filters["show"] or "all")
    found = desk.DeskMemberPages(keys, desk.DESK_PAGE_SIZE)
    number = filters["page"] or 1
    if number > found.num_pages:
        raise Http404("That page doesn’t exist.")
    context = {
        "form": form,
        "page": found.page(number),
        "crumbs": build_desk_crumbs(("Companies", "")),
    }
    return render(request, "desk/members.html", context)


def build_desk_crumbs(*more):
    """Return the breadcrumbs of a desk page."""
    return [("Desk", reverse("desk")), *more]


@require_safe
@staff_only
def desk_member(request, slug):
    """Render a member's status and the staff actions."""
    return render_desk_member(request, find_member_for_desk(slug))


def find_member_for_desk(slug):
    """Return the member with this slug in any status. Raise Http404 if there is none."""
    return get_object_or_404(Member.objects.select_related("revision"), slug=slug)


def render_desk_member(request, member, *, typed=None, verb="", said="", status=200):  # noqa: PLR0913 - a page and its states
    """Render a member's page; `typed` is the submitted form of an action that failed, `verb`."""
    team = Representative.objects.filter(member=member).select_related("user")
    sent = member.revisions.exclude(submitted_at=None).exclude(state="published")
    context = {
        "member": member,
        "waiting": submissions.find_waiting_submission(member),
        "sent": sent.select_related("author").order_by("-submitted_at")[: desk.FEW_DESK_ROWS],
        "team": team,
        "invited": member.invitations.open(),
        "decisions": desk.describe_decisions(
            member.decisions.all()[: desk.MOST_DESK_ROWS], search.fetch_vocabulary()
        ),
        "forms": {name: typed if name == verb else ReasonForm() for name in MEMBER_ACTIONS},
        "opened": verb,
        "said": said,
        "crumbs": build_desk_crumbs(("Companies", reverse("desk-member-list")), (member.name, "")),
    }
    return render(request, "desk/member.html", context, status=status)


@require_POST
@staff_only
def desk_member_act(request, slug, verb):
    """Trust, distrust, archive, or unarchive a member, with a reason."""
    member, form = find_member_for_desk(slug), ReasonForm(request.POST)
    do, done = MEMBER_ACTIONS[verb]
    if not form.is_valid():
        return render_desk_member(request, member, typed=form, verb=verb, status=400)
    try:
        do(member=member, actor=request.user, reason=form.cleaned_data["reason"])
    except StateConflict as conflict:
        return render_desk_member(
            request, member, typed=form, verb=verb, said=str(conflict), status=409
        )
    messages.success(request, done.format(member.name))
    return redirect_to_view("desk-member", slug)
