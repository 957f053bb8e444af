"""Accepting an invitation."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from directory.forms.team import AcceptInvitationForm
from directory.people import accounts, team
from directory.views.decorators import require_read_or_post
from directory.views.redirects import redirect_to_view
from directory.workflow.conflicts import explain_conflict


@require_read_or_post
def invitation(request, token):
    """Accept an invitation with a new account or with the account of the invited address."""
    found = team.find_invitation(token)
    if found is None:
        raise Http404(
            "This invitation link isn’t valid. Ask the person who invited you to send it again."
        )
    if reason := team.reason_not_to_accept(found):
        return render_invitation_expired(request, reason)
    if request.user.is_authenticated:
        return accept_as_user(request, found, token)
    if accounts.find_user(found.email):
        return sign_in_first(request, found)
    return accept_as_new_user(request, found, token)


def render_invitation_expired(request, reason):
    """Render an invitation that is no longer valid as 410, with what to do."""
    return render(request, "portal/invitation_expired.html", {"reason": reason}, status=410)


def accept_as_user(request, invited, token):
    """Ask the signed-in user whether to accept; accept on POST."""
    context = {"invitation": invited, "member": invited.member}
    if not team.is_invitation_for(invited, request.user):
        masked = {"masked": team.mask_email(invited.email)}
        return render(request, "portal/invitation_of_another.html", masked, status=403)
    if request.method != "POST":
        return render(request, "portal/invitation.html", context)
    if problem := explain_conflict(team.accept_invitation, token=token, user=request.user):
        return render_invitation_expired(request, problem)
    greet_representative(request, invited)
    return redirect_to_view("portal-member", invited.member.slug)


def sign_in_first(request, invited):
    """Send a person who has an account to sign in, and back."""
    if request.method == "POST":
        return redirect_to_login(request.get_full_path())
    context = {"invitation": invited, "member": invited.member, "has_account": True}
    return render(request, "portal/invitation.html", context)


def accept_as_new_user(request, invited, token):
    """Ask for the name and password of a new account; create it and sign in."""
    data = request.POST if request.method == "POST" else None
    form = AcceptInvitationForm(data, email=invited.email, initial={"name": invited.name})
    context = {"invitation": invited, "member": invited.member, "form": form}
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "portal/invitation.html", context, status=status)
    if problem := explain_conflict(
        team.accept_and_create_account, token=token, **form.cleaned_data
    ):
        return render_invitation_expired(request, problem)
    greet_representative(request, invited)
    to = reverse("portal-member", args=[invited.member.slug])
    return accounts.sign_in(request, accounts.find_user(invited.email), to)


def greet_representative(request, found):
    """Add a success message for the next page."""
    messages.success(request, f"You now represent {found.member.name}.")
