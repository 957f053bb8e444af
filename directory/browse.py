"""The data of the browse pages: countries, services, and areas with their companies.

Every count is the count of the search that it links to. The module does not depend on HTTP.
"""

from collections import defaultdict

from directory import search
from directory.document.labels import PRESENCE_LABELS
from directory.models import (
    Citation,
    Country,
    CountryPresence,
    Region,
    Service,
    ServiceGroup,
    TherapeuticArea,
)
from directory.search import Query
from directory.search.facets import FACETS, FACETS_BY_NAME

MOST_COMPANIES = 100
MOST_RELATED_VALUES = 10


def count_by_value(facet):
    """Return the number of companies in the default result for each value of a facet."""
    return search.read_answer(Query(facets=frozenset({facet}))).counted(facet)


def list_facets_beside(name):
    """Return the names of the facets with pages, without this one: its own pages show them."""
    return frozenset(facet.name for facet in FACETS if facet.has_page and facet.name != name)


def find_facet_beside(name):
    """Return the facet that the page of a service or an area shows beside the countries."""
    beside = list_facets_beside(name)
    return next(facet for facet in FACETS if facet.name in beside and not facet.is_place)


def load_world_regions():
    """Return the top regions with their leaf regions, and the countries without a region.

    Each top region is a dict {region, leaves, silent}. A leaf has the `countries` with companies
    and the `others`. A leaf that has only others is under `silent`.
    """
    return search.read_consistently(_world)


def _world(snapshot):
    answer = search.run_query(Query(facets=frozenset({"country", "region"})), snapshot)
    counts = {facet: answer.counted(facet) for facet in answer.facets}
    countries, regions = defaultdict(list), defaultdict(list)
    for country in Country.objects.all():
        country.count = counts["country"].get(country.code, 0)
        countries[country.region_id].append(country)
    for region in Region.objects.all():
        region.count = counts["region"].get(region.slug, 0)
        regions[region.parent_id].append(region)
    top_regions = []
    for root in regions[None]:
        leaves = list(_leaves(root, regions, countries))
        top_regions.append(
            {
                "region": root,
                "leaves": [leaf for leaf in leaves if leaf["countries"]],
                "silent": [leaf for leaf in leaves if not leaf["countries"]],
            }
        )
    return top_regions, countries[None]


def _leaves(region, regions, countries):
    inside = countries[region.code]
    if inside:
        yield {
            "region": region,
            "countries": [country for country in inside if country.count],
            "others": [country for country in inside if not country.count],
        }
    for below in regions[region.code]:
        yield from _leaves(below, regions, countries)


def list_companies_with_evidence(query, evidence):
    """Return the first companies of a search, A to Z, with their evidence, and the total count.

    `evidence` maps a list of member IDs to {member ID: columns to add}. The column `evidence` holds
    the citations.
    """
    listing = search.read_listing(query)
    evidence_by_id = evidence([row["id"] for row in listing.rows])
    rows = [row | evidence_by_id[row["id"]] for row in listing.rows]
    facets = {name: values[:MOST_RELATED_VALUES] for name, values in listing.answer.facets.items()}
    return {"rows": rows, "count": listing.count, "facets": facets}


def load_country_companies(country):
    """Return the companies in a country by kind of presence, and the count based there."""
    query = Query(
        country=frozenset({country.code}),
        facets=list_facets_beside("country"),
        page_size=MOST_COMPANIES,
    )
    headquarters_query = Query(hq=frozenset({country.code}))
    companies, headquartered = search.read_consistently(
        lambda snapshot: (
            list_companies_with_evidence(query, lambda ids: _presences(country, ids)),
            search.run_query(headquarters_query, snapshot).count,
        )
    )
    kinds = [
        {
            "label": label,
            "rows": [row for row in companies["rows"] if row["presence"] == kind],
        }
        for kind, label in PRESENCE_LABELS.items()
    ]
    return companies | {"kinds": [kind for kind in kinds if kind["rows"]], "hq": headquartered}


def _presences(country, ids):
    # A company may leave the country between the two queries; then everything is read again.
    presences = defaultdict(lambda: {"presence": "", "evidence": []})
    rows = CountryPresence.objects.filter(value=country, member__in=ids)
    for row in rows.values("member", "kind", "as_of", "source_url"):
        evidence = [{"url": row["source_url"], "as_of": row["as_of"]}]
        presences[row["member"]] = {"presence": row["kind"], "evidence": evidence}
    return presences


def load_offering_companies(parameter, slug):
    """Return the companies that offer a service or work in an area, with evidence and facets."""
    query = Query(
        **{parameter: frozenset({slug})},
        facets=list_facets_beside(parameter),
        page_size=MOST_COMPANIES,
    )
    key = FACETS_BY_NAME[parameter].vocabulary
    companies = search.read_consistently(
        lambda _: list_companies_with_evidence(query, lambda ids: _citations(f"{key}[{slug}]", ids))
    )
    return companies | {
        "kinds": [{"label": "", "rows": companies["rows"]}] if companies["rows"] else []
    }


def _citations(key, ids):
    citations = defaultdict(lambda: {"evidence": []})
    for row in Citation.objects.filter(key=key, member__in=ids).values("member", "url", "as_of"):
        citations[row["member"]]["evidence"].append(row)
    return citations


def list_neighbor_countries(country):
    """Return the other countries of the region that have companies, those with the most first."""
    counts = count_by_value("country")
    others = Country.objects.filter(region=country.region_id).exclude(pk=country.pk)
    return _counted(others if country.region_id else [], counts, "code")


def list_services_by_group():
    """Return the service groups, each with its services and their counts."""
    counts = count_by_value("service")
    groups = list(ServiceGroup.objects.prefetch_related("services"))
    for group in groups:
        group.counted = list(group.services.all())
        for service in group.counted:
            service.count = counts.get(service.slug, 0)
    return groups


def list_areas():
    """Return the therapeutic areas with their counts."""
    counts = count_by_value("area")
    rows = list(TherapeuticArea.objects.all())
    for row in rows:
        row.count = counts.get(row.slug, 0)
    return rows


def list_related_services(service):
    """Return the other services of the group that companies offer, those with the most first."""
    others = Service.objects.filter(group=service.group_id).exclude(pk=service.pk)
    return _counted(others, count_by_value("service"), "slug")


def _counted(rows, counts, key):
    rows = [row for row in rows if counts.get(getattr(row, key))]
    for row in rows:
        row.count = counts[getattr(row, key)]
    return sorted(rows, key=lambda row: -row.count)
