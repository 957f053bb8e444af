"""The addresses of the pages; those of the API are mounted below `/api/v1/`."""

from django.urls import include, path, register_converter

from directory.views import about, health, members, pages


class SlugConverter:
    """A slug of ours; anything else is no address, so dots and capitals end in a 404."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"

    def to_python(self, value):
        """The slug."""
        return value

    def to_url(self, value):
        """The slug."""
        return value


register_converter(SlugConverter, "name")

urlpatterns = [
    path("", pages.home, name="home"),
    path("members/", members.member_list, name="member-list"),
    path("members/<name:slug>/", members.member_detail, name="member-detail"),
    path("about/", about.about, name="about"),
    path("about/<name:slug>/", about.page_detail, name="page-detail"),
    path("stay-connected/", about.stay_connected, name="stay-connected"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include("directory.api.urls")),
]
