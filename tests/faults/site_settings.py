"""The settings of a site under test: static files are served as they are, without collecting."""

from acro.settings import *  # noqa: F403 - all of them, but for these
from acro.settings import STORAGES

STATIC_ROOT = None
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = True
