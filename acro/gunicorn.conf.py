"""The configuration of gunicorn: `gunicorn --config acro/gunicorn.conf.py acro.wsgi`.

`make run` and production start the same. `--bind` on the command line says where.
"""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from acro.logs import configure_server_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acro.settings")
try:
    workers = settings.WEB_PROCESSES
    threads = settings.WEB_THREADS
    logconfig_dict = configure_server_logging(settings.LOGGING)
except ImproperlyConfigured as error:
    sys.exit(f"{error}")

control_socket_disable = True  # It would leave a file in a home directory.
graceful_timeout = 20  # seconds for requests in progress, when the process stops or reloads
loglevel = "warning"
preload_app = workers > 1  # Then they share the memory of the search index.
worker_class = "acro.server.EventLoopWorker"


def pre_fork(server, worker):
    """Close the parent's database connections, because a worker must not share them."""
    connections.close_all()
