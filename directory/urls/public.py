"""The public pages. Includes the URLs of the API, accounts, portal, and desk."""

from django.conf import settings
from django.urls import include, path, register_converter

from directory.urls.converters import CountryConverter, DigestConverter, SlugConverter
from directory.views import health
from directory.views.public import (
    about,
    access,
    browse,
    feeds,
    history,
    home,
    logos,
    members,
    pictures,
    styleguide,
)

register_converter(SlugConverter, "name")
register_converter(CountryConverter, "country")
register_converter(DigestConverter, "digest")

urlpatterns = [
    path("", home.home, name="home"),
    path("api/v1/", include("directory.api.urls")),  # first: each path before it is tried
    path("members/", members.member_list, name="member-list"),
    path("members/<name:slug>/", members.member_detail, name="member-detail"),
    path("members/<name:slug>/picture.png", pictures.member_picture, name="member-picture"),
    path("members/<name:slug>/history/", history.member_history, name="member-history"),
    path("members/<name:slug>/access/", access.member_access, name="member-access"),
    path("members/<name:slug>/access/sent/", access.member_access_sent, name="member-access-sent"),
    path("access/confirmed/", access.member_access_confirmed, name="member-access-confirmed"),
    path("access/<str:signed>/", access.member_access_confirm, name="member-access-confirm"),
    path("countries/", browse.country_list, name="country-list"),
    path("countries/<country:code>/", browse.country_detail, name="country-detail"),
    path("services/", browse.service_list, name="service-list"),
    path("services/<name:slug>/", browse.service_detail, name="service-detail"),
    path("areas/", browse.area_list, name="area-list"),
    path("areas/<name:slug>/", browse.area_detail, name="area-detail"),
    path("about/", about.about, name="about"),
    path("about/<name:slug>/", about.page_detail, name="page-detail"),
    path("stay-connected/", about.stay_connected, name="stay-connected"),
    path("feeds/members.atom", feeds.members_feed, name="members-feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemap-<name:section>.xml", feeds.sitemap_section, name="sitemap-section"),
    path("robots.txt", feeds.robots, name="robots"),
    path("site.webmanifest", feeds.manifest, name="manifest"),
    path("favicon.ico", feeds.favicon, name="favicon"),
    path("picture.png", pictures.picture, name="picture"),
    path("apple-touch-icon.png", pictures.site_icon, {"size": 180}, name="apple-touch-icon"),
    path("icon-192.png", pictures.site_icon, {"size": 192}, name="icon-192"),
    path("icon-512.png", pictures.site_icon, {"size": 512}, name="icon-512"),
    path("logos/<digest:digest>.png", logos.logo, name="logo"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("directory.urls.accounts")),
    path("", include("directory.urls.portal")),
    path("", include("directory.urls.desk")),
]

if not settings.PRODUCTION:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))
