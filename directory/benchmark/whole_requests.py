"""Whole requests beside an empty view with the same middleware, over a persistent connection.

They go through Django's test client, which costs the empty view as much as the others. The kinds
take turns, each with a round of all searches, so that other load on the machine slows all of them
alike. Within a round the processor's caches are warm, for the empty view too. Responses are
compressed, as browsers request.
"""

from statistics import median
from types import ModuleType
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from acro import urls
from directory.benchmark.measurements import compute_spread, time_call
from directory.benchmark.queries import DRAWN_FACETS
from directory.models import Member

MEMBERS_PAGE_PATH, MEMBERS_API_PATH, EMPTY_VIEW_PATH = "/members/", "/api/v1/members/", "/empty/"
SEARCHES_PER_KIND = 8  # searches of each kind of query
HTMX_HEADERS = {"HX-Request": "true"}


def build_urlconf():
    """Return a URLconf of the site's URLs and an empty view."""
    module = ModuleType("directory.benchmark.addresses")
    empty = path("empty/", lambda request: HttpResponse("", content_type="text/html"))
    module.urlpatterns = [empty, *urls.urlpatterns]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(module, name, getattr(urls, name, None))
    return module


def measure_requests(queries, rounds):
    """Return the spread of each kind of request, and how many empty views it takes as `times`."""
    searches = [
        encode_parameters(query) for kind in queries.values() for query in kind[:SEARCHES_PER_KIND]
    ]
    slug = Member.objects.published().values_list("slug", flat=True)[0]
    with override_settings(ROOT_URLCONF=build_urlconf(), API_RATE_ANONYMOUS=None):
        # The test client keeps the database connection open between requests.
        client = Client(headers={"Accept-Encoding": "gzip"}, SERVER_NAME="localhost")
        kinds = [list_requests(client, search, slug) for search in searches]
        times = {}
        for number in range(rounds + 1):
            for kind, address, headers in (
                request for same_kind in zip(*kinds, strict=True) for request in same_kind
            ):
                took = time_call(lambda a=address, h=headers: client.get(a, headers=h))
                if number:  # the first round warms up
                    times.setdefault(kind, []).append(took)
    empty = median(times["empty view"])
    return {
        kind: compute_spread(spent) | {"times": median(spent) / empty}
        for kind, spent in times.items()
    }


def list_requests(client, search, slug):
    """Return the requests of each kind for one search: (kind, URL, headers)."""
    page, listed = f"{MEMBERS_PAGE_PATH}?{search}", f"{MEMBERS_API_PATH}?{search}"
    return [
        ("empty view", EMPTY_VIEW_PATH, {}),
        ("search page", page, {}),
        ("page part", page, HTMX_HEADERS),
        ("API list", listed, {}),
        ("API list with facets", f"{listed}&include=facets", {}),
        ("304", listed, {"If-None-Match": client.get(listed).headers["ETag"]}),
        ("company page", f"{MEMBERS_PAGE_PATH}{slug}/", {}),
    ]


def encode_parameters(query):
    """Return the query string of a search."""
    names = ("q", *DRAWN_FACETS, "employees_min", "ordering", "page")
    given = {name: getattr(query, name) for name in names}
    pairs = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in given.items()
        if value
    }
    return urlencode(pairs, doseq=True)
