"""The Django app of the directory."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Members, their evidence, the search over them, and the association's own pages."""

    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "ACRO member directory"

    def ready(self):
        """Register the deployment checks."""
        from directory import checks  # noqa: F401, PLC0415 - checks need loaded settings
