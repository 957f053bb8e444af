"""Sign-in, accounts, invitations, and the admin behind the same sign-in."""

from allauth.mfa.webauthn.views import login_webauthn
from django.urls import include, path

from directory.admin import records_site
from directory.people.passkeys import limit_challenges
from directory.views.portal import invitations

urlpatterns = [
    path(
        "accounts/2fa/webauthn/login/", limit_challenges(login_webauthn), name="mfa_login_webauthn"
    ),
    path("accounts/", include("allauth.urls")),
    path("accounts/invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("admin/", records_site.urls),
]
