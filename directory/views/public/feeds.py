"""The Atom feed, sitemap, robots.txt, and icons, for feed readers, search engines, and browsers."""

from dataclasses import replace

from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from directory import search
from directory.document.problems import list_first
from directory.feeds import FEED_LENGTH, render_members_feed
from directory.filters import FeedFilterSet
from directory.http.caching import conditional, state_etag
from directory.sharing.search_titles import build_search_title
from directory.sitemaps import SITEMAPS
from directory.terms import DIRECTORY_NAME
from directory.views.decorators import public


@public
@conditional(state_etag)
def members_feed(request):
    """Return the most recently published profiles of a search as an Atom feed."""
    filterset = FeedFilterSet.from_request(request)
    if not filterset.is_valid():
        return answer_bad_parameters(filterset.errors)
    query = replace(filterset.query, ordering="-updated", page_size=FEED_LENGTH)
    rows = search.read_listing(query).rows
    title, asked = build_search_title(query.q, filterset.chosen), filterset.canonical()
    page, feed = (
        request.build_absolute_uri(f"{reverse(name)}?{asked}".rstrip("?"))
        for name in ("member-list", "members-feed")
    )
    for row in rows:
        row["address"] = reverse("member-detail", args=[row["slug"]])
    body = render_members_feed(rows, title, page, feed, request.build_absolute_uri)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def answer_bad_parameters(errors):
    """Return 400 with a line for each of the first invalid parameters."""
    lines = list_first(f"{name}: {' '.join(messages)}" for name, messages in errors.items())
    return HttpResponse(
        "".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8", status=400
    )


@public
@conditional(state_etag)
def sitemap(request):
    """Return the index of the sitemap."""
    return sitemap_views.index(request, SITEMAPS, sitemap_url_name="sitemap-section")


@public
@conditional(state_etag)
def sitemap_section(request, section):
    """Return one section of the sitemap."""
    return sitemap_views.sitemap(request, SITEMAPS, section)


@public
@conditional(state_etag)
def robots(request):
    """Return robots.txt, which lists what search engines should leave out."""
    address = request.build_absolute_uri(reverse("sitemap"))
    return render(request, "robots.txt", {"sitemap": address}, content_type="text/plain")


@public
@conditional(state_etag)
def manifest(request):
    """Return the web app manifest, for visitors who add the site to a home screen."""
    body = {
        "name": DIRECTORY_NAME,
        "short_name": "ACRO",
        "lang": "en-US",
        "start_url": reverse("home"),
        "display": "browser",
        "background_color": "#fcfbf8",
        "theme_color": "#fcfbf8",
        "icons": [
            {"src": static("directory/icon.svg"), "type": "image/svg+xml", "sizes": "any"},
            {"src": reverse("icon-192"), "type": "image/png", "sizes": "192x192"},
            {"src": reverse("icon-512"), "type": "image/png", "sizes": "512x512"},
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json")


@public
def favicon(request):
    """Redirect from the conventional path of the icon to its versioned URL."""
    return HttpResponseRedirect(static("directory/icon.svg"))
