"""The association's own pages."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from directory import dates, linked_data, search
from directory.caching import revalidated, state_tag
from directory.markdown import render as render_markdown
from directory.models import (
    Committee,
    Milestone,
    Officer,
    Organization,
    Page,
    SocialLink,
    Statistic,
)
from directory.statistics import COUNTED, by_measure, live_figures
from directory.views.public import public
from directory.views.references import References

ROOT = "about"
HEADLINES = ("trials-per-year", "participants-per-year", "countries")


@public
@revalidated(state_tag)
def about(request):
    """What ACRO is, what its members do, for whom, and what it works on."""
    return show(request, ROOT)


@public
@revalidated(state_tag)
def page_detail(request, slug):
    """A page about the association, or one of the issues that it works on."""
    if slug in {ROOT, "stay-connected"}:
        return redirect(slug, permanent=True)
    return show(request, slug)


@public
@revalidated(state_tag)
def stay_connected(request):
    """Where to follow the association."""
    return show(request, "stay-connected")


def show(request, slug):
    """A visible page in the frame of its section, with what its own template shows beside."""
    pages = Page.objects.visible(dates.today()).select_related("parent__parent")
    page = get_object_or_404(pages, slug=slug)
    template, beside = TEMPLATES.get(slug, TEMPLATES[page.kind])
    context = {
        "page": page,
        "body": render_markdown(page.body),
        "crumbs": [("Home", "/"), *page.trail()],
        "about_pages": pages.sections(),
        "section": page.section(),
        "shared_as": "article",
        "api_address": reverse("api:page-detail", args=[slug]),
    }
    return render(request, template, context | beside(page, pages))


def about_context(page, pages):
    """The association: its statements with their notes, its figures beside those counted here."""
    organization, references = Organization.objects.first(), References()
    lead_notes, links = references.number(page.sources), SocialLink.objects.all()
    return issues_context(page, pages) | {
        "shared_as": "website",
        "api_address": reverse("api:about"),
        "linked_data": [linked_data.association(organization, links)] if organization else [],
        "organization": organization,
        "lead_notes": lead_notes,
        "mission": references.note(organization.mission if organization else []),
        "activities": references.note(organization.activities if organization else []),
        "audiences": references.note(organization.audiences if organization else []),
        "organization_notes": sorted(
            references.number(organization.sources if organization else [])
        ),
        "references": references.all(),
        "headline_measures": by_measure(Statistic.objects.of(HEADLINES)),
        "live_figures": live_figures(search.read_answer(COUNTED)),
        "turning_points": Milestone.objects.turning_points(),
        "social_links": links,
    }


def issues_context(_page, pages):
    """The issues: those of the association's About page, and the others."""
    issues = list(pages.issues())
    return {
        "about_issues": [issue for issue in issues if issue.of_the_about_page],
        "other_issues": [issue for issue in issues if not issue.of_the_about_page],
    }


def issue_context(page, pages):
    """An issue: those related to it, and those before and after it in their list."""
    issues = list(pages.issues())
    place = [issue.slug for issue in issues].index(page.slug)
    return {
        "related": [issue for issue in issues if issue.slug in page.related],
        "previous": issues[place - 1] if place else None,
        "next": issues[place + 1] if place + 1 < len(issues) else None,
    }


def history_context(_page, _pages):
    """The milestones by year."""
    return {"years": Milestone.objects.by_year()}


def statistics_context(_page, _pages):
    """The association's figures, measure by measure."""
    measures = by_measure(Statistic.objects.all())
    return {
        "compared": [measure for measure in measures if len(measure["statements"]) > 1],
        "single": [measure for measure in measures if len(measure["statements"]) == 1],
    }


def people_context(_page, _pages):
    """Those who held an office, and the committees."""
    return {
        "chairs": Officer.objects.chairs(),
        "officers": Officer.objects.others(),
        "committees": Committee.objects.all(),
    }


def links_context(_page, _pages):
    """Where the association can be followed."""
    return {"social_links": SocialLink.objects.all(), "feed_address": reverse("members-feed")}


def nothing(_page, _pages):
    """A page that shows its text alone."""
    return {}


TEMPLATES = {
    ROOT: ("about/about.html", about_context),
    "issues": ("about/issues.html", issues_context),
    "history": ("about/history.html", history_context),
    "statistics": ("about/statistics.html", statistics_context),
    "people-and-committees": ("about/people.html", people_context),
    "stay-connected": ("about/stay_connected.html", links_context),
    Page.Kind.ISSUE: ("about/issue.html", issue_context),
    Page.Kind.PAGE: ("about/page.html", nothing),
}
