"""The build covers all that decides how pages look."""

import re
from pathlib import Path

from django.conf import settings

NO_PAGES = {"benchmark", "checks.py", "mail", "management", "migrations", "people", "transfer"}
# Settings that change whether a request is answered, not what its page shows.
NOT_SHOWN = {"BASE_DIR", "BUILD", "FILE_UPLOAD_PERMISSIONS", "SENTRY_DSN", "TRUSTED_PROXIES"} | {
    f"API_RATE_{kind}" for kind in ("ANONYMOUS", "SUGGEST", "TOKEN", "WRITING")
}
# In the code, from ENVIRONMENT, and shown only on pages that have no ETag.
COVERED = {"RELEASE", "STATIC_URL", "PRODUCTION", "TASKS"}


def test_each_setting_that_a_page_may_show_is_part_of_the_build():
    root = Path(settings.BASE_DIR) / "directory"
    texts = [
        path.read_text("utf-8")
        for path in root.rglob("*.py")
        if path.relative_to(root).parts[0] not in NO_PAGES
    ]

    read = set(re.findall(r"\bsettings\.([A-Z_]+)", "\n".join(texts)))

    assert read - NOT_SHOWN - COVERED - set(settings.SHOWN_SETTINGS) == set()
