"""The addresses of the desk, and of what was published of a company."""

from django.urls import path

from directory.views import history

urlpatterns = [
    path("members/<name:slug>/history/", history.member_history, name="member-history"),
]
