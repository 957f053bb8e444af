"""Asking for access to a company that has no owner here: for visitors, without a cookie."""

from allauth.core.ratelimit import consume_or_429
from django.http import Http404
from django.shortcuts import render

from directory.forms.team import AccessForm, ConfirmForm
from directory.people import access_requests
from directory.profile import page
from directory.views.decorators import public, public_form
from directory.views.errors import explain_conflict
from directory.views.redirects import redirect_to_view

RETRY_ACCESS_AFTER = 3600  # seconds
ACCESS_REQUEST_FIELDS = ("name", "email", "message")


@public_form
def member_access(request, slug):
    """Say that one represents a company; the address is asked to confirm it."""
    member = page.find_published_member(slug)
    if member.has_owner:
        raise Http404("This company already has an owner.")
    if too_often := consume_or_429(request, action="ask_for_access"):
        too_often["Retry-After"] = RETRY_ACCESS_AFTER
        return too_often
    form = AccessForm(request.POST if request.method == "POST" else None)
    context, status = {"member": member, "form": form}, 400 if form.is_bound else 200
    if form.is_valid():
        said = {key: form.cleaned_data[key] for key in ACCESS_REQUEST_FIELDS}
        if form.from_a_program() or not explain_conflict(
            access_requests.request_access, member=member, **said
        ):
            return redirect_to_view("member-access-sent", slug)
        raise Http404("This company already has an owner.")
    return render(request, "public/access.html", context, status=status)


@public
def member_access_sent(request, slug):
    """Say that a letter is on its way, whether or not one is: who asks learns of nobody else."""
    return render(request, "public/access_sent.html", {"member": page.find_published_member(slug)})


@public_form
def member_access_confirm(request, signed):
    """Confirm, by a button, that one asked for access."""
    found = access_requests.find_signed_request(signed)
    if found is None:
        return render(request, "public/access_over.html", status=410)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        access_requests.confirm_access_request(request=found)
        return redirect_to_view("member-access-confirmed")
    context = {"asked": found, "member": found.member, "form": form}
    return render(request, "public/access_confirm.html", context)


@public
def member_access_confirmed(request):
    """Say what happens next."""
    return render(request, "public/access_confirmed.html")
