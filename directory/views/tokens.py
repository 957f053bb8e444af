"""Tokens of the API: an owner's for a company, and at the desk those that read at a higher rate.

A secret is shown by the answer to the form itself, so that it is kept nowhere: not in a session,
not in a message. A reload sends the form again, and finds the name taken.
"""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from directory import permissions, tokens
from directory.forms.tokens import TokenForm
from directory.models import Token
from directory.publishing import Conflict
from directory.views.guarded import of_member, staff_only

asks_and_does = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@of_member(permissions.may_manage)
def member_tokens(request, member):
    """The tokens that write for a company."""
    return show_tokens(request, member)


@require_safe
@staff_only
def desk_tokens(request):
    """The tokens that staff issued to read."""
    return show_tokens(request)


@asks_and_does
@of_member(permissions.owns)
def make_token(request, member):
    """Make a token that acts for a company as the owner who asks."""
    owner = member.representatives.get(user=request.user)
    return make(request, member, tokens.make, representation=owner)


@asks_and_does
@staff_only
def issue_token(request):
    """Make a token that only reads."""
    return make(request, None, tokens.issue, issuer=request.user)


@asks_and_does
@of_member(permissions.may_manage)
def revoke_member_token(request, member, key):
    """Ask whether to end a token of a company, and end it."""
    return revoke(request, member, get_object_or_404(tokens_of(member), token_key=key))


@asks_and_does
@staff_only
def revoke_reading_token(request, key):
    """Ask whether to end a token that reads, and end it."""
    return revoke(request, None, get_object_or_404(tokens_of(None), token_key=key))


def tokens_of(member):
    """The tokens of a company, or without one those that read."""
    found = Token.objects.writing_for(member) if member else Token.objects.reading()
    return found.select_related("user", "representation")


def address_of(member):
    """The page that lists these tokens."""
    return reverse("portal-tokens", args=[member.slug]) if member else reverse("desk-tokens")


def show_tokens(request, member=None, *, form=None, problem="", status=200):
    """The page of tokens; `problem` is what stood against making one."""
    context = {
        "member": member,
        "tokens": tokens_of(member),
        "may_make": member is None or permissions.owns(request.user, member),
        "form": form or TokenForm(),
        "problem": problem,
    }
    return render(request, "portal/tokens.html", context, status=409 if problem else status)


def make(request, member, verb, **by):
    """Make a token, and show its secret this once."""
    if request.method != "POST":
        return show_tokens(request, member)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return show_tokens(request, member, form=form, status=400)
    try:
        token, secret = verb(**by, **form.cleaned_data)
    except Conflict as conflict:
        return show_tokens(request, member, form=form, problem=str(conflict))
    context = {"member": member, "token": token, "secret": secret, "back": address_of(member)}
    return render(request, "portal/token_made.html", context, status=201)


def revoke(request, member, token):
    """Ask before a token ends; end it by POST."""
    if request.method != "POST":
        context = {"member": member, "token": token, "back": address_of(member)}
        return render(request, "portal/token_revoke.html", context)
    tokens.revoke(token=token)
    messages.success(request, f"The token “{token.name}” is revoked: it opens nothing any more.")
    return HttpResponseRedirect(address_of(member), status=303)
