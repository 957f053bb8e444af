"""The search form as the page shows it: facets with their counts, chips, ranges, orders."""

from directory.filters import ORDER_LABELS
from directory.search.query import ORDERINGS, RANGES

SHOWN = 12
LABELS = {
    "kind": "Kind of company",
    "country": "Country",
    "region": "Region",
    "hq": "Headquarters",
    "service": "Service",
    "area": "Therapeutic area",
    "modality": "Kind of product",
    "phase": "Phase",
    "membership": "Membership",
    "merged": "Independent or merged",
    "verified": "Confirmed by the company",
    "trials": "Trials (headline count)",
    "founded": "Year founded",
    "employees": "Employees",
}
ALL_OF = {"country", "service", "area", "phase"}
ONE_OF = {"verified"}
ORDER = ("country", "region", "service", "area", "phase", "kind", "modality", "hq", "membership")
ORDER += ("merged", "verified")


def form_context(filterset, listing):
    """The context of the search page and of its part; without a listing, of the page's error."""
    answer = listing.answer if listing else None
    chosen = list(filterset.chosen())
    return {
        "filterset": filterset,
        "listing": listing,
        "facets": [facet(name, filterset, answer) for name in ORDER],
        "ranges": [extent(name, filterset, answer) for name in RANGES],
        "chosen": [
            {"label": filterset.form.fields[name].label, "value_label": label, "url": url}
            for name, _, label, url in chosen
        ],
        "orderings": orderings(filterset),
        "pages": page_links(filterset, listing),
    }


def orderings(filterset):
    """The orders to choose from: (value, label, chosen). The usual one is no value at all.

    So an order is in the address only where it was chosen, and a search that gets words is
    ordered by how well they match.
    """
    usual = "relevance" if filterset.data.get("q") else "name"
    chosen = filterset.data.get("ordering", "")
    return [
        ("" if value == usual else value, ORDER_LABELS[value], value == (chosen or usual))
        for value in ORDERINGS
        if value != "relevance" or usual == "relevance"
    ]


def facet(name, filterset, answer):
    """A facet: what may be chosen, with counts; and what must be met by all."""
    values = answer.facets[name] if answer else ()
    labels = filterset.vocabulary.of(name)
    all_chosen = filterset.data.getlist(f"{name}_all") if name in ALL_OF else []
    kept = filterset.data.getlist(name)
    by_label = sorted(values, key=lambda value: value.label) if name in ALL_OF else []
    return {
        "name": name,
        "label": LABELS[name],
        "values": values,
        "first": values[:SHOWN],
        "rest": values[SHOWN:],
        "shown": len(values) > 1 or kept or all_chosen,
        "control": "radio" if name in ONE_OF else "checkbox",
        "chosen": kept,
        "kept": [] if answer else in_words(kept, labels),
        "all_name": f"{name}_all" if name in ALL_OF else "",
        "all_chosen": in_words(all_chosen, labels),
        "all_options": [(value.value, value.label) for value in by_label],
    }


def in_words(values, labels):
    """Values as they were typed, with their labels where they have one."""
    return [(value, labels.get(value) or labels.get(value.upper(), value)) for value in values]


def extent(name, filterset, answer):
    """A range: what was typed, and what there is."""
    found = answer.ranges[name] if answer else None
    return {
        "name": name,
        "label": LABELS[name],
        "min_name": f"{name}_min",
        "max_name": f"{name}_max",
        "min_value": filterset.data.get(f"{name}_min", ""),
        "max_value": filterset.data.get(f"{name}_max", ""),
        "lowest": found.min if found else None,
        "highest": found.max if found else None,
        "stated": found.stated if found else None,
    }


def page_links(filterset, listing):
    """The addresses of the pages before and after."""
    links = {"previous": "", "next": ""}
    if listing:
        for name, number in (("previous", listing.previous_number), ("next", listing.next_number)):
            if number:
                data = filterset.data.copy()
                data["page"] = number
                links[name] = f"?{data.urlencode()}"
    return links
