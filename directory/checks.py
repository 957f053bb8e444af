"""What `manage.py check --deploy` says of settings that work, and not as one would think."""

from django.conf import settings
from django.core.checks import Warning, register  # noqa: A004 - Django's name for it


@register(deploy=True)
def limits_are_shared(app_configs, **options):
    """Warn where each process counts requests for itself."""
    if "locmem" not in settings.CACHES["default"]["BACKEND"]:
        return []
    return [
        Warning(
            "Rate limits are counted by each process for itself.",
            hint="Set CACHE_URL to a Redis where there are several web processes.",
            id="directory.W001",
        )
    ]
