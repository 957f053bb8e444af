"""The addresses of the accounts pages."""

urlpatterns = []
