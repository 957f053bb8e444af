"""What a row of the search page says at a glance: what a company does, where, how sure it is.

What it does and where is read from the index; how sure it is comes with the row. What is said of
the countries that somebody asks for stands in the published document alone.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from directory.search.query import NO_VALUES, Query
from directory.search.snapshot import Snapshot
from directory.search.vocabulary import Vocabulary

MAX_CARD_SERVICES = 4
MAX_CARD_COUNTRIES = 6


def build_card(
    row: dict[str, Any], query: Query, snapshot: Snapshot, asked: frozenset[str]
) -> dict[str, Any]:
    """A few services, the great regions, what is said of the countries asked for, the citations.

    `asked` are these countries; without them the row need hold no document. `partial` is the
    number of trial counts, of which none may stand for all of its trials.
    """
    vocabulary, values = snapshot.vocabulary, snapshot.index.bits.values_of(row["id"])
    services = [value for facet, value in values if facet == "service"]
    countries = [value for facet, value in values if facet == "country"]
    return {
        "services": list_card_services(services, query.service | query.service_all, vocabulary),
        "regions": count_regions(countries, vocabulary),
        "places": describe_queried_countries(
            row["revision__document"]["countries"], asked, vocabulary
        )
        if asked
        else [],
        "sources": row["evidence"]["citations"],
        "partial": row["evidence"]["trial_counts"],
    }


def list_card_services(
    offered: list[str], asked: frozenset[str], vocabulary: Vocabulary
) -> list[str]:
    """A few services in words: those asked for, then in the order of the vocabulary."""
    place = vocabulary.place_of_service
    ordered = sorted(offered, key=lambda slug: (slug not in asked, place[slug]))
    return [vocabulary.services[slug] for slug in ordered[:MAX_CARD_SERVICES]]


def count_regions(countries: Iterable[str], vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """The great regions of the countries listed, with how many lie in each, most first."""
    counts = Counter(vocabulary.great_region[code] for code in countries)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def list_queried_countries(query: Query, vocabulary: Vocabulary) -> frozenset[str]:
    """The countries that a search asks for: by themselves, or by their region."""
    named = query.country | query.country_all
    return named or NO_VALUES.union(*(vocabulary.countries_in(region) for region in query.region))


def describe_queried_countries(
    countries: list[dict[str, Any]], asked: frozenset[str], vocabulary: Vocabulary
) -> list[dict[str, Any]]:
    """What is said of the countries asked for, by the country's name; of many, the first few."""
    found = [
        item | {"name": vocabulary.countries.get(item["code"], item["code"])}
        for item in countries
        if item["code"] in asked
    ]
    return sorted(found, key=lambda item: item["name"])[:MAX_CARD_COUNTRIES]
