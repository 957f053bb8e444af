"""Revisions at the desk, and what staff decide about them."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from directory import desk, permissions, search
from directory.document.schema import DocumentInvalid
from directory.forms.desk import ApproveForm, ReasonForm, RejectForm
from directory.models import Revision
from directory.profile import history
from directory.views.decorators import staff_only
from directory.views.redirects import redirect_to_view
from directory.workflow import conflicts as workflow_conflicts
from directory.workflow import drafts, locking
from directory.workflow import review as workflow_review
from directory.workflow.conflicts import StateConflict

CONFLICTS_UNDECIDED = "Both versions changed the same fields. Choose which value to keep for each."
REVISION_CHANGED = (
    "The submission or the profile changed after you opened this page. Your decision wasn’t saved. "
    "Review the latest version."
)
REVIEW_DRAFT_CHANGED = (
    "Your draft, the submission, or the profile changed after you opened this page. Nothing was "
    "published. Review the latest versions and merge your draft if this page asks you to."
)
REVIEW_DRAFT_EXISTS = (
    "You already have a draft of this profile. Publish, submit, or discard it first."
)


def revision_required(view):
    """Require staff; pass the `revision` for `pk`, or render that it was withdrawn."""

    @staff_only
    @wraps(view)
    def answer(request, pk, **kwargs):
        revision = find_visible_revision(request, pk)
        return view(request, revision, **kwargs) if revision else render_withdrawn(request, pk)

    return answer


@require_safe
@revision_required
def desk_revision(request, revision):
    """Render a revision: what it changes, and the possible decisions."""
    return render_revision(request, revision)


def find_visible_revision(request, pk):
    """Return the revision, or None if the user may not see it, such as another person's draft."""
    visible = Revision.objects.visible_to(request.user)
    return visible.select_related("member__revision", "author", "reviewer").filter(pk=pk).first()


def render_withdrawn(request, pk):
    """Render 404 for a withdrawn submission, to which links in emails still lead."""
    revision = Revision.objects.filter(pk=pk).select_related("member").first()
    return render(
        request, "desk/withdrawn.html", {"member": revision and revision.member}, status=404
    )


def render_revision(request, revision, *, said="", problems=(), status=200, **forms):
    """Render a revision's page; `forms` holds the submitted forms by context name."""
    member = revision.member
    waits = revision.state == Revision.State.SUBMITTED
    review = desk.load_submission_review(revision, request.user) if waits else None
    crumbs = [("Desk", reverse("desk")), (member.name, reverse("desk-member", args=[member.slug]))]
    context = {
        "revision": revision,
        "member": member,
        "review": review,
        "version": None if waits else history.compare_with_previous(revision, inside=True),
        "conflicts": list_conflicts(review, forms.get("approval")),
        "approval": ApproveForm(),
        "rejection": RejectForm(),
        "withholding": ReasonForm(),
        **forms,
        "said": said,
        "problems": problems,
        "decisions": desk.describe_decisions(revision.decisions.all(), search.fetch_vocabulary()),
        "crumbs": [*crumbs, (f"Revision {revision.number}" if revision.number else "Review", "")],
    }
    return render(request, "desk/revision.html", context, status=status)


def render_conflict(request, revision, said, **forms):
    """Render the current state of a revision that has just changed, as 409 with the reason."""
    current = find_visible_revision(request, revision.pk)
    if current is None:
        return render_withdrawn(request, revision.pk)
    return render_revision(request, current, said=said, status=409, **forms)


def list_conflicts(review, form):
    """Return the conflicts, each with the side that the form chose, or ""."""
    chosen = form.decided() if form else {}
    conflicts = review.conflicts if review else []
    return [(choice, chosen.get(choice.path, "")) for choice in conflicts]


@require_POST
@revision_required
def desk_approve(request, revision):
    """Publish a submission, or the reviewer's edited draft of it."""
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return render_revision(request, revision, approval=form, status=400)
    try:
        published = publish_approved(revision, request.user, form)
    except workflow_conflicts.EditConflict as conflict:
        reason = CONFLICTS_UNDECIDED if conflict.conflicts else REVISION_CHANGED
        reason = REVIEW_DRAFT_CHANGED if form.cleaned_data["edited"] else reason
        return render_conflict(request, revision, reason, approval=form)
    except DocumentInvalid as invalid:
        problems = invalid.found
        return render_revision(request, revision, approval=form, problems=problems, status=400)
    except StateConflict as conflict:
        return render_conflict(request, revision, str(conflict), approval=form)
    messages.success(request, desk.describe_publication(published))
    return redirect_to_view("desk")


def publish_approved(revision, reviewer, form):
    """Publish what the form describes and return the revision."""
    data = form.cleaned_data
    decision = {name: data[name] for name in ("live", "sent", "note")}
    decision |= {"revision": revision, "reviewer": reviewer}
    if not data["edited"]:
        decision |= {"unedited": data["unedited"], "decided": form.decided()}
        return workflow_review.approve_as_submitted(**decision)
    draft = drafts.find_draft(revision.member, reviewer)
    if draft is None:
        raise StateConflict("Your draft no longer exists. Nothing was published.")
    return workflow_review.approve_edited_submission(**decision, draft=draft, edited=data["edited"])


@require_POST
@revision_required
def desk_reject(request, revision):
    """Reject a submission with a reason."""
    form = RejectForm(request.POST)
    if not form.is_valid():
        return render_revision(request, revision, rejection=form, status=400)
    try:
        workflow_review.reject_submission(
            revision=revision, reviewer=request.user, **form.cleaned_data
        )
    except workflow_conflicts.EditConflict:
        return render_conflict(request, revision, REVISION_CHANGED, rejection=form)
    except StateConflict as conflict:
        return render_conflict(request, revision, str(conflict), rejection=form)
    messages.success(
        request, f"Submission rejected. {revision.member.name}’s profile is unchanged."
    )
    return redirect_to_view("desk")


def reason_not_to_edit(revision, reviewer):
    """Return why a reviewer can't begin to edit a submission, or ""."""
    if revision.state != Revision.State.SUBMITTED:
        return f"This submission has already been {locking.describe_outcome(revision)}."
    if drafts.find_draft(revision.member, reviewer):
        return REVIEW_DRAFT_EXISTS
    return ""


@require_POST
@revision_required
def desk_edit(request, revision):
    """Copy a submission into the reviewer's own draft, to be edited and approved."""
    if reason := reason_not_to_edit(revision, request.user):
        return render_revision(request, revision, said=reason, status=409)
    merge = desk.load_submission_review(revision, request.user).merge
    if merge.conflicts:
        return render_revision(request, revision, said=CONFLICTS_UNDECIDED, status=409)
    drafts.save_draft(
        member=revision.member,
        author=request.user,
        origin=permissions.choose_origin(request.user),
        changes=merge.merged,
    )
    said = "Submission opened as your draft. Edit it, then publish it from the review on the desk."
    messages.info(request, said)
    return redirect_to_view("portal-edit", revision.member.slug, "identity")


@require_POST
@revision_required
def desk_look_at(request, revision):
    """Mark a revision that was published without review as reviewed."""
    try:
        workflow_review.mark_looked_at(revision=revision, reviewer=request.user)
    except StateConflict as conflict:
        return render_revision(request, revision, said=str(conflict), status=409)
    messages.success(
        request,
        f"Marked as reviewed: revision {revision.number} of {revision.member.name}’s profile.",
    )
    return redirect_to_view("desk")


@require_POST
@revision_required
def desk_set_withheld(request, revision, verb):
    """Hide a published revision from the public history, or show it again."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return render_revision(request, revision, withholding=form, status=400)
    try:
        verb(revision=revision, actor=request.user, reason=form.cleaned_data["reason"])
    except StateConflict as conflict:
        return render_revision(request, revision, withholding=form, said=str(conflict), status=409)
    messages.success(request, f"The public history of {revision.member.name} was updated.")
    return redirect_to_view("desk-revision", revision.pk)
