"""The token pages that the portal and the desk share: list, create once, revoke."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from directory import permissions
from directory.forms.tokens import TokenForm
from directory.models import Token
from directory.people import tokens
from directory.workflow.conflicts import StateConflict


def select_tokens(member):
    """Return the member's tokens, or the read tokens that staff issued if `member` is None."""
    selected = Token.objects.writing_for(member) if member else Token.objects.reading()
    return selected.select_related("user", "representation")


def reverse_token_list(member):
    """Return the URL of the list of the member's tokens, or of the read tokens."""
    return reverse("portal-tokens", args=[member.slug]) if member else reverse("desk-tokens")


def render_tokens(request, member=None, *, form=None, problem="", status=200):
    """Render the list of tokens; with a `problem` that prevented a new token, as 409."""
    context = {
        "member": member,
        "tokens": select_tokens(member),
        "may_make": member is None or permissions.is_owner(request.user, member),
        "form": form or TokenForm(),
        "problem": problem,
    }
    return render(request, "portal/tokens.html", context, status=409 if problem else status)


def make_and_show_token(request, member, verb, **by):
    """Create a token with `verb` and show its secret, which can't be shown again."""
    if request.method != "POST":
        return render_tokens(request, member)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return render_tokens(request, member, form=form, status=400)
    try:
        token, secret = verb(**by, **form.cleaned_data)
    except StateConflict as conflict:
        return render_tokens(request, member, form=form, problem=str(conflict))
    context = {
        "member": member,
        "token": token,
        "secret": secret,
        "back": reverse_token_list(member),
    }
    return render(request, "portal/token_made.html", context, status=201)


def confirm_token_revocation(request, member, token):
    """Ask for confirmation on GET; revoke the token on POST."""
    if request.method != "POST":
        context = {"member": member, "token": token, "back": reverse_token_list(member)}
        return render(request, "portal/token_revoke.html", context)
    tokens.revoke_token(token=token, actor=request.user)
    messages.success(request, f"Token “{token.name}” revoked. It no longer works.")
    return HttpResponseRedirect(reverse_token_list(member), status=303)
