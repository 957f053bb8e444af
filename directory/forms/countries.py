"""Countries: the listed ones, each with its presence, date, and source; and others to add."""

from collections import defaultdict

from directory import search
from directory.document.labels import PRESENCE_CHOICE_LABELS, PRESENCE_LABELS

COUNTRY_FIELDS = ("countries",)
ELSEWHERE_LABEL = "Elsewhere"


def read_posted_countries(posted, before, *, staff):
    """Return the countries kept, then those added, which share their kind, date, and source."""
    countries = [
        item for row in posted.rows("countries") if (item := read_posted_country(posted, row))
    ]
    listed = {item["code"] for item in countries}
    shared = {
        "kind": posted.text("added.kind") or "operations",
        "as_of": posted.value("added.as_of"),
        "source_url": posted.text("added.source_url"),
    }
    countries += [
        {"code": code} | shared for code in list_added_countries(posted) if code not in listed
    ]
    return {"countries": countries}


def read_posted_country(posted, row):
    """Return one listed country, or None if it was unchecked."""
    path = f"countries[{row}]"
    if f"{path}.keep" not in posted:
        return None
    date, source = posted.value("all.as_of"), posted.text("all.source_url")
    return {
        "code": posted.text(f"{path}.code"),
        "kind": posted.value(f"{path}.kind"),
        "as_of": date or posted.value(f"{path}.as_of"),
        "source_url": source or posted.text(f"{path}.source_url"),
    }


def list_added_countries(posted):
    """Return the checked codes, and the codes of each region that was checked as a whole."""
    regions = set(posted.codes("region"))
    region_of = search.fetch_vocabulary().region_of
    whole = [code for code, region in region_of.items() if region in regions]
    return list(dict.fromkeys([*posted.codes("add"), *whole]))


def show_countries(bound):
    """Return the context: listed countries by region, countries to add, and the shared controls."""
    listed = [item.get("code") for item in bound.value("countries") or []]
    rows = defaultdict(list)
    for row, code in enumerate(listed):
        rows[find_region_name(bound, code)].append(show_country_row(bound, row, code))
    return {
        "regions": [
            (region, sorted(rows[region], key=pick_country_name)) for region in sorted(rows)
        ],
        "count": len(listed),
        "errors": bound.errors("countries"),
        "more": list_countries_to_add(bound, set(listed)),
        "all": [
            bound.control("all.as_of", "New date for all (optional)", kind="date"),
            bound.control("all.source_url", "New source for all (optional)", kind="url"),
        ],
        "added": [
            bound.control(
                "added.kind", "Presence", choices=PRESENCE_CHOICE_LABELS.items(), value="operations"
            ),
            bound.control("added.as_of", "As of (optional)", kind="date"),
            bound.control("added.source_url", "Source URL (optional)", kind="url"),
        ],
    }


def find_region_name(bound, code):
    """Return the name of a country's region, or `ELSEWHERE_LABEL` if it has none."""
    return bound.vocabulary.regions.get(bound.vocabulary.region_of.get(code), ELSEWHERE_LABEL)


def pick_country_name(row):
    """Return the sort key of a country's row: countries are sorted by name."""
    return row["name"]


def show_country_row(bound, row, code):
    """Return the controls of one country."""
    path, name = f"countries[{row}]", bound.vocabulary.countries.get(code, code)
    bound.anchor(path, f"{path}.keep", name)
    return {
        "path": path,
        "code": code,
        "name": name,
        "errors": bound.errors(path) + bound.errors(f"{path}.code"),
        "controls": [
            bound.control(f"{path}.kind", f"{name}: presence", choices=PRESENCE_LABELS.items()),
            bound.control(f"{path}.as_of", f"{name}: as of", kind="date"),
            bound.control(f"{path}.source_url", f"{name}: source URL", kind="url"),
        ],
    }


def list_countries_to_add(bound, listed):
    """Return the countries not yet listed, by region: (slug, region, [(code, name)])."""
    countries_of = defaultdict(list)
    for code, name in bound.vocabulary.countries.items():
        if code not in listed:
            countries_of[bound.vocabulary.region_of.get(code, "")].append((code, name))
    regions = [
        (slug or "elsewhere", bound.vocabulary.regions.get(slug, ELSEWHERE_LABEL), countries)
        for slug, countries in countries_of.items()
    ]
    return sorted(regions, key=lambda region: region[1])


def list_citable_countries(bound):
    """Return the citation keys of this section, with labels."""
    return {"countries": "The list as a whole"}
