"""The addresses of the pages about tokens of the API."""

from django.urls import path

from directory.views import tokens

urlpatterns = [
    path("portal/<name:slug>/tokens/", tokens.member_tokens, name="portal-tokens"),
    path("portal/<name:slug>/tokens/new/", tokens.make_token, name="portal-token-new"),
    path(
        "portal/<name:slug>/tokens/<slug:key>/revoke/",
        tokens.revoke_member_token,
        name="portal-token-revoke",
    ),
    path("desk/tokens/", tokens.desk_tokens, name="desk-tokens"),
    path("desk/tokens/new/", tokens.issue_token, name="desk-token-new"),
    path("desk/tokens/<slug:key>/revoke/", tokens.revoke_reading_token, name="desk-token-revoke"),
]
