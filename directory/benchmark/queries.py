"""The mixed queries that measure every way of searching, drawn by a seed."""

from random import Random

from directory.benchmark.typing_habits import mistype_word
from directory.models import Member
from directory.search.facets import FACET_NAMES, FACETS
from directory.search.query import ORDERINGS, Query
from directory.text import split_words

QUERIES_PER_KIND = 42
TYPED_TEXTS = (
    "onco",
    "monitoring",
    "early phase",
    "statistics germany",
    "home nursing",
    "CRO",
    "vaccine",
)
DRAWN_FACETS = sorted(facet.name for facet in FACETS if facet.all_label)


def draw_queries(vocabulary, seed=1):
    """Return queries with all facets by kind: browse, facets, text, text and facets, typos."""
    random = Random(seed)  # noqa: S311 - not a secret
    named = list(
        Member.objects.order_by("pk").values_list("name", flat=True)[: QUERIES_PER_KIND * 40]
    )
    names = random.sample(named, min(QUERIES_PER_KIND * 3, len(named)))
    texts = [draw_text(random, name, place) for place, name in enumerate(names)]
    return {
        "browse": [draw_browse_query(random) for _ in range(QUERIES_PER_KIND)],
        "facets": [
            Query(**draw_filters(random, vocabulary), facets=list_all_facets())
            for _ in range(QUERIES_PER_KIND)
        ],
        "text": [Query(q=found, facets=list_all_facets()) for found in texts[:QUERIES_PER_KIND]],
        "text and facets": [
            Query(q=found, **draw_filters(random, vocabulary, 1), facets=list_all_facets())
            for found in texts[QUERIES_PER_KIND : 2 * QUERIES_PER_KIND]
        ],
        "typos": [
            Query(q=mistype_word(split_words(name)[0], random), facets=list_all_facets())
            for name in names[2 * QUERIES_PER_KIND :]
        ],
    }


def list_all_facets():
    """Return the names of all facets, which the page requests."""
    return frozenset(FACET_NAMES)


def draw_browse_query(random):
    """Return a query for one of the first pages of all companies, in a random order."""
    orders = [ordering for ordering in ORDERINGS if ordering != "relevance"]
    return Query(
        ordering=random.choice(orders), page=random.randint(1, 3), facets=list_all_facets()
    )


def draw_filters(random, vocabulary, most=3):
    """Return a few filters; values that come first in the vocabulary are drawn more often."""
    found = {}
    for name in random.sample(DRAWN_FACETS, random.randint(1, most)):
        values = list(vocabulary.of(name))
        count = random.randint(1, 2)
        found[name] = frozenset(
            values[min(int(random.expovariate(0.1)), len(values) - 1)] for _ in range(count)
        )
    if random.random() < 0.3:  # noqa: PLR2004 - three in ten
        found["employees_min"] = random.choice((50, 200, 1000))
    return found


def draw_text(random, name, place):
    """Return a text: a name, the first word of a name, or words of what companies do."""
    if place % 3 == 0:
        return random.choice(TYPED_TEXTS)
    return name if place % 3 == 1 else name.split()[0]
