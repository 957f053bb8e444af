"""The addresses of the portal tokens pages."""

urlpatterns = []
