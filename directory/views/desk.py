"""The desk: what waits for the association's staff, and what they decide on a revision."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from directory import desk, history, permissions, reviewing, revising
from directory.document.schema import DocumentInvalid
from directory.forms.desk import ApproveForm, ReasonForm, RejectForm
from directory.models import Revision
from directory.publishing import Conflict
from directory.views.after import see_other
from directory.views.guarded import staff_only

UNDECIDED = "Both sides changed something: choose for each which is right."
MOVED = "Something changed since you opened this page: here it is as it stands now."
DRAFT_MOVED = (
    "Your draft, the submission or the profile changed since: look at how they stand now, and "
    "join your draft with the profile where this page says so."
)
OWN_DRAFT = "You have a draft of this profile already: what you can do with it stands below."


@require_safe
@staff_only
def queue(request):
    """What waits, the oldest first; what was published at once; who asks for access."""
    return render(request, "desk/desk.html", desk.queue())


def of_revision(view):
    """A decorator: `pk` becomes the `revision`, or a page says that it was withdrawn."""

    @staff_only
    @wraps(view)
    def answer(request, pk, **kwargs):
        revision = visible(request, pk)
        return view(request, revision, **kwargs) if revision else withdrawn(request, pk)

    return answer


@require_safe
@of_revision
def revision_detail(request, revision):
    """One revision: what it changes, and what can be decided."""
    return show(request, revision)


def visible(request, pk):
    """The revision of this id, if its reader may see it: no drafts of others."""
    seen = Revision.objects.visible_to(request.user)
    return seen.select_related("member__revision", "author", "reviewer").filter(pk=pk).first()


def withdrawn(request, pk):
    """What a letter's link leads to once its author took the submission back."""
    back = Revision.objects.filter(pk=pk).select_related("member").first()
    return render(request, "desk/withdrawn.html", {"member": back and back.member}, status=404)


def show(request, revision, *, said="", problems=(), status=200, **forms):
    """The page of a revision; `forms` are those with what was typed."""
    member = revision.member
    waits = revision.state == Revision.State.SUBMITTED
    review = desk.review(revision, request.user) if waits else None
    crumbs = [("Desk", reverse("desk")), (member.name, reverse("desk-member", args=[member.slug]))]
    context = {
        "revision": revision,
        "member": member,
        "review": review,
        "version": None if waits else history.version_of(revision, inside=True),
        "conflicts": conflicts(review, forms.get("approval")),
        "approval": ApproveForm(),
        "rejection": RejectForm(),
        "withholding": ReasonForm(),
        **forms,
        "said": said,
        "problems": problems,
        "decisions": revision.decisions.select_related("actor"),
        "crumbs": [*crumbs, (f"Revision {revision.number}" if revision.number else "Review", "")],
    }
    return render(request, "desk/revision.html", context, status=status)


def show_again(request, revision, **said):
    """The page of a revision as it stands now, since it moved a moment ago."""
    now = visible(request, revision.pk)
    return show(request, now, **said) if now else withdrawn(request, revision.pk)


def conflicts(review, form):
    """What both sides changed, each with the side that was chosen already."""
    chosen = form.decided() if form else {}
    found = review.conflicts if review else []
    return [(choice, chosen.get(choice.path, "")) for choice in found]


@require_POST
@of_revision
def approve(request, revision):
    """Publish a submission, or what the reviewer made of it."""
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return show(request, revision, approval=form, status=400)
    try:
        published = approved(revision, request.user, form)
    except revising.Moved as moved:
        said = UNDECIDED if moved.conflicts else MOVED
        said = DRAFT_MOVED if form.cleaned_data["edited"] else said
        return show_again(request, revision, approval=form, said=said, status=409)
    except DocumentInvalid as invalid:
        return show(request, revision, approval=form, problems=invalid.problems, status=400)
    except Conflict as conflict:
        return show_again(request, revision, approval=form, said=str(conflict), status=409)
    messages.success(request, desk.said_of(published))
    return see_other("desk")


def approved(revision, reviewer, form):
    """The revision that is published by what the form says."""
    data = form.cleaned_data
    shown = {name: data[name] for name in ("live", "sent", "note")}
    shown |= {"revision": revision, "reviewer": reviewer}
    if not data["edited"]:
        return reviewing.approve(**shown, decided=form.decided())
    draft = revising.draft_of(revision.member, reviewer)
    if draft is None:
        raise Conflict("Your draft of this profile is gone: nothing was published.")
    return reviewing.approve_edited(**shown, draft=draft, edited=data["edited"])


@require_POST
@of_revision
def reject(request, revision):
    """Refuse a submission, with the reason."""
    form = RejectForm(request.POST)
    if not form.is_valid():
        return show(request, revision, rejection=form, status=400)
    try:
        reviewing.reject(revision=revision, reviewer=request.user, **form.cleaned_data)
    except revising.Moved:
        return show_again(request, revision, rejection=form, said=MOVED, status=409)
    except Conflict as conflict:
        return show_again(request, revision, rejection=form, said=str(conflict), status=409)
    messages.success(request, f"Rejected: {revision.member.name} keeps its profile as it was.")
    return see_other("desk")


@require_POST
@of_revision
def edit(request, revision):
    """Take a submission up in a draft of one's own, to be edited and approved."""
    if revision.state != Revision.State.SUBMITTED:
        return show(request, revision, said=f"This is {revision.state} already.", status=409)
    if revising.draft_of(revision.member, request.user):
        return show(request, revision, said=OWN_DRAFT, status=409)
    joined = desk.review(revision, request.user).moved
    if joined.conflicts:
        return show(request, revision, said=UNDECIDED, status=409)
    revising.save_draft(
        member=revision.member,
        author=request.user,
        origin=permissions.origin_of(request.user),
        changes=joined.merged,
    )
    said = "This is your draft of what was submitted. Edit it, then approve it at the desk."
    messages.info(request, said)
    return see_other("portal-edit", revision.member.slug, "identity")


@require_POST
@of_revision
def look_at(request, revision):
    """Note that what was published at once was looked at."""
    try:
        reviewing.look_at(revision=revision, reviewer=request.user)
    except Conflict as conflict:
        return show(request, revision, said=str(conflict), status=409)
    messages.success(request, f"Looked at: revision {revision.number} of {revision.member.name}.")
    return see_other("desk")


@require_POST
@of_revision
def set_withheld(request, revision, verb):
    """Take a published revision out of the public history, or put it back."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, revision, withholding=form, status=400)
    try:
        verb(revision=revision, actor=request.user, reason=form.cleaned_data["reason"])
    except Conflict as conflict:
        return show(request, revision, withholding=form, said=str(conflict), status=409)
    messages.success(request, f"Done: see the history of {revision.member.name}.")
    return see_other("desk-revision", revision.pk)
