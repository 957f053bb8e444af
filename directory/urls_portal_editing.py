"""The addresses of the portal's editing pages, and of the logos."""

from django.urls import path, re_path

from directory.views import editing, logos, portal, submitting

urlpatterns = [
    path("portal/", portal.portal, name="portal"),
    path("portal/<name:slug>/", portal.portal_member, name="portal-member"),
    path("portal/<name:slug>/edit/<name:section>/", editing.portal_edit, name="portal-edit"),
    path("portal/<name:slug>/preview/", submitting.portal_preview, name="portal-preview"),
    path("portal/<name:slug>/submit/", submitting.portal_submit, name="portal-submit"),
    path("portal/<name:slug>/merge/", submitting.portal_merge, name="portal-merge"),
    path("portal/<name:slug>/confirm/", portal.portal_confirm, name="portal-confirm"),
    path("portal/<name:slug>/withdraw/", portal.portal_withdraw, name="portal-withdraw"),
    path("portal/<name:slug>/discard/", portal.portal_discard, name="portal-discard"),
    path(
        "portal/<name:slug>/take-up/<uuid:revision>/",
        portal.portal_take_up,
        name="portal-take-up",
    ),
    re_path(r"^logos/(?P<digest>[0-9a-f]{64})\.png$", logos.logo, name="logo"),
]
