"""The addresses of the portal team pages."""

urlpatterns = []
