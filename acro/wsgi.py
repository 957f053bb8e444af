"""The WSGI application for web servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acro.settings")

application = get_wsgi_application()

from acro import warming  # noqa: E402 - it imports models, which need Django set up

warming.warm_up(application)
