"""Whole requests beside an empty view with the same middleware, over a persistent connection."""

from types import ModuleType

from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from acro import urls
from directory.benchmark.measuring import spread, timed

PAGES, API = "/members/", "/api/v1/members/"
ASKED = ("", "country=DE", "service=clinical-monitoring", "q=research", "country=US&area=oncology")
ROUNDS = 30
PART = {"HX-Request": "true"}


def addresses():
    """The site's addresses, and an empty view among them."""
    module = ModuleType("directory.benchmark.addresses")
    empty = path("empty/", lambda request: HttpResponse("", content_type="text/html"))
    module.urlpatterns = [empty, *urls.urlpatterns]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(module, name, getattr(urls, name, None))
    return module


def measure():
    """The spread of each kind of request, and how many times an empty view it takes."""
    with override_settings(ROOT_URLCONF=addresses(), API_RATE_ANONYMOUS=None):
        # The test client leaves the connection to the database open between requests.
        client = Client(headers={"Accept-Encoding": "gzip"}, SERVER_NAME="localhost")
        kinds = {
            "empty view": [("/empty/", {})],
            "search page": [(f"{PAGES}?{asked}", {}) for asked in ASKED],
            "page part": [(f"{PAGES}?{asked}", PART) for asked in ASKED],
            "API list": [(f"{API}?{asked}", {}) for asked in ASKED],
            "API list with facets": [(f"{API}?{asked}&include=facets", {}) for asked in ASKED],
            "304": [(f"{API}?{asked}", known(client, f"{API}?{asked}")) for asked in ASKED],
        }
        found = {kind: spread(times(client, requests)) for kind, requests in kinds.items()}
    empty = found["empty view"]["median"]
    return {kind: figures | {"times": figures["median"] / empty} for kind, figures in found.items()}


def known(client, address):
    """The header of a client that has the present copy."""
    return {"If-None-Match": client.get(address).headers["ETag"]}


def times(client, requests):
    """What these requests take, after one each that warms up."""
    for address, headers in requests:
        client.get(address, headers=headers)
    rounds = ROUNDS * (len(ASKED) // len(requests))
    return [
        timed(lambda a=address, h=headers: client.get(a, headers=h))
        for _ in range(rounds)
        for address, headers in requests
    ]
