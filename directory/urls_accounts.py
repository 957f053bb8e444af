"""The addresses of sign-in and one's own account, and of the admin behind the same sign-in."""

from django.urls import include, path

from directory.admin import records

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", records.urls),
]
