"""The portal's pages: my companies, one company, and what may be done with its draft."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from directory import (
    completeness,
    dates,
    drafting,
    freshness,
    permissions,
    publishing,
    revising,
    withdrawing,
)
from directory.models import Revision
from directory.publishing import Conflict
from directory.views.after import see_other
from directory.views.editing import problems_of
from directory.views.guarded import of_member, signed_in

ASKED = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def portal(request):
    """My companies, each with how it stands."""
    mine = request.user.representations.select_related("member__revision").order_by(
        "member__folded_name"
    )
    companies = [state_of(found.member, request.user) | {"role": found.role} for found in mine]
    return render(request, "portal/portal.html", {"companies": companies})


@require_safe
@of_member(permissions.may_edit)
def portal_member(request, member):
    """One company: what waits, what is stale, what to add next."""
    state = state_of(member, request.user)
    draft = state["draft"]
    context = state | {
        "crumbs": [("My companies", reverse("portal")), (member.name, "")],
        "mend": len(problems_of(draft.document, member, request.user)) if draft else 0,
        "manages": permissions.may_manage(request.user, member),
        "at_once": revising.will_publish(member, permissions.origin_of(request.user)),
    }
    return render(request, "portal/member.html", context)


def state_of(member, user):
    """How a company's profile stands, for somebody who keeps it."""
    document = revising.live_document(member)
    draft, waiting = revising.draft_of(member, user), revising.waiting_for(member)
    return {
        "member": member,
        "live": member.revision,
        "draft": draft,
        "differs": draft is not None and not drafting.is_public(draft, member),
        "moved_on": draft is not None and draft.base != revising.live_number(member),
        "waiting": waiting,
        "rejected": None if waiting else rejected_of(member, user),
        "stale": freshness.stale(document, dates.today()),
        "completeness": completeness.score(document),
    }


def rejected_of(member, user):
    """The last submission of this company's own people, where it was rejected and is not mended."""
    if revising.draft_of(member, user):
        return None
    sent = member.revisions.sent_in().first()
    return sent if sent is not None and sent.state == Revision.State.REJECTED else None


def asks(request, member, template, context, *, status=200):
    """A page that asks before something is done, or says in `said` why it was not."""
    crumbs = [
        ("My companies", reverse("portal")),
        (member.name, reverse("portal-member", args=[member.slug])),
    ]
    context = {"member": member, "crumbs": [*crumbs, (context["title"], "")]} | context
    return render(request, template, context, status=status)


def refused(request, member, question, said):
    """The same page, with what stands against it."""
    return asks(request, member, "portal/ask.html", question | {"said": said}, status=409)


def act(request, member, question, verb, done):
    """Ask on GET; on POST do it, and say so. What stands against it is said with 409."""
    if request.method != "POST":
        return asks(request, member, "portal/ask.html", question)
    try:
        verb()
    except Conflict as conflict:
        return refused(request, member, question, str(conflict))
    messages.success(request, done)
    return see_other("portal-member", member.slug)


@ASKED
@of_member(permissions.may_edit)
def portal_confirm(request, member):
    """Everything is still right."""
    if member.revision is None:
        raise Http404("There is nothing to confirm yet.")
    question = {
        "title": "Everything is still right",
        "question": f"You say for {member.name} that its profile is right as it stands today.",
        "button": "Confirm the profile",
    }
    done = "Thank you: the profile says that the company confirmed it today."
    return act(request, member, question, lambda: publishing.confirm(member), done)


@ASKED
@of_member(permissions.may_edit)
def portal_withdraw(request, member):
    """Take back what waits for review."""
    waiting = revising.waiting_for(member)
    question = {
        "title": "Withdraw the submission",
        "question": (
            "It leaves the queue and becomes its author's draft again, with what its author "
            "changed since; nothing is lost."
        ),
        "button": "Withdraw it",
        "waiting": waiting,
    }
    if waiting is None:
        return refused(request, member, question, "Nothing waits for review any more.")
    done = "Withdrawn: it is a draft again."
    withdraw = partial(withdrawing.withdraw, revision=waiting, actor=request.user)
    return act(request, member, question, withdraw, done)


@ASKED
@of_member(permissions.may_edit)
def portal_discard(request, member):
    """Throw one's draft away."""
    draft = revising.draft_of(member, request.user)
    question = {
        "title": "Discard the draft",
        "question": "All that you changed since you began it is lost. The public profile stays.",
        "button": "Discard the draft",
    }
    if draft is None:
        return refused(request, member, question, "You have no draft of this profile.")
    done = "The draft is gone; the profile stands as it was."
    return act(request, member, question, lambda: revising.discard_draft(revision=draft), done)


@ASKED
@of_member(permissions.may_edit)
def portal_take_up(request, member, revision):
    """Begin a draft with what was rejected."""
    found = get_object_or_404(member.revisions, pk=revision, state=Revision.State.REJECTED)
    question = {
        "title": "Take it up again",
        "question": "What was rejected becomes your draft: mend it, and submit it again.",
        "button": "Make it my draft",
    }

    def verb():
        origin = permissions.origin_of(request.user)
        revising.take_up(revision=found, author=request.user, origin=origin)

    return act(request, member, question, verb, "It is your draft now.")
