"""A company's team: its representatives, invitations, and roles."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render

from directory import permissions
from directory.forms.team import InviteForm, RoleForm
from directory.people import team
from directory.terms import INVITATION_LIFETIME
from directory.views.decorators import member_required, require_read_or_post
from directory.views.redirects import redirect_to_view
from directory.workflow.conflicts import explain_conflict


def render_team(request, member, *, form=None, problem="", status=200):
    """Render a company's team; with the `problem` that prevented an action, as 409."""
    context = {
        "member": member,
        "team": team.load_team(member),
        "form": form or InviteForm(),
        "days_valid": INVITATION_LIFETIME.days,
        "problem": problem,
    }
    return render(request, "portal/team.html", context, status=409 if problem else status)


@require_read_or_post
@member_required(permissions.may_manage)
def portal_team(request, member):
    """Render a company's team; invite a person on POST."""
    if request.method != "POST":
        return render_team(request, member)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return render_team(request, member, form=form, status=400)
    email = form.cleaned_data["email"]
    if problem := explain_conflict(
        team.invite_by_email, member=member, sender=request.user, **form.cleaned_data
    ):
        return render_team(request, member, form=form, problem=problem)
    messages.success(
        request,
        f"Invitation sent to {email}. It expires in {INVITATION_LIFETIME.days} days.",
    )
    return redirect_to_view("portal-team", member.slug)


@require_read_or_post
@member_required(permissions.may_manage)
def portal_resend(request, member, key):
    """Send an invitation again."""
    invitation = get_object_or_404(member.invitations.open(), pk=key)
    if request.method == "POST":
        if problem := explain_conflict(
            team.resend_invitation, invitation=invitation, sender=request.user
        ):
            return render_team(request, member, problem=problem)
        said = f"New invitation sent to {invitation.email}. The previous link no longer works."
        messages.success(request, said)
    return redirect_to_view("portal-team", member.slug)


@require_read_or_post
@member_required(permissions.may_manage)
def portal_withdraw_invitation(request, member, key):
    """Withdraw an invitation."""
    invitation = get_object_or_404(member.invitations.open(), pk=key)
    if request.method == "POST":
        if problem := explain_conflict(
            team.withdraw_invitation, invitation=invitation, actor=request.user
        ):
            return render_team(request, member, problem=problem)
        messages.success(request, f"Invitation to {invitation.email} withdrawn.")
    return redirect_to_view("portal-team", member.slug)


@require_read_or_post
@member_required(permissions.may_manage)
def portal_role(request, member, key):
    """Change a representative's role."""
    person = get_object_or_404(member.representatives.select_related("user"), pk=key)
    form = RoleForm(request.POST)
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        if problem := explain_conflict(
            team.change_role, representative=person, role=role, actor=request.user
        ):
            return render_team(request, member, problem=problem)
        messages.success(request, f"{person.user.email} is now an {role}.")
    return redirect_from_team(request, member)


@require_read_or_post
@member_required(permissions.may_manage)
def portal_remove(request, member, key):
    """Remove a representative after confirmation."""
    person = get_object_or_404(member.representatives.select_related("user"), pk=key)
    if request.method != "POST":
        context = {"member": member, "person": person}
        return render(request, "portal/team_remove.html", context)
    if problem := explain_conflict(
        team.remove_representative, representative=person, actor=request.user
    ):
        return render_team(request, member, problem=problem)
    messages.success(request, f"{person.user.email} no longer represents {member.name}.")
    return redirect_from_team(request, member)


@require_read_or_post
@member_required(permissions.is_representative)
def portal_leave(request, member):
    """Leave a company after confirmation."""
    person = get_object_or_404(member.representatives.select_related("user"), user=request.user)
    context = {"member": member, "person": person, "leaving": True}
    if request.method == "POST":
        context["problem"] = explain_conflict(
            team.remove_representative, representative=person, actor=request.user
        )
        if not context["problem"]:
            messages.success(request, f"You no longer represent {member.name}.")
            return redirect_to_view("portal")
    status = 409 if context.get("problem") else 200
    return render(request, "portal/team_remove.html", context, status=status)


def redirect_from_team(request, member):
    """Redirect to the team, or to the portal if the user may no longer manage it."""
    if permissions.may_manage(request.user, member):
        return redirect_to_view("portal-team", member.slug)
    return redirect_to_view("portal")
