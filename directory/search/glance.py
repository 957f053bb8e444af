"""What a row of the search page says at a glance: what a company does, where, how sure it is.

A handful of queries for the page's companies together, however many facts they have.
"""

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, Max, Min, Q

from directory.models import Citation, CountryPresence, OfferedService, TrialCount
from directory.search.query import NOTHING, Query
from directory.search.snapshot import Vocabulary

FEW_SERVICES = 4
FEW_COUNTRIES = 6


def read_glances(
    ids: tuple[int, ...], query: Query, vocabulary: Vocabulary
) -> dict[int, dict[str, Any]]:
    """By member's id: `services`, `regions`, `places`, `sources`, `partial`.

    `places` are what is said of the countries asked for, `partial` the number of trial counts.
    """
    services, places, sources = read_services(ids), read_places(ids), read_sources(ids)
    counted = TrialCount.objects.filter(member__in=ids).order_by().values_list("member")
    partial = dict(counted.annotate(Count("pk")))
    asked = query.service | query.service_all
    countries = asked_countries(query, vocabulary)
    return {
        pk: {
            "services": first_services(services[pk], asked, vocabulary),
            "regions": regions(places[pk], vocabulary),
            "places": asked_places(places[pk], countries, vocabulary),
            "sources": sources.get(pk),
            "partial": partial.get(pk, 0),
        }
        for pk in ids
    }


def read_services(ids: tuple[int, ...]) -> dict[int, set[str]]:
    """The slugs of the services of each of these members."""
    found: dict[int, set[str]] = defaultdict(set)
    for member, value in OfferedService.objects.filter(member__in=ids).values_list(
        "member", "value"
    ):
        found[member].add(value)
    return found


def read_places(ids: tuple[int, ...]) -> dict[int, dict[str, dict[str, Any]]]:
    """The presences of each of these members, by country."""
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    columns = ("member", "value", "kind", "as_of", "source_url")
    for row in CountryPresence.objects.filter(member__in=ids).values(*columns):
        found[row["member"]][row["value"]] = row
    return found


def read_sources(ids: tuple[int, ...]) -> dict[int, dict[str, Any]]:
    """How many statements each of these members cites, how many undated, and their years."""
    rows = Citation.objects.filter(member__in=ids).order_by().values("member")
    counted = rows.annotate(
        count=Count("pk"),
        undated=Count("pk", filter=Q(as_of="")),
        oldest=Min("as_of_first"),
        newest=Max("as_of_last"),
    )
    return {row["member"]: row for row in counted}


def first_services(offered: set[str], asked: frozenset[str], vocabulary: Vocabulary) -> list[str]:
    """A few services in words: those asked for, then in the order of the vocabulary."""
    ordered = [slug for slug in vocabulary.services if slug in offered]
    ordered.sort(key=lambda slug: slug not in asked)
    return [vocabulary.services[slug] for slug in ordered[:FEW_SERVICES]]


def regions(places: dict[str, Any], vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """The great regions of the countries listed, with how many lie in each, most first."""
    counts = Counter(great_region(code, vocabulary) for code in places)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def great_region(code: str, vocabulary: Vocabulary) -> str:
    """The root of M49's tree that a country lies in, in words."""
    region = vocabulary.region_of.get(code)
    while region and vocabulary.region_parent[region]:
        region = vocabulary.region_parent[region]
    return vocabulary.regions[region] if region else "elsewhere"


def asked_countries(query: Query, vocabulary: Vocabulary) -> frozenset[str]:
    """The countries that a search asks for: by themselves, or by their region."""
    named = query.country | query.country_all
    inside = [vocabulary.countries_in(region) for region in query.region]
    return named or NOTHING.union(*inside)


def asked_places(
    places: dict[str, dict[str, Any]], countries: frozenset[str], vocabulary: Vocabulary
) -> list[dict[str, Any]]:
    """What is said of the countries asked for, by the country's name; of many, the first few."""
    found = [
        row | {"name": vocabulary.countries[code]}
        for code, row in places.items()
        if code in countries
    ]
    return sorted(found, key=lambda row: row["name"])[:FEW_COUNTRIES]
