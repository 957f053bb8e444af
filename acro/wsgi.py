"""The door for web servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acro.settings")

application = get_wsgi_application()

from directory import apps, search  # noqa: E402 - its models need what was just set up

apps.settle()
search.warm()
