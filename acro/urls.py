"""The root URLs of the site, and its error handlers."""

from django.urls import include, path

urlpatterns = [path("", include("directory.urls.public"))]

handler400 = "directory.views.errors.bad_request"
handler403 = "directory.views.errors.permission_denied"
handler404 = "directory.views.errors.page_not_found"
handler500 = "directory.views.errors.server_error"
