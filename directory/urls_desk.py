"""The addresses of the desk pages."""

urlpatterns = []
