"""The pages about ACRO."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from directory import dates, search
from directory.association.statistics import LIVE_FIGURES_QUERY, group_by_measure, list_live_figures
from directory.http.caching import conditional, state_etag
from directory.markdown import render_markdown
from directory.models import (
    Committee,
    Milestone,
    Officer,
    Organization,
    Page,
    SocialLink,
    Statistic,
)
from directory.sharing import linked_data
from directory.views.decorators import public
from directory.views.public.references import References

ABOUT_SLUG = "about"
HEADLINE_STATISTICS = ("trials-per-year", "participants-per-year", "countries")


@public
@conditional(state_etag)
def about(request):
    """Render the main page about ACRO."""
    return render_about_page(request, ABOUT_SLUG)


@public
@conditional(state_etag)
def page_detail(request, slug):
    """Render a page about ACRO or one of its issues."""
    if slug in {ABOUT_SLUG, "stay-connected"}:
        return redirect(slug, permanent=True)
    return render_about_page(request, slug)


@public
@conditional(state_etag)
def stay_connected(request):
    """Render the page of ACRO's social links and feed."""
    return render_about_page(request, "stay-connected")


def render_about_page(request, slug):
    """Render a visible page with the context that its template needs."""
    pages = Page.objects.visible(dates.today()).select_related("parent__parent")
    page = get_object_or_404(pages, slug=slug)
    template, beside = ABOUT_TEMPLATES.get(slug, ABOUT_TEMPLATES[page.kind])
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


def build_about_context(page, pages):
    """Return ACRO's statements with numbered notes, and its figures beside our own counts."""
    organization, references = Organization.objects.first(), References()
    lead_notes, links = references.number(page.sources), list_social_links()
    return build_issues_context(page, pages) | {
        "shared_as": "website",
        "api_address": reverse("api:about"),
        "linked_data": [linked_data.describe_association(organization, links)]
        if organization
        else [],
        "organization": organization,
        "lead_notes": lead_notes,
        "mission": references.note(organization.mission if organization else []),
        "activities": references.note(organization.activities if organization else []),
        "audiences": references.note(organization.audiences if organization else []),
        "organization_notes": sorted(
            references.number(organization.sources if organization else [])
        ),
        "references": references.all(),
        "headline_measures": group_by_measure(Statistic.objects.of(HEADLINE_STATISTICS)),
        "live_figures": list_live_figures(search.read_answer(LIVE_FIGURES_QUERY)),
        "turning_points": Milestone.objects.turning_points(),
        "social_links": links,
    }


def build_issues_context(_page, pages):
    """Return ACRO's issues: those of the About page, and all others."""
    issues = list(pages.issues())
    return {
        "about_issues": [issue for issue in issues if issue.of_the_about_page],
        "other_issues": [issue for issue in issues if not issue.of_the_about_page],
    }


def build_issue_context(page, pages):
    """Return the related issues, and the previous and next issue of the list."""
    issues = list(pages.issues())
    place = [issue.slug for issue in issues].index(page.slug)
    return {
        "related": [issue for issue in issues if issue.slug in page.related],
        "previous": issues[place - 1] if place else None,
        "next": issues[place + 1] if place + 1 < len(issues) else None,
    }


def build_history_context(_page, _pages):
    """Return the milestones by year."""
    return {"years": Milestone.objects.by_year()}


def build_statistics_context(_page, _pages):
    """Return ACRO's figures by measure: those with several statements, and those with one."""
    measures = group_by_measure(Statistic.objects.all())
    return {
        "compared": [measure for measure in measures if len(measure["statements"]) > 1],
        "single": [measure for measure in measures if len(measure["statements"]) == 1],
    }


def build_people_context(_page, _pages):
    """Return past and present officers whose years are certain, and the committees."""
    officers = Officer.objects.filter(certain=True)
    return {
        "chairs": officers.chairs(),
        "officers": officers.others(),
        "committees": Committee.objects.exclude(name=""),
    }


def build_links_context(_page, _pages):
    """Return the social links and the URL of the feed."""
    return {
        "social_links": list_social_links(),
        "feed_address": reverse("members-feed"),
    }


def list_social_links():
    """Return the social links that have a URL."""
    return [link for link in SocialLink.objects.all() if link.url]


def build_empty_context(_page, _pages):
    """Return no extra context, for a page that shows only its text."""
    return {}


ABOUT_TEMPLATES = {
    ABOUT_SLUG: ("public/about/about.html", build_about_context),
    "issues": ("public/about/issues.html", build_issues_context),
    "history": ("public/about/history.html", build_history_context),
    "statistics": ("public/about/statistics.html", build_statistics_context),
    "people-and-committees": ("public/about/people.html", build_people_context),
    "stay-connected": ("public/about/stay_connected.html", build_links_context),
    Page.Kind.ISSUE: ("public/about/issue.html", build_issue_context),
    Page.Kind.PAGE: ("public/about/page.html", build_empty_context),
}
