"""Warming up a web process, so that its first visitor does not wait."""

import logging
import os
from http import HTTPStatus
from threading import Thread
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connection

from directory import apps, search

WARMED_PATHS = ("/", "/members/?q=a", "/api/v1/suggest/?q=a")
_logger = logging.getLogger(__name__)


def warm_up(application):
    """Load all views, then warm up in a background thread; return the thread.

    The thread builds the search index and requests `WARMED_PATHS`: templates are compiled and words
    are weighted on first use, so the first page of a process took a tenth of a second, the next a
    tenth of that. A process that forks workers joins the thread first, because a lock held during
    the fork would stay held in the workers forever.
    """
    apps.preload_and_freeze()
    thread = Thread(target=_warm, args=[application], name="warming", daemon=True)
    thread.start()
    os.register_at_fork(before=thread.join)
    return thread


def _warm(application):
    try:
        search.fetch_snapshot()
        for address in WARMED_PATHS:
            status = request_page(application, address)
            if status != HTTPStatus.OK:
                _logger.warning("%s%s was answered with %s.", settings.SITE_URL, address, status)
                break
    except Exception:
        _logger.exception("Nothing could be made in advance; the first request will try again.")
    finally:
        connection.close()


def request_page(application, address):
    """GET a URL of this site from Django's WSGI application; return the status code."""
    site, parts = urlsplit(settings.SITE_URL), urlsplit(address)
    environ = {"PATH_INFO": parts.path, "QUERY_STRING": parts.query, "REMOTE_ADDR": "127.0.0.1"}
    environ |= {"HTTP_HOST": site.netloc, "wsgi.url_scheme": site.scheme}
    setup_testing_defaults(environ)  # the other keys that WSGI requires
    response = application(environ, lambda status, headers: None)
    response.close()
    return response.status_code
