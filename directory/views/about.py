"""The association's own pages."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from directory import dates, linked_data
from directory.caching import revalidated, state_tag
from directory.markdown import render as render_markdown
from directory.models import Milestone, Organization, Page, SocialLink, Statistic
from directory.statistics import by_measure
from directory.views.public import public

ROOT = "about"
HEADLINES = ("trials-per-year", "participants-per-year", "countries")
TEMPLATES = {
    "issues": "about/issues.html",
    "history": "about/history.html",
    "statistics": "about/statistics.html",
    "stay-connected": "about/stay_connected.html",
}


@public
@revalidated(state_tag)
def about(request):
    """What ACRO is, what its members do, for whom, and what it works on."""
    return show(request, ROOT, "about/about.html")


@public
@revalidated(state_tag)
def page_detail(request, slug):
    """A page about the association, or one of the issues that it works on."""
    if slug == ROOT:
        return redirect("about", permanent=True)
    if slug == "stay-connected":
        return redirect("stay-connected", permanent=True)
    return show(request, slug, TEMPLATES.get(slug, "about/page.html"))


@public
@revalidated(state_tag)
def stay_connected(request):
    """Where to follow the association."""
    return show(request, "stay-connected", TEMPLATES["stay-connected"])


def show(request, slug, template):
    """A visible page; a list of the context is read where a template shows it, not before."""
    pages = Page.objects.visible(dates.today()).select_related("parent__parent")
    page = get_object_or_404(pages, slug=slug)
    issues = pages.issues()
    context = {
        "page": page,
        "body": render_markdown(page.body),
        "crumbs": [("Home", "/"), *page.trail()],
        "organization": Organization.objects.first(),
        "about_issues": issues.filter(of_the_about_page=True),
        "other_issues": issues.filter(of_the_about_page=False),
        "milestones": Milestone.objects.all(),
        "measures": partial(by_measure, Statistic.objects.all()),
        "headline_measures": partial(by_measure, Statistic.objects.of(HEADLINES)),
        "social_links": SocialLink.objects.all(),
        "shared_as": "article",
        "api_address": reverse("api:page-detail", args=[slug]),
    }
    if slug == ROOT:
        context |= about_itself(context)
    if slug == "stay-connected":
        context["feed_address"] = reverse("members-feed")
    return render(request, template, context)


def about_itself(context):
    """What the head of the About page says of the association."""
    row = context["organization"]
    found = [linked_data.association(row, context["social_links"])] if row else []
    return {"api_address": reverse("api:about"), "shared_as": "website", "linked_data": found}
