"""What the browse pages show: countries, services and areas, each with who works there.

Every count is a count of the search that it links to. Knows no HTTP.
"""

from collections import defaultdict

from directory import search
from directory.models import (
    Citation,
    Country,
    CountryPresence,
    Region,
    Service,
    ServiceGroup,
    TherapeuticArea,
)
from directory.profile.page import PAGE_PRESENCE_LABELS
from directory.search import Query

MOST_COMPANIES = 100
MOST_RELATED_VALUES = 10


def count_by_value(facet):
    """How many companies of the default result have each value of a facet, by value."""
    return search.read_answer(Query(facets=frozenset({facet}))).counted(facet)


def load_world_regions():
    """The great regions, each with its leaf regions: [{region, leaves, silent}].

    A leaf has the `countries` where companies are listed and the `others`; where there are only
    others it stands under `silent`. Also the countries of no region.
    """
    return search.read_consistently(_world)


def _world(snapshot):
    answer = search.run_query(Query(facets=frozenset({"country", "region"})), snapshot)
    found = {facet: answer.counted(facet) for facet in answer.facets}
    countries, regions = defaultdict(list), defaultdict(list)
    for country in Country.objects.all():
        country.count = found["country"].get(country.code, 0)
        countries[country.region_id].append(country)
    for region in Region.objects.all():
        region.count = found["region"].get(region.slug, 0)
        regions[region.parent_id].append(region)
    great = []
    for root in regions[None]:
        leaves = list(_leaves(root, regions, countries))
        great.append(
            {
                "region": root,
                "leaves": [leaf for leaf in leaves if leaf["countries"]],
                "silent": [leaf for leaf in leaves if not leaf["countries"]],
            }
        )
    return great, countries[None]


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
    """The first companies of a search, A to Z, each with its evidence; and how many there are.

    `evidence` gives {member id: columns to add} for a list of ids, among them `evidence`, the
    citations.
    """
    listing = search.read_listing(query)
    found = evidence([row["id"] for row in listing.rows])
    rows = [row | found[row["id"]] for row in listing.rows]
    facets = {name: values[:MOST_RELATED_VALUES] for name, values in listing.answer.facets.items()}
    return {"rows": rows, "count": listing.count, "facets": facets}


def load_country_companies(country):
    """Who works in a country, under the kinds of presence; what they offer; who sits there."""
    query = Query(
        country=frozenset({country.code}),
        facets=frozenset({"service", "area"}),
        page_size=MOST_COMPANIES,
    )
    sits = Query(hq=frozenset({country.code}))
    found, headquartered = search.read_consistently(
        lambda snapshot: (
            list_companies_with_evidence(query, lambda ids: _presences(country, ids)),
            search.run_query(sits, snapshot).count,
        )
    )
    kinds = [
        {
            "label": label,
            "rows": [row for row in found["rows"] if row["presence"] == kind],
        }
        for kind, label in PAGE_PRESENCE_LABELS.items()
    ]
    return found | {"kinds": [kind for kind in kinds if kind["rows"]], "hq": headquartered}


def _presences(country, ids):
    # A company may leave the country between two queries: then all is read again.
    found = defaultdict(lambda: {"presence": "", "evidence": []})
    rows = CountryPresence.objects.filter(value=country, member__in=ids)
    for row in rows.values("member", "kind", "as_of", "source_url"):
        evidence = [{"url": row["source_url"], "as_of": row["as_of"]}]
        found[row["member"]] = {"presence": row["kind"], "evidence": evidence}
    return found


def load_offering_companies(parameter, slug):
    """Who offers a service or works in an area, with the evidence; where they work, and on what."""
    beside = {"service": "area", "area": "service"}[parameter]
    query = Query(
        **{parameter: frozenset({slug})},
        facets=frozenset({"country", beside}),
        page_size=MOST_COMPANIES,
    )
    key = {"service": "services", "area": "areas"}[parameter]
    found = search.read_consistently(
        lambda _: list_companies_with_evidence(query, lambda ids: _citations(f"{key}[{slug}]", ids))
    )
    return found | {"kinds": [{"label": "", "rows": found["rows"]}] if found["rows"] else []}


def _citations(key, ids):
    found = defaultdict(lambda: {"evidence": []})
    for row in Citation.objects.filter(key=key, member__in=ids).values("member", "url", "as_of"):
        found[row["member"]]["evidence"].append(row)
    return found


def list_neighbor_countries(country):
    """The other countries of a country's region in which companies work, most companies first."""
    found = count_by_value("country")
    others = Country.objects.filter(region=country.region_id).exclude(pk=country.pk)
    return _counted(others if country.region_id else [], found, "code")


def list_services_by_group():
    """Service groups, each with its services and their counts."""
    found = count_by_value("service")
    groups = list(ServiceGroup.objects.prefetch_related("services"))
    for group in groups:
        group.counted = list(group.services.all())
        for service in group.counted:
            service.count = found.get(service.slug, 0)
    return groups


def list_areas():
    """Therapeutic areas with their counts."""
    found = count_by_value("area")
    rows = list(TherapeuticArea.objects.all())
    for row in rows:
        row.count = found.get(row.slug, 0)
    return rows


def list_related_services(service):
    """The other services of a service's group that companies offer."""
    others = Service.objects.filter(group=service.group_id).exclude(pk=service.pk)
    return _counted(others, count_by_value("service"), "slug")


def _counted(rows, found, key):
    rows = [row for row in rows if found.get(getattr(row, key))]
    for row in rows:
        row.count = found[getattr(row, key)]
    return sorted(rows, key=lambda row: -row.count)
