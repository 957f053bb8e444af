"""The portal's pages: my companies, one company, and what may be done with its draft."""

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
    """My companies, each with how it stands."""
    mine = request.user.representations.select_related("member__revision").order_by(
        "member__folded_name"
    )
    companies = [
        build_company_state(found.member, request.user) | {"role": found.role} for found in mine
    ]
    return render(request, "portal/portal.html", {"companies": companies})


@require_safe
@member_required(permissions.may_edit)
def portal_member(request, member):
    """One company: what waits, what is stale, what to add next."""
    state = build_company_state(member, request.user)
    checked = state["checked"]
    context = state | {
        "crumbs": [("My companies", reverse("portal")), (member.name, "")],
        "mend": len(checked.problems) if checked else 0,
        "manages": permissions.may_manage(request.user, member),
        "at_once": submissions.is_published_at_once(
            member, permissions.choose_origin(request.user)
        ),
    }
    return render(request, "portal/member.html", context)


def build_company_state(member, user):
    """How a company's profile stands, for somebody who keeps it."""
    document = conflicts.find_published_document(member)
    draft, waiting = drafts.find_draft(member, user), submissions.find_waiting_submission(member)
    checked = check_for_user(draft.document, member, user) if draft else None
    return {
        "member": member,
        "live": member.revision,
        "draft": draft,
        "checked": checked,
        "differs": checked is not None and not (member.revision and checked.matches(document)),
        "moved_on": draft is not None and draft.base != conflicts.find_published_number(member),
        "waiting": waiting,
        "rejected": None if waiting else find_rejected_submission(member, user),
        "stale": freshness.find_stale_statements(document, dates.today()),
        "completeness": completeness.score_completeness(document),
    }


def find_rejected_submission(member, user):
    """The last submission of this company's own people, where it was rejected and is not mended."""
    if drafts.find_draft(member, user):
        return None
    sent = member.revisions.sent_in().first()
    return sent if sent is not None and sent.state == Revision.State.REJECTED else None
