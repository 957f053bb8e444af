"""The Django app of the directory."""

import gc

from django.apps import AppConfig
from django.urls import get_resolver


class DirectoryConfig(AppConfig):
    """Members, their evidence, the search over them, and the association's own pages."""

    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "ACRO member directory"

    def ready(self):
        """Register the deployment checks."""
        from directory import checks  # noqa: F401, PLC0415 - checks need loaded settings


def preload_and_freeze():
    """Load all views now, and let no collection of garbage go through what is loaded for good.

    That would take some 70 ms, in the midst of a request, and again after every few thousand.
    """
    get_resolver().url_patterns  # noqa: B018 - read, it loads them
    gc.collect()
    gc.freeze()
