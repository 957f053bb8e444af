"""How the site is found and followed: for search engines, feed readers and browsers."""

from dataclasses import replace

from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from directory import search
from directory.caching import revalidated, state_tag
from directory.feeds import LENGTH, members_feed
from directory.filters import FeedFilterSet
from directory.sitemaps import SECTIONS
from directory.titles import search_title
from directory.views.public import public


@public
@revalidated(state_tag)
def members_feed_view(request):
    """The profiles of a search that were published last, as Atom."""
    filterset = FeedFilterSet.from_request(request)
    if not filterset.is_valid():
        return refused(filterset.errors)
    query = replace(filterset.query, ordering="-updated", page_size=LENGTH)
    rows = search.read_listing(query).rows
    title, asked = search_title(query.q, filterset.chosen), filterset.canonical()
    page, feed = (
        request.build_absolute_uri(f"{reverse(name)}?{asked}".rstrip("?"))
        for name in ("member-list", "members-feed")
    )
    for row in rows:
        row["address"] = reverse("member-detail", args=[row["slug"]])
    body = members_feed(rows, title, page, feed, request.build_absolute_uri)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def refused(errors):
    """400 with a line for each parameter that is wrong."""
    lines = [f"{name}: {' '.join(found)}\n" for name, found in errors.items()]
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8", status=400)


@public
@revalidated(state_tag)
def sitemap_index(request):
    """The parts of the sitemap."""
    return sitemap_views.index(request, SECTIONS, sitemap_url_name="sitemap-section")


@public
@revalidated(state_tag)
def sitemap_section(request, section):
    """One part of the sitemap."""
    return sitemap_views.sitemap(request, SECTIONS, section)


@public
@revalidated(state_tag)
def robots(request):
    """What search engines are asked to leave out."""
    address = request.build_absolute_uri(reverse("sitemap"))
    return render(request, "robots.txt", {"sitemap": address}, content_type="text/plain")


@public
@revalidated(state_tag)
def manifest(request):
    """The site for those who put it on a home screen."""
    body = {
        "name": "ACRO member directory",
        "short_name": "ACRO",
        "lang": "en-GB",
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
