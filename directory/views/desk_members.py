"""The desk's list of members, and one member with all that staff may do with it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from directory import desk, reviewing, revising
from directory.forms.desk import MembersForm, ReasonForm
from directory.models import Member, Representative
from directory.publishing import Conflict
from directory.views.after import see_other
from directory.views.guarded import staff_only

VERBS = {
    "trust": (reviewing.trust, "{} is trusted: its submissions are published at once."),
    "distrust": (reviewing.distrust, "Submissions of {} wait for review from now on."),
    "archive": (reviewing.archive, "{} is archived: its page says that it is gone."),
    "unarchive": (reviewing.unarchive, "{} is back in the directory."),
}


@require_safe
@staff_only
def member_list(request):
    """Every member, also those without a public page."""
    form = MembersForm(request.GET)
    if not form.is_valid():
        context = {"form": form, "crumbs": crumbs(("Members", ""))}
        return render(request, "desk/members.html", context, status=400)
    asked = form.cleaned_data
    found = Paginator(desk.members(asked["q"], asked["show"] or "all"), desk.PAGE_SIZE)
    number = asked["page"] or 1
    if number > found.num_pages:
        raise Http404("This list has fewer pages.")
    context = {"form": form, "page": found.page(number), "crumbs": crumbs(("Members", ""))}
    return render(request, "desk/members.html", context)


def crumbs(*more):
    """The way to a page of the desk."""
    return [("Desk", reverse("desk")), *more]


@require_safe
@staff_only
def member_detail(request, slug):
    """How one member stands, and what staff may do."""
    return show(request, member_of(slug))


def member_of(slug):
    """The member of this slug, published or not."""
    return get_object_or_404(Member.objects.select_related("revision"), slug=slug)


def show(request, member, *, typed=None, verb="", said="", status=200):  # noqa: PLR0913
    """The page of a member; `typed` is the form of the `verb` that was not done."""
    team = Representative.objects.filter(member=member).select_related("user")
    sent = member.revisions.exclude(submitted_at=None).exclude(state="published")
    context = {
        "member": member,
        "waiting": revising.waiting_for(member),
        "sent": sent.select_related("author").order_by("-submitted_at")[: desk.FEW],
        "team": team,
        "invited": member.invitations.open(),
        "decisions": member.decisions.select_related("actor", "revision")[: desk.MOST],
        "forms": {name: typed if name == verb else ReasonForm() for name in VERBS},
        "opened": verb,
        "said": said,
        "crumbs": crumbs(("Members", reverse("desk-member-list")), (member.name, "")),
    }
    return render(request, "desk/member.html", context, status=status)


@require_POST
@staff_only
def act(request, slug, verb):
    """Trust, distrust, archive or put back a member, with the reason."""
    member, form = member_of(slug), ReasonForm(request.POST)
    do, done = VERBS[verb]
    if not form.is_valid():
        return show(request, member, typed=form, verb=verb, status=400)
    try:
        do(member=member, actor=request.user, reason=form.cleaned_data["reason"])
    except Conflict as conflict:
        return show(request, member, typed=form, verb=verb, said=str(conflict), status=409)
    messages.success(request, done.format(member.name))
    return see_other("desk-member", slug)
