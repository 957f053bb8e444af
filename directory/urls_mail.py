"""The addresses of the mail pages."""

urlpatterns = []
