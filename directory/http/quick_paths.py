"""Addresses that are answered without the database, even if it hangs: health and static files."""

from django.conf import settings

HEALTH_PATH = "/healthz"


def is_quick_path(path):
    """Return whether the address has a thread pool of its own; its errors are plain text."""
    return path == HEALTH_PATH or path.startswith(settings.STATIC_URL)
