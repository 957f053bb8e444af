"""Previewing, submitting, and merging a draft."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory import permissions, search
from directory.document import changes as document_changes
from directory.document import schema
from directory.forms import sections
from directory.forms.former_name import find_other_name
from directory.forms.post_data import read_chosen_sides
from directory.markdown import render_markdown
from directory.profile import page
from directory.views.decorators import member_required, require_read_or_post
from directory.views.portal import preserved_forms
from directory.views.portal.member_pages import check_for_user, render_member_page
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
from directory.workflow import conflicts, drafts, submissions
from directory.workflow.conflicts import StateConflict

MESSAGE_SESSION_KEY = "submission-message"  # In the session, during a merge.


@require_safe
@member_required(permissions.may_edit)
def portal_preview(request, member):
    """Preview the draft, the pending submission if there is none, or else the profile."""
    draft = drafts.find_draft(member, request.user)
    if is_draft_outdated(draft, member):
        return redirect_to_view("portal-merge", member.slug)
    return render_preview(request, member, draft or submissions.find_waiting_submission(member))


@require_safe
@member_required(permissions.may_edit)
def portal_preview_submitted(request, member):
    """Preview the pending submission, even if the user has a draft."""
    waiting = submissions.find_waiting_submission(member)
    if waiting is None:
        raise Http404("No changes to this profile are awaiting review.")
    return render_preview(request, member, waiting)


def render_preview(request, member, revision):
    """Render the company's page as a draft or submission would change it, or its problems."""
    document = revision.document if revision else conflicts.find_published_document(member)
    checked = check_for_user(document, member, request.user)
    if checked.problems:
        context = {"title": "Preview"} | link_problems(checked.problems, member)
        return render_member_page(request, member, "portal/no_preview.html", context)
    profile = page.profile_context(page.preview_published_member(member, checked.canonical))
    profile["description_html"] = render_markdown(profile["description"])
    crumbs = [("My companies", reverse("portal")), (member.name, "")]
    context = {"member": member, "profile": profile, "crumbs": crumbs, "revision": revision}
    return render(request, "portal/preview.html", context)


def link_problems(problems, member):
    """Return the first `problems` to fix as (section, URL, path, message), and how many more."""
    links = []
    for problem in problems.listed:
        section = sections.find_section(problem.path)
        slug = section.slug if section else "identity"
        address = reverse("portal-edit", args=[member.slug, slug])
        links.append((section.label if section else "", address, problem.path, problem.message))
    return {
        "problems": links,
        "problem_count": problems.count,
        "more_problems": problems.note,
    }


@preserved_forms.form_preserving
@require_read_or_post
@member_required(permissions.may_edit)
def portal_submit(request, member):
    """Show what would change and whether it needs a review; on POST submit the draft."""
    draft = drafts.find_draft(member, request.user)
    if is_draft_outdated(draft, member) and request.method != "POST":
        return redirect_to_view("portal-merge", member.slug)
    if draft is None or request.method != "POST":
        return render_submission(
            request, member, draft, status=409 if request.method == "POST" else 200
        )
    try:
        revision = submit_with_message(request, draft)
    except conflicts.EditConflict:
        return redirect_to_view("portal-merge", member.slug)
    except (ReasonInvalid, schema.DocumentInvalid):
        return render_submission(request, member, draft, status=400)
    except (MessageInvalid, StateConflict) as refused:
        status = 409 if isinstance(refused, StateConflict) else 400
        return render_submission(request, member, draft, said=str(refused), status=status)
    messages.success(request, describe_submitted(revision))
    return redirect_to_view("portal-member", member.slug)


def submit_with_message(request, draft):
    """Submit the draft with the posted message, which stays in the session if that fails."""
    typed = read_typed_texts(request.POST)
    request.session[MESSAGE_SESSION_KEY] = [str(draft.pk), typed]
    preserved_forms.discard_preserved_form(request)
    revision = submissions.submit_draft(
        revision=draft, message=read_message(request), reason=read_reason(request)
    )
    del request.session[MESSAGE_SESSION_KEY]
    return revision


def find_typed_texts(request, draft):
    """Return the message and reason, entered before a merge, an error, or signing in again."""
    if preserved := preserved_forms.find_preserved_form(request):
        return read_typed_texts(preserved)
    key, typed = request.session.get(MESSAGE_SESSION_KEY) or ("", {})
    is_of_draft = draft and key == str(draft.pk) and isinstance(typed, dict)
    return typed if is_of_draft else read_typed_texts({})


def is_draft_outdated(draft, member):
    """Return True if the profile was published again since the draft was started."""
    return draft is not None and draft.base != conflicts.find_published_number(member)


def render_submission(request, member, draft, *, said="", status=200):
    """Render the page that asks whether to submit a draft."""
    live = conflicts.find_published_document(member)
    checked = check_for_user(draft.document if draft else live, member, request.user)
    signed_out = draft and preserved_forms.find_preserved_form(request)
    origin = permissions.choose_origin(request.user)
    typed = find_typed_texts(request, draft)
    context = {
        "title": "Submit changes",
        "said": said or (SIGNED_OUT_WHILE_SUBMITTING if signed_out else ""),
        "draft": draft,
        "author": preserved_forms.sign_author(request.user),
        "differs": draft is not None and not (member.revision and checked.matches(live)),
        "changes": list_draft_changes(live, checked) if draft and not checked.problems else [],
        "message": typed["message"] or (draft.message if draft else ""),
        "reasoning": build_reason_form(request, typed),
        "lost_name": find_lost_name(member, draft),
        "at_once": submissions.is_published_at_once(member, origin),
        "waiting": submissions.find_waiting_submission(member),
    } | link_problems(checked.problems, member)
    return render_member_page(request, member, "portal/submit.html", context, status=status)


def find_lost_name(member, draft):
    """Return the published name if a draft changes it without keeping it, otherwise ""."""
    if draft is None or member.revision is None:
        return ""
    old, document = member.revision.document["name"], draft.document
    is_kept = document.get("name") == old or find_other_name(old, document)
    return "" if is_kept else old


def list_draft_changes(live, checked):
    """Return in words what a valid draft changes of the published profile."""
    vocabulary = search.fetch_vocabulary()
    return document_changes.describe_changes(live, checked.canonical, vocabulary)


@require_read_or_post
@member_required(permissions.may_edit)
def portal_merge(request, member):
    """Merge the draft with what was published since; ask which side to keep for conflicts."""
    draft = drafts.find_draft(member, request.user)
    if not is_draft_outdated(draft, member):
        return redirect_to_view("portal-submit", member.slug)
    if request.method == "POST" and request.POST.get("live") == str(member.revision.number):
        try:
            drafts.rebase_draft(revision=draft, decided=read_chosen_sides(request.POST))
        except conflicts.EditConflict:
            return render_merge(request, member, draft, status=409)
        messages.success(
            request,
            "Your draft now includes the latest published changes. Review it before you submit.",
        )
        return redirect_to_view("portal-submit", member.slug)
    return render_merge(request, member, draft, status=409 if request.method == "POST" else 200)


def render_merge(request, member, draft, *, status):
    """Render what others changed, and the conflicts."""
    moved = conflicts.merge_with_published(draft, member)
    base = conflicts.find_base_document(draft, member)
    vocabulary = search.fetch_vocabulary()
    chosen = read_chosen_sides(request.POST)
    choices = document_changes.describe_conflicts(moved.conflicts, vocabulary)
    context = {
        "title": "Merge changes",
        "live": member.revision,
        "changes": document_changes.describe_changes(base, moved.live, vocabulary),
        "conflicts": [(choice, chosen.get(choice.path, "")) for choice in choices],
    }
    return render_member_page(request, member, "portal/merge.html", context, status=status)
