"""Requests for access to companies, answered by staff."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directory.forms.team import DeclineForm, RoleForm
from directory.models import AccessRequest
from directory.people import access_requests
from directory.views.decorators import require_read_or_post, staff_only
from directory.views.redirects import redirect_to_view
from directory.workflow.conflicts import explain_conflict


@require_safe
@staff_only
def desk_requests(request):
    """Render the pending requests, oldest first."""
    context = {"waiting": AccessRequest.objects.waiting().select_related("member")}
    return render(request, "desk/requests.html", context)


def find_access_request(key):
    """Return a request with a confirmed email address, answered or not."""
    confirmed = AccessRequest.objects.confirmed().select_related("member", "closed_by")
    return get_object_or_404(confirmed, pk=key)


def render_access_request(request, access_request, *, form=None, problem="", status=200):
    """Render a request with both answers; with the `problem` that prevented an answer, as 409."""
    context = {
        "asked": access_request,
        "member": access_request.member,
        "has_owner": not access_requests.can_request_access(access_request.member),
        "others": AccessRequest.objects.waiting()
        .filter(member=access_request.member)
        .exclude(pk=access_request.pk),
        "form": form or DeclineForm(),
        "problem": problem,
    }
    return render(request, "desk/request.html", context, status=409 if problem else status)


@require_safe
@staff_only
def desk_request(request, key):
    """Render a request for access."""
    return render_access_request(request, find_access_request(key))


@require_read_or_post
@staff_only
def desk_request_invite(request, key):
    """Grant a request: invite its sender."""
    asked, form = find_access_request(key), RoleForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect_to_view("desk-request", key)
    role = form.cleaned_data["role"]
    if problem := explain_conflict(
        access_requests.grant_access, request=asked, actor=request.user, role=role
    ):
        return render_access_request(request, asked, problem=problem)
    said = f"Invitation sent to {asked.email} to join {asked.member.name} as an {role}."
    messages.success(request, said)
    return redirect_to_view("desk-requests")


@require_read_or_post
@staff_only
def desk_request_decline(request, key):
    """Decline a request with a reason."""
    asked = find_access_request(key)
    if request.method != "POST":
        return redirect_to_view("desk-request", key)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return render_access_request(request, asked, form=form, status=400)
    reason = form.cleaned_data["reason"]
    if problem := explain_conflict(
        access_requests.decline_access, request=asked, actor=request.user, reason=reason
    ):
        return render_access_request(request, asked, form=form, problem=problem)
    messages.success(request, f"Request declined. We emailed the reason to {asked.email}.")
    return redirect_to_view("desk-requests")
