"""The search form as the page shows it: facets with their counts, chips, ranges, orders."""

from copy import copy
from dataclasses import replace

from django.http import QueryDict
from django.urls import reverse

from directory import search
from directory.filters import DEFAULTS, ORDER_LABELS
from directory.search.query import ORDERINGS, RANGES

SHOWN = 12
MOST_WAYS_OUT = 6
MERGED = frozenset({"true", "false"})
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
    answer = listing.answer if listing and not listing.past_end else None
    counted = answer if answer and answer.facets else None
    known = type(filterset).base_filters
    chosen = [
        {"label": filterset.form.fields[name].label, "value_label": label, "url": url}
        for name, _, label, url in filterset.chosen
    ]
    return {
        "filterset": filterset,
        "listing": listing,
        "facets": [facet(name, filterset, counted) for name in ORDER],
        "ranges": [extent(name, filterset, counted) for name in RANGES],
        "problems": [
            (name, getattr(known.get(name), "label", name), errors)
            for name, errors in filterset.errors.items()
        ],
        "chosen": chosen,
        "exactly": exactly(filterset) if answer and answer.mended else "",
        "ways_out": ways_out(chosen, filterset) if listing and not listing.count else [],
        "orderings": orderings(filterset),
        "pages": page_links(filterset, listing),
    }


def exactly(filterset):
    """The address of the same search for the words as they are typed."""
    data = filterset.narrowing()
    data["exact"] = "true"
    if "ordering" in filterset.data:
        data["ordering"] = filterset.data["ordering"]
    return f"?{data.urlencode()}"


def ways_out(chosen, filterset):
    """For a search that found nothing: what would find something, and how many companies."""
    ways, queries = [], []
    for item in chosen[:MOST_WAYS_OUT]:
        without = type(filterset)(QueryDict(item["url"].removeprefix("?")), filterset.queryset)
        without.vocabulary = filterset.vocabulary
        ways.append(item | {"label": f"Without {item['label'].lower()}"})
        queries.append(without.query)
    if "merged" not in filterset.data:
        url = f"?{filterset.narrowing().urlencode()}&merged=true&merged=false"
        words = {"label": "Also", "value_label": "companies that have become part of another"}
        ways.append(words | {"url": url})
        queries.append(replace(filterset.query, merged=MERGED))
    counts = search.count_each(queries, search.current())
    found = [way | {"count": count} for way, count in zip(ways, counts, strict=True) if count]
    return sorted(found, key=lambda way: -way["count"])


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
    """A facet: what may be chosen, with counts, by any or by all of the values.

    Where every value chosen must be met, the choices carry the name of the `_all` parameter: a
    form needs no other word for it. Where some must all be met and any of others, the former
    stand apart as `required`.
    """
    values = answer.facets[name] if answer else ()
    labels = filterset.vocabulary.of(name)
    chosen = filterset.data.getlist(name)
    required = filterset.data.getlist(f"{name}_all") if name in ALL_OF else []
    by_all = bool(required) and not chosen
    if by_all:
        taken = in_capitals(required)
        values = [value | {"selected": value["value"] in taken} for value in values]
    first, rest = list(values[:SHOWN]), values[SHOWN:]
    if chosen or required:  # what is chosen stays in sight, and where it was: it may have the focus
        first += [value for value in rest if value["selected"]]
        rest = [value for value in rest if not value["selected"]]
    return {
        "name": f"{name}_all" if by_all else name,
        "id": name,
        "label": LABELS[name],
        "first": first,
        "rest": rest,
        "shown": len(values) > 1 or set(chosen) - DEFAULTS.get(name, set()) or required,
        "control": "radio" if name in ONE_OF else "checkbox",
        "chosen": chosen,
        "kept": [] if answer else in_words(required if by_all else chosen, labels),
        "required": [] if by_all else in_words(required, labels),
        "required_name": f"{name}_all",
        "modes": modes(name, filterset, by_all=by_all) if name in ALL_OF and answer else [],
    }


def in_capitals(values):
    """Values as they are known, and as they may have been typed."""
    return {*values, *(value.upper() for value in values)}


def modes(name, filterset, *, by_all):
    """The ways to take what is chosen in a facet, with their addresses: (words, address, this one).

    None before something is chosen: one value is any and all of itself.
    """
    chosen = filterset.data.getlist(name) + filterset.data.getlist(f"{name}_all")
    if not chosen:
        return []
    data = filterset.narrowing()
    found = []
    for words, key in (("any of these", name), ("all of these", f"{name}_all")):
        there = copy(data)
        for old in (name, f"{name}_all"):
            there.pop(old, None)
        there.setlist(key, list(dict.fromkeys(chosen)))
        if "ordering" in filterset.data:
            there["ordering"] = filterset.data["ordering"]
        found.append((words, f"?{there.urlencode()}", (key != name) == by_all))
    return found


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
        "min_wrong": f"{name}_min" in filterset.errors,
        "max_wrong": f"{name}_max" in filterset.errors,
        "min_value": filterset.data.get(f"{name}_min", ""),
        "max_value": filterset.data.get(f"{name}_max", ""),
        "lowest": found.min if found else None,
        "highest": found.max if found else None,
        "stated": found.stated if found else None,
    }


def page_links(filterset, listing):
    """The addresses of the first page, and of those before and after."""
    links = {"first": "", "previous": "", "next": ""}
    if listing:
        data = copy(filterset.data)
        data.pop("page", None)
        links["first"] = f"?{data.urlencode()}" if data else reverse("member-list")
        for name, number in (("previous", listing.previous_number), ("next", listing.next_number)):
            if number:
                data["page"] = number
                links[name] = f"?{data.urlencode()}"
    return links
