"""The Atom feed, sitemap, robots.txt, and icons, for feed readers, search engines, and browsers."""

import gzip
from dataclasses import replace

from django.contrib.sitemaps import views as sitemap_views
from django.core.paginator import InvalidPage
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.gzip import re_accepts_gzip
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import http_date

from directory import search
from directory.document.problems import list_first
from directory.feeds import FEED_LENGTH, render_members_feed
from directory.filters import FeedFilterSet
from directory.http.caching import conditional, state_etag, weak_state_etag
from directory.http.url_cache import find_request_origin
from directory.sharing.search_titles import build_search_title
from directory.sitemaps import SITEMAPS, MemberSitemap
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
@conditional(weak_state_etag)
def sitemap_section(request, section):
    """Return one section of the sitemap, or a part of the section of profiles."""
    if section != "members":
        return sitemap_views.sitemap(request, SITEMAPS, section)
    try:
        part = MemberSitemap().render_part(request.GET.get("p", 1), find_request_origin(request))
    except InvalidPage as error:
        raise Http404("The sitemap doesn't have this part.") from error
    return answer_sitemap_part(request, part)


@sitemap_views.x_robots_tag
def answer_sitemap_part(request, part):
    """Return a part of the sitemap, compressed if the client accepts it."""
    body, headers = part.compressed, {"Content-Encoding": "gzip"}
    if not re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        body, headers = gzip.decompress(body), {}
    if part.newest:
        headers["Last-Modified"] = http_date(part.newest.timestamp())
    return HttpResponse(body, content_type="application/xml", headers=headers)


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
