"""Countries: those that are listed, each with what stands there and who says so; more to tick."""

from collections import defaultdict

from directory import search
from directory.profile.page import PAGE_PRESENCE_LABELS

COUNTRY_FIELDS = ("countries",)
PRESENCE_CHOICES = {
    "operations": "Operations: conducts trials there",
    "office": "Office: has staff based there",
    "subsidiary": "Subsidiary: a separate legal entity there",
}
ELSEWHERE_LABEL = "Elsewhere"


def read_posted_countries(posted, before, *, staff):
    """The countries, as posted: those kept, then those added with what is said of all of them."""
    found = [item for row in posted.rows("countries") if (item := read_posted_country(posted, row))]
    listed = {item["code"] for item in found}
    of_all = {
        "kind": posted.text("added.kind") or "operations",
        "as_of": posted.value("added.as_of"),
        "source_url": posted.text("added.source_url"),
    }
    found += [
        {"code": code} | of_all for code in list_added_countries(posted) if code not in listed
    ]
    return {"countries": found}


def read_posted_country(posted, row):
    """One country that was listed; None where it is unticked."""
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
    """The codes ticked, with those of each region that is ticked as a whole."""
    regions = set(posted.codes("region"))
    region_of = search.fetch_vocabulary().region_of
    whole = [code for code, region in region_of.items() if region in regions]
    return list(dict.fromkeys([*posted.codes("add"), *whole]))


def show_countries(sheet):
    """The countries that are listed, by region; those that are not; what goes for all."""
    listed = [item.get("code") for item in sheet.value("countries") or []]
    rows = defaultdict(list)
    for row, code in enumerate(listed):
        rows[find_region_name(sheet, code)].append(show_country_row(sheet, row, code))
    return {
        "regions": [
            (region, sorted(rows[region], key=pick_country_name)) for region in sorted(rows)
        ],
        "count": len(listed),
        "errors": sheet.errors("countries"),
        "more": list_countries_to_add(sheet, set(listed)),
        "all": [
            sheet.control("all.as_of", "New date for all (optional)", kind="date"),
            sheet.control("all.source_url", "New source for all (optional)", kind="url"),
        ],
        "added": [
            sheet.control(
                "added.kind", "Presence", choices=PRESENCE_CHOICES.items(), value="operations"
            ),
            sheet.control("added.as_of", "As of", kind="date"),
            sheet.control("added.source_url", "Source URL", kind="url"),
        ],
    }


def find_region_name(sheet, code):
    """The name of a country's region."""
    return sheet.vocabulary.regions.get(sheet.vocabulary.region_of.get(code), ELSEWHERE_LABEL)


def pick_country_name(row):
    """Countries stand A to Z."""
    return row["name"]


def show_country_row(sheet, row, code):
    """The controls of one country."""
    path, name = f"countries[{row}]", sheet.vocabulary.countries.get(code, code)
    sheet.anchor(path, f"{path}.keep", name)
    return {
        "path": path,
        "code": code,
        "name": name,
        "errors": sheet.errors(path) + sheet.errors(f"{path}.code"),
        "controls": [
            sheet.control(
                f"{path}.kind", f"{name}: presence", choices=PAGE_PRESENCE_LABELS.items()
            ),
            sheet.control(f"{path}.as_of", f"{name}: as of", kind="date"),
            sheet.control(f"{path}.source_url", f"{name}: source URL", kind="url"),
        ],
    }


def list_countries_to_add(sheet, listed):
    """The countries that may be ticked, by region: (slug, region, [(code, name)])."""
    found = defaultdict(list)
    for code, name in sheet.vocabulary.countries.items():
        if code not in listed:
            found[sheet.vocabulary.region_of.get(code, "")].append((code, name))
    regions = [
        (slug or "elsewhere", sheet.vocabulary.regions.get(slug, ELSEWHERE_LABEL), countries)
        for slug, countries in found.items()
    ]
    return sorted(regions, key=lambda region: region[1])


def list_citable_countries(sheet):
    """What a source of this section may show."""
    return {"countries": "The list as a whole"}
