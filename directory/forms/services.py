"""The company's services by group, therapeutic areas, modalities, and phases."""

from django.utils.text import slugify

from directory.document.structure import CODE_LIST_FIELDS


def read_posted_services(posted, before, *, staff):
    """Return the checked codes, sorted as in the document: by code."""
    return {key: sorted(posted.codes(key)) for key in CODE_LIST_FIELDS}


def show_services(bound):
    """Return the choices by group, each checked or not."""
    vocabulary = bound.vocabulary
    groups = [
        show_choice_group(
            bound, "services", label, {slug: vocabulary.services[slug] for slug in slugs}
        )
        for label, slugs in vocabulary.service_groups
    ]
    return {
        "groups": groups,
        "lists": [
            show_choice_group(bound, "areas", "Therapeutic areas", vocabulary.areas),
            show_choice_group(bound, "modalities", "Modalities", vocabulary.modalities),
            show_choice_group(bound, "phases", "Phases", vocabulary.phases),
        ],
    }


def show_choice_group(bound, name, label, labels):
    """Return the choices of one list."""
    chosen = bound.value(name) or []
    place = f"{name}-{slugify(label)}"
    bound.anchor(name, place, label)
    return {
        "id": place,
        "name": name,
        "label": label,
        "choices": [(value, text, value in chosen) for value, text in labels.items()],
        "count": sum(value in chosen for value in labels),
    }


def list_citable_services(bound):
    """Return the citation keys of this section, with labels: one for each checked choice."""
    vocabulary = bound.vocabulary
    return {
        f"{key}[{code}]": getattr(vocabulary, key).get(code, code)
        for key in CODE_LIST_FIELDS
        for code in bound.value(key) or []
    }
