"""An invitation as who was invited meets it."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from directory import accounts, team
from directory.forms.team import AcceptForm
from directory.views.after import see_other
from directory.views.team import asks_and_does, refusal


@asks_and_does
def invitation(request, token):
    """Accept an invitation: with a new account, or with that of the invited address."""
    found = team.find(token)
    if found is None:
        raise Http404("There is no such invitation.")
    if reason := team.why_over(found):
        return over(request, reason)
    if request.user.is_authenticated:
        return accept(request, found, token)
    if accounts.user_of(found.email):
        return sign_in_first(request, found)
    return accept_anew(request, found, token)


def over(request, reason):
    """An invitation that leads nowhere any more: 410, with what to do."""
    return render(request, "portal/invitation_over.html", {"reason": reason}, status=410)


def accept(request, found, token):
    """Ask somebody signed in whether they accept, and do it."""
    context = {"invitation": found, "member": found.member}
    if not team.is_for(found, request.user):
        masked = {"masked": team.masked(found.email)}
        return render(request, "portal/invitation_of_another.html", masked, status=403)
    if request.method != "POST":
        return render(request, "portal/invitation.html", context)
    if problem := refusal(team.accept, token=token, user=request.user):
        return over(request, problem)
    greet(request, found)
    return see_other("portal-member", found.member.slug)


def sign_in_first(request, found):
    """Lead somebody who has an account to the sign-in, and back."""
    if request.method == "POST":
        return redirect_to_login(request.get_full_path())
    context = {"invitation": found, "member": found.member, "has_account": True}
    return render(request, "portal/invitation.html", context)


def accept_anew(request, found, token):
    """Ask for the name and password of a new account, make it, and sign in."""
    data = request.POST if request.method == "POST" else None
    form = AcceptForm(data, email=found.email, initial={"name": found.name})
    context = {"invitation": found, "member": found.member, "form": form}
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "portal/invitation.html", context, status=status)
    if problem := refusal(team.accept_anew, token=token, **form.cleaned_data):
        return over(request, problem)
    greet(request, found)
    to = reverse("portal-member", args=[found.member.slug])
    return accounts.sign_in(request, accounts.user_of(found.email), to)


def greet(request, found):
    """Say what came of it, on the page that comes next."""
    messages.success(request, f"You represent {found.member.name} now.")
