"""Confirmation pages: the yearly reminder's page, and the portal's actions that ask first."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from directory import dates, permissions
from directory.mail import reminders
from directory.models import Revision
from directory.profile import freshness, page
from directory.views.decorators import member_required, require_read_or_post
from directory.views.portal.member_pages import render_member_page
from directory.views.redirects import redirect_see_other, redirect_to_view
from directory.workflow import drafts, publishing, submissions
from directory.workflow.conflicts import StateConflict


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_link(request, signed):
    """Ask whether the profile is up to date. The link, signed for one owner, replaces sign-in."""
    try:
        asked = reminders.read_reminder_link(signed)
    except reminders.ReminderLinkTooOldError:
        return render(request, "portal/confirm_by_link_expired.html", status=410)
    if asked is None:
        raise Http404("This link isn’t valid, or its recipient no longer manages the profile.")
    if request.method != "POST":
        return render_confirm_by_link(request, asked)
    try:
        if not asked.is_answered:
            publishing.confirm_profile(asked.member)
    except StateConflict:
        return render_confirm_by_link(request, asked, status=409)
    return redirect_see_other(request.path)


def render_confirm_by_link(request, asked, status=200):
    """Render the question of a reminder, or why it can't be answered with yes now."""
    document = asked.member.revision.document
    context = {"asked": asked, "profile": page.profile_context(asked.member)}
    context["stale"] = freshness.find_stale_statements(document, dates.today())
    waiting = submissions.find_waiting_submission(asked.member)
    context["pending"] = publishing.CHANGE_PENDING if waiting else ""
    return render(request, "portal/confirm_by_link.html", context, status=status)


def render_refusal(request, member, question, reason):
    """Render the question with the reason why the action is impossible, as 409."""
    return render_member_page(
        request, member, "portal/ask.html", question | {"said": reason}, status=409
    )


def confirm_and_do(request, member, question, verb, done):
    """Ask on GET; on POST call `verb` and show the message `done`. A StateConflict is a 409.

    Staff return to the submission they are reviewing, if one is pending.
    """
    if request.method != "POST":
        return render_member_page(request, member, "portal/ask.html", question)
    try:
        verb()
    except StateConflict as conflict:
        return render_refusal(request, member, question, str(conflict))
    messages.success(request, done)
    waiting = submissions.find_waiting_submission(member)
    if waiting and permissions.is_staff(request.user):
        return redirect_to_view("desk-revision", waiting.pk)
    return redirect_to_view("portal-member", member.slug)


@require_read_or_post
@member_required(permissions.may_edit)
def portal_confirm(request, member):
    """Confirm that the profile is up to date."""
    if member.revision is None:
        raise Http404("This profile isn’t published yet, so there is nothing to confirm.")
    question = {
        "title": "Confirm the profile",
        "question": (
            f"Is {member.name}’s published profile up to date? It will show that the company "
            "confirmed it today."
        ),
        "button": "Confirm profile",
    }
    if request.method != "POST" and submissions.find_waiting_submission(member):
        return render_refusal(request, member, question, publishing.CHANGE_PENDING)
    done = "Profile confirmed. It now shows today’s date as the date last confirmed."
    return confirm_and_do(
        request, member, question, lambda: publishing.confirm_profile(member), done
    )


@require_read_or_post
@member_required(permissions.may_edit)
def portal_withdraw(request, member):
    """Withdraw the pending submission."""
    waiting = submissions.find_waiting_submission(member)
    question = {
        "title": "Withdraw submission",
        "question": (
            f"Withdraw the submitted changes to {member.name}’s profile? They won’t be reviewed "
            "and will become their author’s draft again. The author’s later changes are kept."
        ),
        "button": "Withdraw submission",
        "waiting": waiting,
    }
    if waiting is None:
        reason = "This submission is no longer awaiting review. Nothing was withdrawn."
        return render_refusal(request, member, question, reason)
    done = "Submission withdrawn. It is a draft again."
    withdraw = partial(submissions.withdraw_submission, revision=waiting, actor=request.user)
    return confirm_and_do(request, member, question, withdraw, done)


@require_read_or_post
@member_required(permissions.may_edit)
def portal_discard(request, member):
    """Discard the user's draft."""
    draft = drafts.find_draft(member, request.user)
    question = {
        "title": "Discard draft",
        "question": (
            f"Discard your draft of {member.name}’s profile? Your unpublished changes will be "
            "lost. The public profile stays as it is. This can’t be undone."
        ),
        "button": "Discard draft",
    }
    if draft is None:
        reason = "You don’t have a draft of this profile. Nothing was discarded."
        return render_refusal(request, member, question, reason)
    done = "Draft discarded. The published profile is unchanged."
    discard = partial(drafts.discard_draft, revision=draft)
    return confirm_and_do(request, member, question, discard, done)


@require_read_or_post
@member_required(permissions.may_edit)
def portal_take_up(request, member, revision):
    """Start a draft from a rejected submission."""
    rejected = get_object_or_404(member.revisions, pk=revision, state=Revision.State.REJECTED)
    question = {
        "title": "Edit rejected changes",
        "question": (
            f"Edit the rejected changes to {member.name}’s profile? They will become your draft, "
            "so you can fix and resubmit them."
        ),
        "button": "Edit changes again",
    }

    def verb():
        origin = permissions.choose_origin(request.user)
        drafts.reopen_rejected(revision=rejected, author=request.user, origin=origin)

    return confirm_and_do(request, member, question, verb, "Rejected changes reopened as a draft.")
