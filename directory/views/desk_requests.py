"""Staff answer those who ask for access to a company."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directory import access
from directory.forms.team import DeclineForm, RoleForm
from directory.models import AccessRequest
from directory.views.after import see_other
from directory.views.guarded import staff_only
from directory.views.team import asks_and_does, refusal


@require_safe
@staff_only
def waiting(request):
    """Who waits for an answer, the longest waiting first."""
    context = {"waiting": AccessRequest.objects.waiting().select_related("member")}
    return render(request, "desk/requests.html", context)


def find(key):
    """A request whose address was confirmed, answered or not."""
    found = AccessRequest.objects.confirmed().select_related("member", "closed_by")
    return get_object_or_404(found, pk=key)


def show_request(request, asked, *, form=None, problem="", status=200):
    """One request with both answers; `problem` is what stood against one."""
    context = {
        "asked": asked,
        "member": asked.member,
        "has_owner": not access.is_open(asked.member),
        "others": AccessRequest.objects.waiting().filter(member=asked.member).exclude(pk=asked.pk),
        "form": form or DeclineForm(),
        "problem": problem,
    }
    return render(request, "desk/request.html", context, status=409 if problem else status)


@require_safe
@staff_only
def access_request(request, key):
    """One request."""
    return show_request(request, find(key))


@asks_and_does
@staff_only
def grant(request, key):
    """Invite who asked."""
    asked, form = find(key), RoleForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return see_other("desk-request", key)
    role = form.cleaned_data["role"]
    if problem := refusal(access.grant, request=asked, actor=request.user, role=role):
        return show_request(request, asked, problem=problem)
    said = f"{asked.email} is invited to act for {asked.member.name}, as {role}."
    messages.success(request, said)
    return see_other("desk-requests")


@asks_and_does
@staff_only
def decline(request, key):
    """Refuse, with a reason, who asked."""
    asked = find(key)
    if request.method != "POST":
        return see_other("desk-request", key)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return show_request(request, asked, form=form, status=400)
    reason = form.cleaned_data["reason"]
    if problem := refusal(access.decline, request=asked, actor=request.user, reason=reason):
        return show_request(request, asked, form=form, problem=problem)
    messages.success(request, f"{asked.email} is told that the request was declined, and why.")
    return see_other("desk-requests")
