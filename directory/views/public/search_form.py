"""The context of the search form: facets with their counts, chips, ranges, and orders."""

from copy import copy
from dataclasses import replace

from django.http import QueryDict
from django.urls import reverse

from directory import search
from directory.document.problems import count_more
from directory.filters import ORDER_LABELS
from directory.search.facets import FACETS_BY_NAME, RANGES, sort_facets
from directory.search.query import ORDERINGS
from directory.views.public.search_problems import list_search_problems

CHOICES_IN_SIGHT = 12
MOST_WIDER_SEARCHES = 6
EITHER_MERGED = frozenset({"true", "false"})


def build_search_form(filterset, listing):
    """Return the context of the search page and its part; without a listing, of its error."""
    answer = listing.answer if listing and not listing.past_end else None
    counted = answer if answer and answer.facets else None
    chosen = [
        {"label": label_parameter(name, filterset), "value_label": label, "url": url}
        for name, _, label, url in filterset.chosen
    ]
    return {
        "filterset": filterset,
        "listing": listing,
        "facets": [build_facet(facet, filterset, counted) for facet in sort_facets("page_order")],
        "ranges": [build_range(figure, filterset, counted) for figure in RANGES],
        "problems": list_search_problems(filterset),
        "more_problems": count_more(sum(map(len, filterset.errors.as_data().values()))),
        "chosen": chosen,
        "exactly": link_exact_search(filterset) if answer and answer.corrected else "",
        "wider_searches": list_wider_searches(chosen, filterset)
        if listing and not listing.count
        else [],
        "orderings": list_orderings(filterset),
        "pages": build_page_links(filterset, listing),
    }


def label_parameter(name, filterset):
    """Return the short label of a parameter: of its facet, or else of its field."""
    name_of_facet = name.removesuffix("_all")
    if name_of_facet in FACETS_BY_NAME:
        return FACETS_BY_NAME[name_of_facet].label
    return filterset.form.fields[name].label


def link_exact_search(filterset):
    """Return the URL of the same search for the exact words."""
    data = filterset.narrowing()
    data["exact"] = "true"
    if "ordering" in filterset.data:
        data["ordering"] = filterset.data["ordering"]
    return f"?{data.urlencode()}"


def list_wider_searches(chosen, filterset):
    """Return wider searches that do match, with their counts, highest first."""
    ways, queries = [], []
    for item in chosen[:MOST_WIDER_SEARCHES]:
        without = type(filterset)(QueryDict(item["url"].removeprefix("?")), filterset.queryset)
        without.vocabulary = filterset.vocabulary
        ways.append(item | {"label": f"Remove {item['label'].lower()}"})
        queries.append(without.query)
    if "merged" not in filterset.data:
        url = f"?{filterset.narrowing().urlencode()}&merged=true&merged=false"
        words = {"label": "Include", "value_label": "companies that are now part of another"}
        ways.append(words | {"url": url})
        queries.append(replace(filterset.query, merged=EITHER_MERGED))
    counts = search.count_matches(queries, search.fetch_snapshot())
    found = [way | {"count": count} for way, count in zip(ways, counts, strict=True) if count]
    return sorted(found, key=lambda way: -way["count"])


def list_orderings(filterset):
    """Return the orders to choose from: (value, label, chosen). The default has the value "".

    So the URL has an order only if the visitor chose one, and a search that gains words is then
    ordered by relevance.
    """
    default = "relevance" if filterset.data.get("q") else "name"
    chosen = filterset.data.get("ordering", "")
    return [
        ("" if value == default else value, ORDER_LABELS[value], value == (chosen or default))
        for value in ORDERINGS
        if value != "relevance" or default == "relevance"
    ]


def build_facet(facet, filterset, answer):
    """Return the context of a facet: its values with their counts, and its "any" or "all" mode.

    In "all" mode, the inputs have the name of the `_all` parameter, so the form needs no other
    field for the mode. If the query has both parameters, the values of `_all` are in `required`.
    """
    name = facet.name
    values = answer.facets[name] if answer else ()
    labels = filterset.vocabulary.of(name)
    chosen = filterset.data.getlist(name)
    required = filterset.data.getlist(f"{name}_all") if facet.all_label else []
    by_all = bool(required) and not chosen
    if by_all:
        spellings = add_capitals(required)
        values = [value | {"selected": value["value"] in spellings} for value in values]
    first, rest = list(values[:CHOICES_IN_SIGHT]), values[CHOICES_IN_SIGHT:]
    if chosen or required:  # Chosen values stay visible and in place: one may have the focus.
        first += [value for value in rest if value["selected"]]
        rest = [value for value in rest if not value["selected"]]
    return {
        "name": f"{name}_all" if by_all else name,
        "id": name,
        "label": facet.label,
        "first": first,
        "rest": rest,
        "shown": len(values) > 1 or set(chosen) - facet.default or required,
        "control": "radio" if facet.is_single else "checkbox",
        "chosen": chosen,
        "kept": [] if answer else label_values(required if by_all else chosen, labels),
        "required": [] if by_all else label_values(required, labels),
        "required_name": f"{name}_all",
        "modes": list_facet_modes(name, filterset, by_all=by_all)
        if facet.all_label and answer
        else [],
    }


def add_capitals(values):
    """Return these values and their uppercase forms, because country codes match in any case."""
    return {*values, *(value.upper() for value in values)}


def list_facet_modes(name, filterset, *, by_all):
    """Return the modes of a facet with their URLs: (mode, URL, whether it is the current mode).

    The list is empty if no value is chosen.
    """
    chosen = filterset.data.getlist(name) + filterset.data.getlist(f"{name}_all")
    if not chosen:
        return []
    data = filterset.narrowing()
    found = []
    for words, key in (("any", name), ("all", f"{name}_all")):
        there = copy(data)
        for old in (name, f"{name}_all"):
            there.pop(old, None)
        there.setlist(key, list(dict.fromkeys(chosen)))
        if "ordering" in filterset.data:
            there["ordering"] = filterset.data["ordering"]
        found.append((words, f"?{there.urlencode()}", (key != name) == by_all))
    return found


def label_values(values, labels):
    """Return values as they are in the URL, each with its label, or itself if it has none."""
    return [(value, labels.get(value) or labels.get(value.upper(), value)) for value in values]


def build_range(figure, filterset, answer):
    """Return the context of a range: the values in the URL, and the range among the matches."""
    name = figure.name
    found = answer.ranges[name] if answer else None
    return {
        "name": name,
        "label": figure.label,
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


def build_page_links(filterset, listing):
    """Return the URLs of the first, previous, and next page; "" if there is no such page."""
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
