"""The published history of a company for its representatives, and restoring a revision."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory import permissions, search
from directory.document.changes import describe_changes
from directory.document.schema import DocumentInvalid
from directory.filters import PageNumberFilterSet
from directory.profile import history
from directory.views.decorators import member_required, require_read_or_post
from directory.views.errors import render_failure
from directory.views.history_pages import HISTORY_UNREADABLE, link_neighbor_pages
from directory.views.portal import preserved_forms
from directory.views.portal.member_pages import build_member_crumbs
from directory.views.portal.submission_messages import (
    SIGNED_OUT_WHILE_SUBMITTING,
    MessageInvalid,
    ReasonInvalid,
    build_reason_form,
    describe_submitted,
    read_message,
    read_reason,
    read_typed_texts,
)
from directory.views.redirects import redirect_to_view
from directory.workflow import conflicts, submissions
from directory.workflow.checks import check_document
from directory.workflow.conflicts import StateConflict

RESTORE_BASE_CHANGED = (
    "A new version was published after you opened this page. Review the changes again."
)


@require_safe
@member_required(permissions.may_edit)
def portal_history(request, member):
    """Render all published revisions with authors and reasons, for those who manage the profile."""
    filterset = PageNumberFilterSet.from_request(request)
    if not filterset.is_valid():
        return render_failure(request, 400, HISTORY_UNREADABLE)
    found = history.read_whole_history(member, filterset.number)
    if found.past_end:
        raise Http404("That page doesn’t exist.")
    context = {
        "member": member,
        "history": found,
        "pages": link_neighbor_pages(found),
        "waiting": submissions.find_waiting_submission(member),
        "crumbs": build_member_crumbs(member, ("History", "")),
    }
    return render(request, "portal/history.html", context)


@preserved_forms.form_preserving
@require_read_or_post
@member_required(permissions.may_edit)
def portal_restore(request, member, number):
    """Show what restoring an old revision would change; on POST submit it as a new one."""
    old = get_object_or_404(member.revisions.published(), number=number)
    if request.method != "POST":
        return render_restore(request, member, old)
    if request.POST.get("live") != str(conflicts.find_published_number(member)):
        return render_restore(request, member, old, said=RESTORE_BASE_CHANGED, status=409)
    try:
        revision = submit_restored_revision(request, member, number)
    except (ReasonInvalid, DocumentInvalid):
        return render_restore(request, member, old, status=400)
    except (MessageInvalid, StateConflict) as refused:
        status = 409 if isinstance(refused, StateConflict) else 400
        return render_restore(request, member, old, said=str(refused), status=status)
    preserved_forms.discard_preserved_form(request)
    messages.success(request, describe_submitted(revision))
    return redirect_to_view("portal-history", member.slug)


def submit_restored_revision(request, member, number):
    """Submit an old revision as the user's changes, with the posted message; return the new one."""
    return submissions.restore_revision(
        member=member,
        number=number,
        author=request.user,
        origin=permissions.choose_origin(request.user),
        message=read_message(request),
        reason=read_reason(request),
    )


def render_restore(request, member, old, *, said="", status=200):
    """Render the page that asks whether to restore a revision."""
    origin = permissions.choose_origin(request.user)
    live = conflicts.find_published_document(member)
    document = submissions.combine_with_restored(
        live, old.document, whole=permissions.is_staff(request.user)
    )
    title = f"Restore revision {old.number}"
    to_history = ("History", reverse("portal-history", args=[member.slug]))
    preserved = None if request.POST else preserved_forms.find_preserved_form(request)
    typed = read_typed_texts(preserved or request.POST)
    context = {
        "member": member,
        "old": old,
        "title": title,
        "live": conflicts.find_published_number(member),
        "author": preserved_forms.sign_author(request.user),
        "message": typed["message"],
        "reasoning": build_reason_form(request, typed),
        "changes": describe_changes(live, document, search.fetch_vocabulary()),
        "problems": check_document(document, member, origin).problems,
        "at_once": submissions.is_published_at_once(member, origin),
        "waiting": submissions.find_waiting_submission(member),
        "said": said or (SIGNED_OUT_WHILE_SUBMITTING if preserved else ""),
        "crumbs": build_member_crumbs(member, to_history, (title, "")),
    }
    return render(request, "portal/restore.html", context, status=status)
