"""The addresses of the pages that letters lead to."""

from django.urls import re_path

from directory.views import still_right

urlpatterns = [
    # The colons of what is signed keep it apart from a company's pages.
    re_path(
        r"^portal/still-right/(?P<signed>[\w-]+:[\w-]+:[\w-]+)/$",
        still_right.still_right,
        name="still-right",
    ),
]
