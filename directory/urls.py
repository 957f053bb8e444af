"""The addresses of the pages; those of the API are mounted below `/api/v1/`."""

from django.conf import settings
from django.urls import include, path, register_converter

from directory.views import about, browse, found, health, members, pages, pictures, styleguide


class SlugConverter:
    """A slug of ours; anything else is no address, so dots and capitals end in a 404."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"

    def to_python(self, value):
        """The slug."""
        return value

    def to_url(self, value):
        """The slug."""
        return value


class CountryConverter:
    """A country's code of two letters, in any case; the page leads to the capitals."""

    regex = "[A-Za-z]{2}"

    def to_python(self, value):
        """The code as it was written."""
        return value

    def to_url(self, value):
        """The code."""
        return value


register_converter(SlugConverter, "name")
register_converter(CountryConverter, "country")

urlpatterns = [
    path("", pages.home, name="home"),
    path("api/v1/", include("directory.api.urls")),  # first: each path before it is tried
    path("members/", members.member_list, name="member-list"),
    path("members/<name:slug>/", members.member_detail, name="member-detail"),
    path("members/<name:slug>/picture.png", pictures.member_picture, name="member-picture"),
    path("countries/", browse.country_list, name="country-list"),
    path("countries/<country:code>/", browse.country_detail, name="country-detail"),
    path("services/", browse.service_list, name="service-list"),
    path("services/<name:slug>/", browse.service_detail, name="service-detail"),
    path("areas/", browse.area_list, name="area-list"),
    path("areas/<name:slug>/", browse.area_detail, name="area-detail"),
    path("about/", about.about, name="about"),
    path("about/<name:slug>/", about.page_detail, name="page-detail"),
    path("stay-connected/", about.stay_connected, name="stay-connected"),
    path("feeds/members.atom", found.members_feed_view, name="members-feed"),
    path("sitemap.xml", found.sitemap_index, name="sitemap"),
    path("sitemap-<name:section>.xml", found.sitemap_section, name="sitemap-section"),
    path("robots.txt", found.robots, name="robots"),
    path("site.webmanifest", found.manifest, name="manifest"),
    path("favicon.ico", found.favicon, name="favicon"),
    path("picture.png", pictures.site_picture, name="picture"),
    path("apple-touch-icon.png", pictures.icon, {"size": 180}, name="apple-touch-icon"),
    path("icon-192.png", pictures.icon, {"size": 192}, name="icon-192"),
    path("icon-512.png", pictures.icon, {"size": 512}, name="icon-512"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("directory.urls_accounts")),
    path("", include("directory.urls_mail")),
    path("", include("directory.urls_portal_team")),
    path("", include("directory.urls_portal_tokens")),
    path("", include("directory.urls_portal_editing")),
    path("", include("directory.urls_desk")),
]

if not settings.PRODUCTION:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))
