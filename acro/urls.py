"""The addresses of the site, and what is answered when nothing else can be."""

from django.urls import include, path

urlpatterns = [path("", include("directory.urls.public"))]

handler400 = "directory.views.errors.bad_request"
handler403 = "directory.views.errors.permission_denied"
handler404 = "directory.views.errors.page_not_found"
handler500 = "directory.views.errors.server_error"
