"""The Django app of the directory."""

import gc

from django.apps import AppConfig
from django.urls import get_resolver

from directory.terms import DIRECTORY_NAME


class DirectoryConfig(AppConfig):
    """The app: members, their evidence, the search, and the association's own pages."""

    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = DIRECTORY_NAME

    def ready(self):
        """Register the deployment checks."""
        from directory import checks  # noqa: F401, PLC0415 - checks need loaded settings


def preload_and_freeze():
    """Load all views now, and exempt everything loaded so far from garbage collection.

    Otherwise loading and collecting would take about 70 ms in the middle of a request, and
    collecting would be repeated from time to time.
    """
    get_resolver().url_patterns  # noqa: B018 - reading it loads the views
    gc.collect()
    gc.freeze()
