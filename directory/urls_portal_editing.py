"""The addresses of the portal editing pages."""

urlpatterns = []
