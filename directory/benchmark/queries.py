"""The mixed set of queries that every way of searching is measured with, drawn by a seed."""

from random import Random

from directory.benchmark.typed import mistyped
from directory.models import Member
from directory.search.query import FACETS, ORDERINGS, Query
from directory.text import words

EACH = 42
TYPED = (
    "onco",
    "monitoring",
    "early phase",
    "statistics germany",
    "home nursing",
    "CRO",
    "vaccine",
)
COLLECTIONS = {"country": "countries", "service": "services", "area": "areas", "phase": "phases"}


def mixed(vocabulary, seed=1):
    """Queries by kind: browse, facets, text, text and facets, typos; all facets asked for."""
    random = Random(seed)  # noqa: S311 - no secret
    named = list(Member.objects.order_by("pk").values_list("name", flat=True)[: EACH * 40])
    names = random.sample(named, min(EACH * 3, len(named)))
    texts = [text(random, name, place) for place, name in enumerate(names)]
    return {
        "browse": [browse(random) for _ in range(EACH)],
        "facets": [Query(**chosen(random, vocabulary), facets=all_facets()) for _ in range(EACH)],
        "text": [Query(q=found, facets=all_facets()) for found in texts[:EACH]],
        "text and facets": [
            Query(q=found, **chosen(random, vocabulary, 1), facets=all_facets())
            for found in texts[EACH : 2 * EACH]
        ],
        "typos": [
            Query(q=mistyped(words(name)[0], random), facets=all_facets())
            for name in names[2 * EACH :]
        ],
    }


def all_facets():
    """Every facet, as the page asks for them."""
    return frozenset(FACETS)


def browse(random):
    """A page of everything, in some order."""
    orders = [ordering for ordering in ORDERINGS if ordering != "relevance"]
    return Query(ordering=random.choice(orders), page=random.randint(1, 3), facets=all_facets())


def chosen(random, vocabulary, most=3):
    """A few filters, the frequent values more often."""
    found = {}
    for name in random.sample(sorted(COLLECTIONS), random.randint(1, most)):
        values = list(getattr(vocabulary, COLLECTIONS[name]))
        count = random.randint(1, 2)
        found[name] = frozenset(
            values[min(int(random.expovariate(0.1)), len(values) - 1)] for _ in range(count)
        )
    if random.random() < 0.3:  # noqa: PLR2004 - three in ten
        found["employees_min"] = random.choice((50, 200, 1000))
    return found


def text(random, name, place):
    """What somebody types: a name, its first word, or words of what companies do."""
    if place % 3 == 0:
        return random.choice(TYPED)
    return name if place % 3 == 1 else name.split()[0]
