"""How the site is found and followed: for search engines, feed readers and browsers."""

from dataclasses import replace

from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from directory import search
from directory.feeds import FEED_LENGTH, render_members_feed
from directory.filters import FeedFilterSet
from directory.http.caching import conditional, state_etag
from directory.sharing.search_titles import build_search_title
from directory.sitemaps import SITEMAPS
from directory.views.decorators import public


@public
@conditional(state_etag)
def members_feed(request):
    """The profiles of a search that were published last, as Atom."""
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
    """400 with a line for each parameter that is wrong."""
    lines = [f"{name}: {' '.join(found)}\n" for name, found in errors.items()]
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8", status=400)


@public
@conditional(state_etag)
def sitemap(request):
    """The parts of the sitemap."""
    return sitemap_views.index(request, SITEMAPS, sitemap_url_name="sitemap-section")


@public
@conditional(state_etag)
def sitemap_section(request, section):
    """One part of the sitemap."""
    return sitemap_views.sitemap(request, SITEMAPS, section)


@public
@conditional(state_etag)
def robots(request):
    """What search engines are asked to leave out."""
    address = request.build_absolute_uri(reverse("sitemap"))
    return render(request, "robots.txt", {"sitemap": address}, content_type="text/plain")


@public
@conditional(state_etag)
def manifest(request):
    """The site for those who put it on a home screen."""
    body = {
        "name": "ACRO member directory",
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
    """The icon, for browsers that ask for it by its old name; its address changes with it."""
    return HttpResponseRedirect(static("directory/icon.svg"))
