"""The context of the search form: facets with their counts, chips, ranges, and orders."""

from copy import copy
from dataclasses import replace

from django.http import QueryDict
from django.urls import reverse

from directory import dates, search
from directory.document.problems import count_more
from directory.filters import ORDER_LABELS
from directory.search.facets import FACETS, FACETS_BY_NAME, RANGES, RANGES_BY_NAME, sort_facets
from directory.search.query import ORDERINGS, SEARCH_PAGE_SIZE
from directory.views.public.search_problems import list_search_problems

CHOICES_IN_SIGHT = 12
OPEN_FACETS = 5  # The first ones, for country to phase; the others open once they are used.
MOST_WIDER_SEARCHES = 6
# The parameters with a control in the form; hidden inputs send all others along.
SHOWN_PARAMETERS = {"q", "updated_since"}.union(*(shown.parameters for shown in (*FACETS, *RANGES)))
EITHER_MERGED = frozenset({"true", "false"})


def build_search_form(filterset, listing):
    """Return the context of the search page and its part; without a listing, of its error."""
    answer = listing.answer if listing and not listing.past_end else None
    counted = answer if answer and answer.facets else None
    chosen, contradictions = list_chosen(filterset), list_contradictions(filterset)
    return {
        "filterset": filterset,
        "listing": listing,
        "facets": [build_facet(facet, filterset, counted) for facet in sort_facets("page_order")],
        "ranges": [build_range(figure, filterset, counted, contradictions) for figure in RANGES],
        "problems": list_search_problems(filterset),
        "more_problems": count_more(sum(map(len, filterset.errors.as_data().values()))),
        "chosen": chosen,
        "chosen_groups": group_chosen(chosen),
        "contradictions": contradictions,
        "unreported": list_unreported(filterset, answer),
        "updated_since": read_day(filterset),
        "hidden": list_hidden_inputs(filterset),
        "exactly": link_exact_search(filterset) if answer and answer.corrected else "",
        "wider_searches": list_wider_searches(chosen, filterset)
        if listing and not listing.count
        else [],
        "orderings": list_orderings(filterset),
        "pages": build_page_links(filterset, listing),
    }


def list_hidden_inputs(filterset):
    """Return the parameters of the search without a control in the form, as (name, value).

    The form sends them along, so that no new choice drops them. Invalid ones have no control to
    correct them, so they are left out.
    """
    return [
        (name, value)
        for name, values in filterset.narrowing().lists()
        if name not in SHOWN_PARAMETERS and name not in filterset.errors
        for value in values
    ]


def list_chosen(filterset):
    """Return the active filters: the labels of group, parameter, and value, and the URL without."""
    return [
        label_parameter(name, filterset) | {"value_label": label_value(name, label), "url": url}
        for name, _, label, url in filterset.chosen
    ]


def label_parameter(name, filterset):
    """Return the short label of a parameter: of its facet, or else of its field.

    The label of its group also says if all values are required.
    """
    owner = FACETS_BY_NAME.get(name.removesuffix("_all")) or RANGES_BY_NAME.get(name[:-4])
    label = owner.label if owner else filterset.form.fields[name].label
    return {"label": label, "group": f"{label} (all of)" if name.endswith("_all") else label}


def label_value(name, label):
    """Return the label of a value; that of a range says which end it is."""
    figure = RANGES_BY_NAME.get(name[:-4])
    if figure is None:
        return label
    return (figure.min_phrase if name.endswith("_min") else figure.max_phrase).format(label)


def group_chosen(chosen):
    """Return the active filters as (label, filters), those of one facet or figure together."""
    groups = {}
    for item in chosen:
        groups.setdefault(item["group"], []).append(item)
    return list(groups.items())


def list_contradictions(filterset):
    """Return the filters that no company can meet: what is wrong, and a link that fixes it."""
    if filterset.errors:
        return []
    found, query = [], filterset.query
    for figure in RANGES:
        lowest, highest = (getattr(query, name) for name in figure.parameters)
        if None not in {lowest, highest} and lowest > highest:
            turned = dict(zip(figure.parameters, (highest, lowest), strict=True))
            text = f"This range is reversed: {lowest} is greater than {highest}."
            link = f"Search from {highest} to {lowest}"
            url = link_search(filterset, turned)
            found.append({"label": figure.label, "text": text, "link": link, "url": url})
    if query.updated_since and query.updated_since.date() > dates.today():
        url = link_search(filterset, {"updated_since": None})
        words = {"label": "Updated since", "text": "This day is in the future."}
        found.append(words | {"link": "Remove this filter", "url": url})
    return found


def list_unreported(filterset, answer):
    """Return the filters that leave out companies which report nothing to filter by.

    Each has their number and a link to the list without the filter. If an order by the figure
    exists, the link leads to the page on which these companies begin, after all others.
    """
    found = []
    for name, (reporting, lacking) in answer.unreported.items() if answer else ():
        if not lacking:
            continue
        filtered = FACETS_BY_NAME.get(name) or RANGES_BY_NAME[name]
        changes, ordering = dict.fromkeys(filtered.parameters), filtered.ordering
        if ordering:
            number = reporting // SEARCH_PAGE_SIZE + 1
            changes |= {"ordering": ordering, "page": number if number > 1 else None}
        found.append(
            {
                "count": lacking,
                "without": describe_lack(name),
                "at_end": bool(ordering),
                "url": link_search(filterset, changes),
            }
        )
    return found


def describe_lack(name):
    """Return what companies lack that report nothing of a facet or figure."""
    if name in RANGES_BY_NAME:
        return RANGES_BY_NAME[name].unreported
    facet = FACETS_BY_NAME[FACETS_BY_NAME[name].derived_from or name]
    return f"listed {facet.plural or facet.noun}"


def link_search(filterset, changes):
    """Return the URL of the search from page 1 with these changes; None removes a parameter."""
    data = filterset.narrowing()
    if "ordering" in filterset.data:
        data["ordering"] = filterset.data["ordering"]
    for name, value in changes.items():
        data.pop(name, None)
        if value is not None:
            data[name] = str(value)
    return f"?{data.urlencode()}" if data else reverse("member-list")


def read_day(filterset):
    """Return `updated_since` as it is in the URL, and whether a date input can show it."""
    value = filterset.data.get("updated_since", "")
    is_day = len(value) == dates.DAY_LENGTH and "updated_since" not in filterset.errors
    return {"value": value, "is_day": is_day or not value}


def link_exact_search(filterset):
    """Return the URL of the same search for the exact words."""
    return link_search(filterset, {"exact": "true"})


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
    The inputs that are checked send every value of the query, also those that no company has.
    """
    name = facet.name
    values = answer.facets[name] if answer else ()
    labels = filterset.vocabulary.of(name)
    chosen = filterset.list_values(name)
    required = filterset.list_values(f"{name}_all")
    by_all = bool(required) and not chosen
    if chosen and required:  # A list of choices sends one parameter, so it shows one.
        values = [value | {"selected": value["value"] in chosen} for value in values]
    is_narrowed = bool(required) or set(chosen) not in (set(), facet.default)
    branches = build_branches(values, filterset.vocabulary.parents_of(name))
    first, rest = split_choices(() if branches else values)
    return {
        "name": f"{name}_all" if by_all else name,
        "id": name,
        "label": facet.label,
        "noun": facet.noun,
        "plural": facet.plural,
        "branches": branches,
        "first": first,
        "rest": rest,
        "open": facet.page_order <= OPEN_FACETS or is_narrowed,
        "shown": len(values) > 1 or is_narrowed,
        "control": "radio" if facet.is_single else "checkbox",
        "chosen": chosen,
        "kept": [] if answer else label_values(required if by_all else chosen, labels),
        "required": [] if by_all else label_values(required, labels),
        "required_name": f"{name}_all",
        "modes": list_facet_modes(name, filterset, by_all=by_all)
        if facet.all_label and answer
        else [],
    }


def split_choices(values):
    """Return the first choices with all selected ones, which stay visible, and the others."""
    first, rest = list(values[:CHOICES_IN_SIGHT]), values[CHOICES_IN_SIGHT:]
    selected = [value for value in rest if value["selected"]]
    return first + selected, [value for value in rest if not value["selected"]]


def build_branches(values, parents):
    """Return the values of a facet as a tree: (root, its descendants with their levels).

    A value whose parent isn't listed belongs to its nearest listed ancestor. On each level, the
    values stay in their order. The list is empty if `parents` is.
    """
    roots, children = [], {}
    listed = {value["value"] for value in values} if parents else ()
    for value in values if parents else ():
        parent = parents[value["value"]]
        while parent and parent not in listed:
            parent = parents[parent]
        (children.setdefault(parent, []) if parent else roots).append(value)

    def list_below(root, level):
        for value in children.get(root["value"], ()):
            yield level, value
            yield from list_below(value, level + 1)

    branches = [{"root": root, "below": list(list_below(root, 2))} for root in roots]
    for branch in branches:
        branch["open"] = any(value["selected"] for _, value in branch["below"])
    return branches


def list_facet_modes(name, filterset, *, by_all):
    """Return the modes of a facet: (mode, parameter, URL, whether it is the current mode).

    The list is empty if no value is chosen.
    """
    chosen = filterset.list_values(name) + filterset.list_values(f"{name}_all")
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
        found.append((words, key, f"?{there.urlencode()}", (key != name) == by_all))
    return found


def label_values(values, labels):
    """Return values as they are in the URL, each with its label, or itself if it has none."""
    return [(value, labels.get(value, value)) for value in values]


def build_range(figure, filterset, answer, contradictions):
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
        "reversed": any(item["label"] == figure.label for item in contradictions),
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
