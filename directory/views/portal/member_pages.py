"""The frame of the pages of one company: breadcrumb, problems, rendering."""

from django.shortcuts import render
from django.urls import reverse

from directory import permissions
from directory.workflow import submissions


def find_draft_problems(document, member, user):
    """All that stands against submitting this."""
    return submissions.find_submission_problems(document, member, permissions.choose_origin(user))


def build_member_crumbs(member, *more):
    """The way to a page of one company."""
    own = reverse("portal-member", args=[member.slug])
    return [("My companies", reverse("portal")), (member.name, own), *more]


def render_member_page(request, member, template, context, *, status=200):
    """A page that asks before something is done, or says in `said` why it was not."""
    crumbs = [
        ("My companies", reverse("portal")),
        (member.name, reverse("portal-member", args=[member.slug])),
    ]
    context = {"member": member, "crumbs": [*crumbs, (context["title"], "")]} | context
    return render(request, template, context, status=status)
