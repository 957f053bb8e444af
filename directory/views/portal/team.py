"""The people of one company: who they are, whom to invite, and how they go."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render

from directory import permissions
from directory.forms.team import InviteForm, RoleForm
from directory.people import team
from directory.views.decorators import member_required, require_read_or_post
from directory.views.errors import explain_conflict
from directory.views.redirects import redirect_to_view


def render_team(request, member, *, form=None, problem="", status=200):
    """The page of a company's people; `problem` is what stood against an act."""
    context = {
        "member": member,
        "team": team.load_team(member),
        "form": form or InviteForm(),
        "problem": problem,
    }
    return render(request, "portal/team.html", context, status=409 if problem else status)


@require_read_or_post
@member_required(permissions.may_manage)
def portal_team(request, member):
    """Who acts for a company; a POST invites somebody."""
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
    messages.success(request, f"Invitation sent to {email}. It expires in 14 days.")
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
    """Take an invitation back."""
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
    """Make an editor an owner, or an owner an editor."""
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
    """Ask whether to end somebody's access, and end it."""
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
    """Ask whether to leave a company, and leave it."""
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
    """The way from an act that may have ended one's own right to see the page."""
    if permissions.may_manage(request.user, member):
        return redirect_to_view("portal-team", member.slug)
    return redirect_to_view("portal")
