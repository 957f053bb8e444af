"""The Django app of the directory."""

import gc

from django.apps import AppConfig
from django.conf import settings
from django.urls import get_resolver

from acro.error_reports import start_error_reports
from acro.logs import log_everything
from directory.terms import DIRECTORY_NAME


class DirectoryConfig(AppConfig):
    """The app: members, their evidence, the search, and the association's own pages."""

    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = DIRECTORY_NAME

    def ready(self):
        """Register the deployment checks and the events of accounts; start reporting errors."""
        from directory import checks  # noqa: F401, PLC0415 - checks need loaded settings
        from directory.people import security_events  # noqa: F401, PLC0415 - it needs loaded models

        if settings.PRODUCTION:
            log_everything()
        start_error_reports(
            settings.SENTRY_DSN, release=settings.RELEASE, environment=settings.ENVIRONMENT
        )


def preload_and_freeze():
    """Load all views now, and exempt everything loaded so far from garbage collection.

    Otherwise loading and collecting would take about 70 ms in the middle of a request, and
    collecting would be repeated from time to time.
    """
    from drf_spectacular.generators import SchemaGenerator  # noqa: PLC0415 - it needs loaded apps

    get_resolver().url_patterns  # noqa: B018 - reading it loads the views
    # The library loads classes while it makes its first schema; two threads at once would fail.
    SchemaGenerator().get_schema(request=None, public=True)
    gc.collect()
    gc.freeze()
