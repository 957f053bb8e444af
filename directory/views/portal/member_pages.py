"""The frame of the pages of one company: breadcrumb, problems, rendering."""

from django.shortcuts import render
from django.urls import reverse

from directory import permissions
from directory.workflow import drafts


def check_for_user(document, member, user):
    """Return a document with the problems that prevent this user from submitting it."""
    return drafts.check_document(document, member, permissions.choose_origin(user))


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
