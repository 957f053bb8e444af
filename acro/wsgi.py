"""The WSGI application for web servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acro.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - as below
from django.db import connections  # noqa: E402 - as below

from acro import content_types, warming  # noqa: E402 - it imports models, which need Django set up

# Only web processes have visitors who wait, so commands have no limit.
connections.settings["default"] |= {"TIME_LIMIT": settings.DATABASE_TIMEOUT, "MUST_EXIST": True}
application = content_types.replace_unreadable_charsets(application)
warming.warm_up(application)
