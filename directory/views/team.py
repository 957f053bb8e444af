"""The people of one company: who they are, whom to invite, and how they go."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from directory import permissions, team
from directory.forms.team import InviteForm, RoleForm
from directory.publishing import Conflict
from directory.views.after import see_other
from directory.views.guarded import of_member

asks_and_does = require_http_methods(["GET", "HEAD", "POST"])


def refusal(verb, **given):
    """Do a verb; what stands against it, in a sentence, or "" where it is done."""
    try:
        verb(**given)
    except Conflict as conflict:
        return str(conflict)
    return ""


def show_team(request, member, *, form=None, problem="", status=200):
    """The page of a company's people; `problem` is what stood against an act."""
    context = {
        "member": member,
        "team": team.for_member(member),
        "form": form or InviteForm(),
        "problem": problem,
    }
    return render(request, "portal/team.html", context, status=409 if problem else status)


@asks_and_does
@of_member(permissions.may_manage)
def member_team(request, member):
    """Who acts for a company; a POST invites somebody."""
    if request.method != "POST":
        return show_team(request, member)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return show_team(request, member, form=form, status=400)
    email = form.cleaned_data["email"]
    if problem := refusal(team.invite, member=member, sender=request.user, **form.cleaned_data):
        return show_team(request, member, form=form, problem=problem)
    messages.success(request, f"An invitation is on its way to {email}. It is good for 14 days.")
    return see_other("portal-team", member.slug)


@asks_and_does
@of_member(permissions.may_manage)
def resend(request, member, key):
    """Send an invitation again."""
    invitation = get_object_or_404(member.invitations.open(), pk=key)
    if request.method == "POST":
        if problem := refusal(team.resend, invitation=invitation, sender=request.user):
            return show_team(request, member, problem=problem)
        said = f"A new invitation is on its way to {invitation.email}; the one before is void."
        messages.success(request, said)
    return see_other("portal-team", member.slug)


@asks_and_does
@of_member(permissions.may_manage)
def withdraw(request, member, key):
    """Take an invitation back."""
    invitation = get_object_or_404(member.invitations.open(), pk=key)
    if request.method == "POST":
        if problem := refusal(team.withdraw, invitation=invitation, actor=request.user):
            return show_team(request, member, problem=problem)
        messages.success(request, f"The invitation of {invitation.email} is withdrawn.")
    return see_other("portal-team", member.slug)


@asks_and_does
@of_member(permissions.may_manage)
def set_role(request, member, key):
    """Make an editor an owner, or an owner an editor."""
    person = get_object_or_404(member.representatives.select_related("user"), pk=key)
    form = RoleForm(request.POST)
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        if problem := refusal(team.set_role, representative=person, role=role, actor=request.user):
            return show_team(request, member, problem=problem)
        messages.success(request, f"{person.user.email} is an {role} now.")
    return after(request, member)


@asks_and_does
@of_member(permissions.may_manage)
def remove(request, member, key):
    """Ask whether to end somebody's access, and end it."""
    person = get_object_or_404(member.representatives.select_related("user"), pk=key)
    if request.method != "POST":
        context = {"member": member, "person": person}
        return render(request, "portal/team_remove.html", context)
    if problem := refusal(team.remove, representative=person, actor=request.user):
        return show_team(request, member, problem=problem)
    messages.success(request, f"{person.user.email} does not represent {member.name} any more.")
    return after(request, member)


@asks_and_does
@of_member(permissions.represents)
def leave(request, member):
    """Ask whether to leave a company, and leave it."""
    person = get_object_or_404(member.representatives.select_related("user"), user=request.user)
    context = {"member": member, "person": person, "leaving": True}
    if request.method == "POST":
        context["problem"] = refusal(team.remove, representative=person, actor=request.user)
        if not context["problem"]:
            messages.success(request, f"You do not represent {member.name} any more.")
            return see_other("portal")
    status = 409 if context.get("problem") else 200
    return render(request, "portal/team_remove.html", context, status=status)


def after(request, member):
    """The way from an act that may have ended one's own right to see the page."""
    if permissions.may_manage(request.user, member):
        return see_other("portal-team", member.slug)
    return see_other("portal")
