"""What a web process does before anybody asks, so that its first visitor does not wait."""

import logging
from threading import Thread
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connection

from directory import apps, search

ADDRESSES = ("/", "/members/?q=a", "/api/v1/suggest/?q=a")
log = logging.getLogger(__name__)


def warm(application):
    """Load all views; in the background build the search index and give the first answers.

    Templates are compiled and words weighed when they are first asked for: the first page of a
    process took a tenth of a second, the next a tenth of that.
    """
    apps.settle()
    Thread(target=_warm, args=[application], name="warming", daemon=True).start()


def _warm(application):
    try:
        search.current()
    except Exception:
        log.exception("The search index could not be built; the first request will try again.")
    else:
        for address in ADDRESSES:
            ask(application, address)
    finally:
        connection.close()


def ask(application, address):
    """GET an address of this site from its WSGI application (PEP 3333); return the status code."""
    site, asked = urlsplit(settings.SITE_URL), urlsplit(address)
    environ = {"PATH_INFO": asked.path, "QUERY_STRING": asked.query, "REMOTE_ADDR": "127.0.0.1"}
    environ |= {"HTTP_HOST": site.netloc, "wsgi.url_scheme": site.scheme}
    setup_testing_defaults(environ)  # what else a server must say
    answer = application(environ, lambda status, headers: None)
    answer.close()
    return answer.status_code
