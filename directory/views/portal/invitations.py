"""An invitation as who was invited meets it."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from directory.forms.team import AcceptInvitationForm
from directory.people import accounts, team
from directory.views.decorators import require_read_or_post
from directory.views.errors import explain_conflict
from directory.views.redirects import redirect_to_view


@require_read_or_post
def invitation(request, token):
    """Accept an invitation: with a new account, or with that of the invited address."""
    found = team.find_invitation(token)
    if found is None:
        raise Http404("This invitation link isn't valid.")
    if reason := team.reason_not_to_accept(found):
        return render_invitation_over(request, reason)
    if request.user.is_authenticated:
        return accept_as_user(request, found, token)
    if accounts.find_user(found.email):
        return sign_in_first(request, found)
    return accept_as_new_user(request, found, token)


def render_invitation_over(request, reason):
    """An invitation that leads nowhere any more: 410, with what to do."""
    return render(request, "portal/invitation_over.html", {"reason": reason}, status=410)


def accept_as_user(request, found, token):
    """Ask somebody signed in whether they accept, and do it."""
    context = {"invitation": found, "member": found.member}
    if not team.is_invitation_for(found, request.user):
        masked = {"masked": team.mask_email(found.email)}
        return render(request, "portal/invitation_of_another.html", masked, status=403)
    if request.method != "POST":
        return render(request, "portal/invitation.html", context)
    if problem := explain_conflict(team.accept_invitation, token=token, user=request.user):
        return render_invitation_over(request, problem)
    greet_representative(request, found)
    return redirect_to_view("portal-member", found.member.slug)


def sign_in_first(request, found):
    """Lead somebody who has an account to the sign-in, and back."""
    if request.method == "POST":
        return redirect_to_login(request.get_full_path())
    context = {"invitation": found, "member": found.member, "has_account": True}
    return render(request, "portal/invitation.html", context)


def accept_as_new_user(request, found, token):
    """Ask for the name and password of a new account, make it, and sign in."""
    data = request.POST if request.method == "POST" else None
    form = AcceptInvitationForm(data, email=found.email, initial={"name": found.name})
    context = {"invitation": found, "member": found.member, "form": form}
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "portal/invitation.html", context, status=status)
    if problem := explain_conflict(
        team.accept_and_create_account, token=token, **form.cleaned_data
    ):
        return render_invitation_over(request, problem)
    greet_representative(request, found)
    to = reverse("portal-member", args=[found.member.slug])
    return accounts.sign_in(request, accounts.find_user(found.email), to)


def greet_representative(request, found):
    """Say what came of it, on the page that comes next."""
    messages.success(request, f"You now represent {found.member.name}.")
