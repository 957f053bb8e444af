"""The mixed set of queries that every way of searching is measured with, drawn by a seed."""

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
    """Queries by kind: browse, facets, text, text and facets, typos; all facets asked for."""
    random = Random(seed)  # noqa: S311 - no secret
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
    """Every facet, as the page asks for them."""
    return frozenset(FACET_NAMES)


def draw_browse_query(random):
    """A page of everything, in some order."""
    orders = [ordering for ordering in ORDERINGS if ordering != "relevance"]
    return Query(
        ordering=random.choice(orders), page=random.randint(1, 3), facets=list_all_facets()
    )


def draw_filters(random, vocabulary, most=3):
    """A few filters, the frequent values more often."""
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
    """What somebody types: a name, its first word, or words of what companies do."""
    if place % 3 == 0:
        return random.choice(TYPED_TEXTS)
    return name if place % 3 == 1 else name.split()[0]
