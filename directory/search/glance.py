"""What a row of the search page says at a glance: what a company does, where, how sure it is.

Worked out from the published document, which comes with the row: no query of its own.
"""

from collections import Counter
from typing import Any

from directory.search.query import NOTHING, Query
from directory.search.vocabulary import Vocabulary

FEW_SERVICES = 4
FEW_COUNTRIES = 6


def glance(document: dict[str, Any], query: Query, vocabulary: Vocabulary) -> dict[str, Any]:
    """A few services, the great regions, what is said of the countries asked for, the citations.

    `partial` is the number of trial counts, of which none may stand for all of its trials.
    """
    asked = query.service | query.service_all
    places = asked_places(document["countries"], asked_countries(query, vocabulary), vocabulary)
    return {
        "services": first_services(document["services"], asked, vocabulary),
        "regions": regions(document["countries"], vocabulary),
        "places": places,
        "sources": sources(document["citations"]),
        "partial": len(document["trial_counts"]),
    }


def first_services(offered: list[str], asked: frozenset[str], vocabulary: Vocabulary) -> list[str]:
    """A few services in words: those asked for, then in the order of the vocabulary."""
    place = vocabulary.place_of_service
    ordered = sorted(offered, key=lambda slug: (slug not in asked, place[slug]))
    return [vocabulary.services[slug] for slug in ordered[:FEW_SERVICES]]


def regions(countries: list[dict[str, Any]], vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """The great regions of the countries listed, with how many lie in each, most first."""
    counts = Counter(vocabulary.great_region[item["code"]] for item in countries)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def asked_countries(query: Query, vocabulary: Vocabulary) -> frozenset[str]:
    """The countries that a search asks for: by themselves, or by their region."""
    named = query.country | query.country_all
    return named or NOTHING.union(*(vocabulary.countries_in(region) for region in query.region))


def asked_places(
    countries: list[dict[str, Any]], asked: frozenset[str], vocabulary: Vocabulary
) -> list[dict[str, Any]]:
    """What is said of the countries asked for, by the country's name; of many, the first few."""
    found = [
        item | {"name": vocabulary.countries[item["code"]]}
        for item in countries
        if item["code"] in asked
    ]
    return sorted(found, key=lambda item: item["name"])[:FEW_COUNTRIES]


def sources(citations: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """How many citations there are, how many without a date, and their first and last year."""
    places = [place for found in citations.values() for place in found]
    years = sorted({place["as_of"][:4] for place in places if place["as_of"]})
    undated = sum(not place["as_of"] for place in places)
    return {"count": len(places), "undated": undated, "years": years[:1] + years[1:][-1:]}
