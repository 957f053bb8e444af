"""Breadcrumbs, problems, and rendering for the portal pages of a company."""

from django.shortcuts import render
from django.urls import reverse

from directory import permissions
from directory.workflow import checks


def check_for_user(document, member, user):
    """Return a document with the problems that prevent this user from submitting it."""
    return checks.check_document(document, member, permissions.choose_origin(user))


def build_member_crumbs(member, *more):
    """Return the breadcrumbs of a company's page."""
    company_url = reverse("portal-member", args=[member.slug])
    return [("My companies", reverse("portal")), (member.name, company_url), *more]


def render_member_page(request, member, template, context, *, status=200):
    """Render a company's page; `said` in the context is why an action failed."""
    crumbs = build_member_crumbs(member, (context["title"], ""))
    context = {"member": member, "crumbs": crumbs} | context
    return render(request, template, context, status=status)
