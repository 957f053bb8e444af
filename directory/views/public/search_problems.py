"""The problems of a search, in words for people, with links that correct it."""

from itertools import islice
from urllib.parse import urlencode

from django.urls import reverse

from directory.document.problems import MAX_LISTED_PROBLEMS
from directory.parameters import (
    MOST_ALLOWED_VALUES_NAMED,
    TRANSLATED_VALUES,
    UnknownParameterError,
    UnknownValueError,
    shorten_value,
    split_query,
)
from directory.search.facets import FACETS_BY_NAME

MOST_LINKED_PARAMETERS = 50  # of a search whose corrections are linked


def list_search_problems(filterset):
    """Return the first problems of a search, each as the context of `public/_problem.html`."""
    found = (
        describe_problem(filterset, name, error)
        for name, errors in filterset.errors.as_data().items()
        for error in errors
    )
    return list(islice(found, MAX_LISTED_PROBLEMS))


def describe_problem(filterset, name, error):
    """Return a problem: its label, its words, and the links that correct or drop the value."""
    declared = type(filterset).base_filters.get(name)
    problem = {
        "label": getattr(declared, "label", ""),
        "words": " ".join(error.messages),
        "without": link_without(filterset, name, getattr(error, "value", None)) if name else "",
    }
    if isinstance(error, UnknownValueError):
        problem |= describe_unknown_value(filterset, name, error)
    elif isinstance(error, UnknownParameterError):
        problem |= describe_unknown_parameter(filterset, name, error)
    return problem


def describe_unknown_value(filterset, name, error):
    """Return the words for a value that isn't recognized, the nearest one, and where all are."""
    labels = dict(filterset.form.fields[name].choices)
    choices = [
        {"label": label, "url": link_with_value(filterset, name, error.value, value)}
        for value, label in islice(labels.items(), MOST_ALLOWED_VALUES_NAMED)
    ]
    nearest = {
        "label": labels.get(error.nearest),
        "url": link_with_value(filterset, name, error.value, error.nearest),
    }
    return {
        "words": f"“{shorten_value(error.value)}” isn’t recognized.",
        "nearest": nearest if error.nearest and nearest["url"] else None,
        "choices": choices if len(labels) <= MOST_ALLOWED_VALUES_NAMED else [],
        "list": find_list_page(name) if len(labels) > MOST_ALLOWED_VALUES_NAMED else None,
    }


def describe_unknown_parameter(filterset, name, error):
    """Return the words for a filter that doesn't exist, and the one that was meant."""
    nearest = error.nearest
    meant = type(filterset).base_filters.get(nearest)
    takes_the_value = meant and name not in TRANSLATED_VALUES
    return {
        "label": "Address",
        "words": f"“{shorten_value(name)}” isn’t a filter of this search.",
        "nearest": {"label": nearest, "url": link_with_name(filterset, name, nearest)}
        if takes_the_value
        else None,
    }


def find_list_page(name):
    """Return the page that lists the values of a facet, as {label, url}, or None if it has none."""
    facet = FACETS_BY_NAME.get(name.removesuffix("_all"))
    if facet is None or not (facet.has_page or facet.is_place):
        return None
    listed = facet if facet.has_page else FACETS_BY_NAME["country"]
    return {
        "label": f"all {facet.plural or listed.plural}",
        "url": reverse(f"{listed.name}-list"),
    }


def link_with_value(filterset, name, wrong, value):
    """Return the URL of the same search with one value in place of a wrong one."""
    return link_changed(
        filterset,
        lambda key, sent: (key, value) if (key, sent) == (name, wrong) else (key, sent),
    )


def link_with_name(filterset, name, meant):
    """Return the URL of the same search with one parameter under another name."""
    return link_changed(filterset, lambda key, sent: (meant if key == name else key, sent))


def link_without(filterset, name, value):
    """Return the URL of the same search without a parameter, or without one value of it."""
    return link_changed(
        filterset,
        lambda key, sent: None if key == name and value in (None, sent) else (key, sent),
    )


def link_changed(filterset, change):
    """Return the URL of a search whose parameters were changed, without its page number.

    Return "" if nothing would change, or if there are more parameters than a person chose.
    """
    asked = list_asked(filterset.asked)
    changed = [change(key, sent) for key, sent in asked]
    if changed == asked or len(asked) > MOST_LINKED_PARAMETERS:
        return ""
    kept = dict.fromkeys(pair for pair in changed if pair and pair[0] != "page")
    return f"?{urlencode(list(kept))}" if kept else reverse("member-list")


def list_asked(query_string):
    """Return the parameters of a request that aren't empty, as (name, value) without spaces."""
    return [(key, sent.strip()) for key, sent in split_query(query_string) if sent.strip()]
