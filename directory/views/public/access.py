"""Requests for access to a company that has no owner, for visitors without a cookie."""

from allauth.core.ratelimit import consume_or_429
from django.http import Http404
from django.shortcuts import render

from directory.forms.team import AccessForm, ConfirmForm
from directory.people import access_requests
from directory.profile import page
from directory.views.decorators import public, public_form
from directory.views.redirects import redirect_to_view
from directory.workflow.conflicts import explain_conflict

RETRY_ACCESS_AFTER = 3600  # seconds
ACCESS_REQUEST_FIELDS = ("name", "email", "message")


@public_form
def member_access(request, slug):
    """Ask for access to a company. The visitor's email address has to be confirmed."""
    member = page.find_published_member(slug)
    if member.has_owner:
        raise Http404("This company already has an owner.")
    if too_often := consume_or_429(request, action="ask_for_access"):
        too_often["Retry-After"] = RETRY_ACCESS_AFTER
        return too_often
    form = AccessForm(request.POST if request.method == "POST" else None)
    context, status = {"member": member, "form": form}, 400 if form.is_bound else 200
    if form.is_valid():
        fields = {key: form.cleaned_data[key] for key in ACCESS_REQUEST_FIELDS}
        if form.from_a_program() or not explain_conflict(
            access_requests.request_access, member=member, **fields
        ):
            return redirect_to_view("member-access-sent", slug)
        raise Http404("This company already has an owner.")
    return render(request, "public/access.html", context, status=status)


@public
def member_access_sent(request, slug):
    """Say that an email is on its way, even if none was sent, to reveal no one else's request."""
    return render(request, "public/access_sent.html", {"member": page.find_published_member(slug)})


@public_form
def member_access_confirm(request, signed):
    """Confirm a request for access with a button."""
    access_request = access_requests.find_signed_request(signed)
    if access_request is None:
        return render(request, "public/access_expired.html", status=410)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        access_requests.confirm_access_request(request=access_request)
        return redirect_to_view("member-access-confirmed")
    context = {"asked": access_request, "member": access_request.member, "form": form}
    return render(request, "public/access_confirm.html", context)


@public
def member_access_confirmed(request):
    """Explain what happens after a confirmed request."""
    return render(request, "public/access_confirmed.html")
