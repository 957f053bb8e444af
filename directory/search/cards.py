"""The card of a company on the search page: its services, regions, and sources.

Services and regions come from the index, and sources with the row. What the company says about
the countries of the query is only in the published document.
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
    row: dict[str, Any], query: Query, snapshot: Snapshot, queried: frozenset[str]
) -> dict[str, Any]:
    """Return a few services, the top regions, the queried countries, and the citations.

    `queried` are the countries of the query; if there are none, the row needs no document.
    `partial` is the number of trial counts, none of which need cover all of the company's trials.
    """
    vocabulary, values = snapshot.vocabulary, snapshot.index.bits.values_of(row["id"])
    services = [value for facet, value in values if facet == "service"]
    countries = [value for facet, value in values if facet == "country"]
    return {
        "services": list_card_services(services, query.service | query.service_all, vocabulary),
        "regions": count_regions(countries, vocabulary),
        "places": describe_queried_countries(
            row["revision__document"]["countries"], queried, vocabulary
        )
        if queried
        else [],
        "sources": row["evidence"]["citations"],
        "partial": row["evidence"]["trial_counts"],
    }


def list_card_services(
    offered: list[str], queried: frozenset[str], vocabulary: Vocabulary
) -> list[str]:
    """Return the labels of a few services: queried ones first, then in vocabulary order."""
    place = vocabulary.place_of_service
    ordered = sorted(offered, key=lambda slug: (slug not in queried, place[slug]))
    return [vocabulary.services[slug] for slug in ordered[:MAX_CARD_SERVICES]]


def count_regions(countries: Iterable[str], vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """Return the top regions of these countries as (name, number of countries), most first."""
    counts = Counter(vocabulary.great_region[code] for code in countries)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def list_queried_countries(query: Query, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the countries of a query; if it names none, the countries of its regions."""
    chosen = query.country | query.country_all
    return chosen or NO_VALUES.union(*(vocabulary.countries_in(region) for region in query.region))


def describe_queried_countries(
    countries: list[dict[str, Any]], queried: frozenset[str], vocabulary: Vocabulary
) -> list[dict[str, Any]]:
    """Return the document's entries for the queried countries, by name; at most six."""
    entries = [
        item | {"name": vocabulary.countries.get(item["code"], item["code"])}
        for item in countries
        if item["code"] in queried
    ]
    return sorted(entries, key=lambda item: item["name"])[:MAX_CARD_COUNTRIES]
