"""Every address that search engines should know. A new kind of page gets its line in `SITEMAPS`."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from directory import dates, search
from directory.models import Member, Page
from directory.search.facets import FACETS


class SiteSitemap(Sitemap):
    """The pages of which there is one each, by the names of their addresses."""

    def items(self):
        """The names."""
        return ["home", "member-list", "country-list", "service-list", "area-list", "api:docs"]

    def location(self, item):
        """The address."""
        return reverse(item)


class BrowseSitemap(Sitemap):
    """The pages of countries, services and areas, of the vocabulary in memory."""

    def items(self):
        """Their (name of address, code or slug)."""
        known = search.fetch_vocabulary()
        names = [facet.name for facet in FACETS if facet.has_page]
        return [(f"{name}-detail", key) for name in names for key in known.of(name)]

    def location(self, item):
        """The address."""
        name, key = item
        return reverse(name, args=[key])


class PageSitemap(Sitemap):
    """The pages about the association that are out today."""

    def items(self):
        """The pages."""
        return Page.objects.visible(dates.today())


class MemberSitemap(Sitemap):
    """The profiles, each with the day of its published revision."""

    limit = 10_000

    def items(self):
        """The companies; of each only what its line needs."""
        members = Member.objects.published().select_related("revision")
        return members.only("slug", "revision__published_at")

    def lastmod(self, item):
        """When the profile was published."""
        return item.revision.published_at

    def get_latest_lastmod(self):
        """When the newest one was; Django would read them all."""
        return Member.objects.published().aggregate(newest=Max("revision__published_at"))["newest"]


SITEMAPS = {
    "site": SiteSitemap,
    "browse": BrowseSitemap,
    "about": PageSitemap,
    "members": MemberSitemap,
}
