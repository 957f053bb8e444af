"""The sitemap: all URLs that search engines should know. `SITEMAPS` lists the kinds of pages.

The profiles come from the search index, which holds their slugs, their order, and their times.
`PartCache` keeps the parts with profiles, compressed, until there is another snapshot.
"""

import gzip
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import numpy as np
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from directory import dates, search
from directory.http.url_cache import split_path_at_slug
from directory.models import Page
from directory.search import Snapshot
from directory.search.facets import FACETS
from directory.search.index import EPOCH, MICROSECOND

PART_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
PART_END = "\n</urlset>\n"
MOST_CACHED_PARTS = 50  # of 10,000 profiles each, about 50 kB compressed


class SiteSitemap(Sitemap):
    """The site's single pages, by URL name."""

    def items(self):
        """Return the URL names."""
        return ["home", "member-list", "country-list", "service-list", "area-list", "api:docs"]

    def location(self, item):
        """Return the page's path."""
        return reverse(item)


class BrowseSitemap(Sitemap):
    """The pages of countries, services, and areas in the vocabulary."""

    def items(self):
        """Return (URL name, code or slug) pairs."""
        known = search.fetch_vocabulary()
        names = [facet.name for facet in FACETS if facet.has_page]
        return [(f"{name}-detail", key) for name in names for key in known.of(name)]

    def location(self, item):
        """Return the page's path."""
        name, key = item
        return reverse(name, args=[key])


class PageSitemap(Sitemap):
    """The pages about ACRO that are visible today."""

    def items(self):
        """Return the pages."""
        return Page.objects.visible(dates.today())


class MemberSitemap(Sitemap):
    """The profiles, each with the date of its published revision."""

    limit = 10_000

    def __init__(self):
        """Read all from one snapshot of the directory."""
        self.snapshot = search.fetch_snapshot()

    def items(self):
        """Return the (folded name, slug) of each profile, in the order of names."""
        return self.snapshot.index.names

    def get_latest_lastmod(self):
        """Return when the newest profile was published, or None if there is none."""
        return find_newest(self.snapshot, slice(None))

    def render_part(self, number, origin):
        """Return a part of the sitemap, `number` from 1. Raise InvalidPage if there is none."""
        page = self.paginator.page(number)
        places = slice((page.number - 1) * self.limit, page.number * self.limit)
        return parts.fetch(
            self.snapshot,
            (page.number, self.limit, origin),
            lambda: render_member_part(self.snapshot, places, origin),
        )


@dataclass(frozen=True)
class SitemapPart:
    """A part of the sitemap: compressed XML, and when its newest profile was published."""

    compressed: bytes
    newest: datetime | None


def render_member_part(snapshot: Snapshot, places: slice, origin: str) -> SitemapPart:
    """Return the profiles at these places in the order of names as a part of the sitemap."""
    index = snapshot.index
    published = index.columns["updated"][index.by_name[places]].astype("datetime64[us]")
    days = np.datetime_as_string(published, unit="D")
    before, after = split_path_at_slug("member-detail")
    lines = (
        f"<url><loc>{origin}{before}{slug}{after}</loc><lastmod>{day}</lastmod></url>"
        for (_, slug), day in zip(index.names[places], days, strict=True)
    )
    text = f"{PART_START}{''.join(lines)}{PART_END}"
    return SitemapPart(gzip.compress(text.encode(), mtime=0), find_newest(snapshot, places))


def find_newest(snapshot: Snapshot, places: slice) -> datetime | None:
    """Return when the newest of these profiles was published, or None if there are none."""
    index = snapshot.index
    published = index.columns["updated"][index.by_name[places]]
    return EPOCH + int(published.max()) * MICROSECOND if len(published) else None


class PartCache:
    """The parts rendered from the present snapshot; each is rendered once, whoever asks."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.parts: dict[Any, SitemapPart] = {}
        self.is_of: Callable[[], Snapshot | None] = lambda: None

    def fetch(self, snapshot: Snapshot, key: Any, render: Callable[[], SitemapPart]) -> SitemapPart:
        """Return the part of this key, rendered if it isn't there."""
        with self.lock:  # Rendering at once would take as long: it is all Python.
            if self.is_of() is not snapshot:
                # Weak, so that an old index is freed although no one asks for the sitemap.
                self.parts, self.is_of = {}, weakref.ref(snapshot)
            if key not in self.parts:
                if len(self.parts) >= MOST_CACHED_PARTS:
                    del self.parts[next(iter(self.parts))]
                self.parts[key] = render()
            return self.parts[key]


parts = PartCache()

SITEMAPS = {
    "site": SiteSitemap,
    "browse": BrowseSitemap,
    "about": PageSitemap,
    "members": MemberSitemap,
}
