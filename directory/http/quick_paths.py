"""Addresses that are answered without the database, even if it hangs: health and static files."""

QUICK_PATHS = frozenset({"/healthz"})
QUICK_PREFIX = "/static/"


def is_quick_path(path):
    """Return whether the address has a thread pool of its own; its errors are plain text."""
    return path in QUICK_PATHS or path.startswith(QUICK_PREFIX)
