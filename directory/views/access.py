"""Asking for access to a company that has no owner here: for visitors, without a cookie."""

from allauth.core.ratelimit import consume_or_429
from django.http import Http404
from django.shortcuts import render

from directory import access, profiles
from directory.forms.team import AccessForm, ConfirmForm
from directory.views.after import see_other
from directory.views.public import public, public_form
from directory.views.team import refusal

HOUR = 3600  # seconds
SAID = ("name", "email", "message")


@public_form
def member_access(request, slug):
    """Say that one represents a company; the address is asked to confirm it."""
    member = profiles.find(slug)
    if member.has_owner:
        raise Http404("This company has an owner here.")
    if too_often := consume_or_429(request, action="ask_for_access"):
        too_often["Retry-After"] = HOUR
        return too_often
    form = AccessForm(request.POST if request.method == "POST" else None)
    context, status = {"member": member, "form": form}, 400 if form.is_bound else 200
    if form.is_valid():
        said = {key: form.cleaned_data[key] for key in SAID}
        if form.from_a_program() or not refusal(access.ask, member=member, **said):
            return see_other("member-access-sent", slug)
        raise Http404("This company has an owner here.")
    return render(request, "directory/access.html", context, status=status)


@public
def access_sent(request, slug):
    """Say that a letter is on its way, whether or not one is: who asks learns of nobody else."""
    return render(request, "directory/access_sent.html", {"member": profiles.find(slug)})


@public_form
def access_confirm(request, signed):
    """Confirm, by a button, that one asked for access."""
    found = access.signed(signed)
    if found is None:
        return render(request, "directory/access_over.html", status=410)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        access.confirm(request=found)
        return see_other("member-access-confirmed")
    context = {"asked": found, "member": found.member, "form": form}
    return render(request, "directory/access_confirm.html", context)


@public
def access_confirmed(request):
    """Say what happens next."""
    return render(request, "directory/access_confirmed.html")
