"""The sitemap: all URLs that search engines should know. `SITEMAPS` lists the kinds of pages."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from directory import dates, search
from directory.models import Member, Page
from directory.search.facets import FACETS


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

    def items(self):
        """Return the published members, with only the columns that a line needs."""
        members = Member.objects.published().select_related("revision")
        return members.only("slug", "revision__published_at")

    def lastmod(self, item):
        """Return when the profile was published."""
        return item.revision.published_at

    def get_latest_lastmod(self):
        """Return when the newest profile was published; Django would read all members."""
        return Member.objects.published().aggregate(newest=Max("revision__published_at"))["newest"]


SITEMAPS = {
    "site": SiteSitemap,
    "browse": BrowseSitemap,
    "about": PageSitemap,
    "members": MemberSitemap,
}
