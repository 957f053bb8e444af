"""Sign-in, accounts, invitations, and the admin behind the same sign-in."""

from django.urls import include, path

from directory.admin import records_site
from directory.views.portal import invitations

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("accounts/invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("admin/", records_site.urls),
]
