"""Whole requests beside an empty view with the same middleware, over a persistent connection.

They go through Django's test client, which costs the empty view as much as the others. The kinds
take turns, a round of all searches each, so that whatever else the machine does slows all alike;
within a round the processor's caches are warm, the empty view's too. Compressed, as browsers ask.
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
SEARCHES_PER_KIND = 8  # searches of each kind
HTMX_HEADERS = {"HX-Request": "true"}


def build_urlconf():
    """The site's addresses, and an empty view among them."""
    module = ModuleType("directory.benchmark.addresses")
    empty = path("empty/", lambda request: HttpResponse("", content_type="text/html"))
    module.urlpatterns = [empty, *urls.urlpatterns]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(module, name, getattr(urls, name, None))
    return module


def measure_requests(queries, rounds):
    """The spread of each kind of request, and how many times an empty view it takes."""
    asked = [
        encode_parameters(query) for kind in queries.values() for query in kind[:SEARCHES_PER_KIND]
    ]
    slug = Member.objects.published().values_list("slug", flat=True)[0]
    with override_settings(ROOT_URLCONF=build_urlconf(), API_RATE_ANONYMOUS=None):
        # The test client leaves the connection to the database open between requests.
        client = Client(headers={"Accept-Encoding": "gzip"}, SERVER_NAME="localhost")
        kinds = [list_requests(client, search, slug) for search in asked]
        times = {}
        for number in range(rounds + 1):
            for kind, address, headers in (
                asking for same in zip(*kinds, strict=True) for asking in same
            ):
                took = time_call(lambda a=address, h=headers: client.get(a, headers=h))
                if number:  # the first round warms up
                    times.setdefault(kind, []).append(took)
    empty = median(times["empty view"])
    return {kind: compute_spread(of) | {"times": median(of) / empty} for kind, of in times.items()}


def list_requests(client, search, slug):
    """The kinds of request for one search, each with its address and headers."""
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
    """The query string of a search."""
    names = ("q", *DRAWN_FACETS, "employees_min", "ordering", "page")
    given = {name: getattr(query, name) for name in names}
    pairs = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in given.items()
        if value
    }
    return urlencode(pairs, doseq=True)
