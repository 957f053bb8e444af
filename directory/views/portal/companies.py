"""The portal's list of companies, and the page of one company with its draft."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory import dates, permissions
from directory.models import Revision
from directory.profile import completeness, freshness
from directory.views.decorators import member_required
from directory.views.portal.member_pages import check_for_user
from directory.workflow import conflicts, drafts, submissions


@require_safe
@login_required
def portal(request):
    """Render the user's companies, each with its status."""
    representations = request.user.representations.select_related("member__revision").order_by(
        "member__folded_name"
    )
    companies = [
        build_company_state(representation.member, request.user) | {"role": representation.role}
        for representation in representations
    ]
    return render(request, "portal/portal.html", {"companies": companies})


@require_safe
@member_required(permissions.may_edit)
def portal_member(request, member):
    """Render a company's pending submission, outdated statements, and suggested additions."""
    state = build_company_state(member, request.user)
    checked = state["checked"]
    context = state | {
        "crumbs": [("My companies", reverse("portal")), (member.name, "")],
        "problem_count": checked.problems.count if checked else 0,
        "manages": permissions.may_manage(request.user, member),
        "at_once": submissions.is_published_at_once(
            member, permissions.choose_origin(request.user)
        ),
    }
    return render(request, "portal/member.html", context)


def build_company_state(member, user):
    """Return the context that describes a company's profile to someone who edits it."""
    document = conflicts.find_published_document(member)
    draft, waiting = drafts.find_draft(member, user), submissions.find_waiting_submission(member)
    checked = check_for_user(draft.document, member, user) if draft else None
    differs = checked is not None and not (member.revision and checked.matches(document))
    newest, counted = document, ""
    if differs:
        newest, counted = choose_counted_document(checked, document)
    elif waiting:
        newest, counted = waiting.document, "counting the changes awaiting review"
    return {
        "member": member,
        "live": member.revision,
        "draft": draft,
        "checked": checked,
        "differs": differs,
        "counted": counted,
        "is_outdated": draft is not None and draft.base != conflicts.find_published_number(member),
        "waiting": waiting,
        "rejected": None if waiting else find_rejected_submission(member, user),
        "stale": freshness.find_stale_statements(newest, dates.today()),
        "completeness": completeness.score_completeness(newest),
    }


def choose_counted_document(checked, published):
    """Return the document whose completeness and age a draft's author sees, and which it is.

    Only a valid draft can be counted.
    """
    if checked.canonical is None:
        return published, "counting the published profile, without your draft"
    return checked.canonical, "counting the changes in your draft"


def find_rejected_submission(member, user):
    """Return the company's last submission if it was rejected and isn't being edited again."""
    if drafts.find_draft(member, user):
        return None
    newest = member.revisions.sent_in().first()
    return newest if newest is not None and newest.state == Revision.State.REJECTED else None
