"""What the company does: services by group, therapeutic areas, kinds of product, phases."""

from django.utils.text import slugify

KEYS = ("services", "areas", "modalities", "phases")


def read(posted, before, *, staff):
    """What is ticked, in the order of the document: by code."""
    return {key: sorted(posted.codes(key)) for key in KEYS}


def show(sheet):
    """Choices by group, each ticked or not; what is ticked and not known is kept in sight."""
    vocabulary = sheet.vocabulary
    groups = [
        group(sheet, "services", label, {slug: vocabulary.services[slug] for slug in slugs})
        for label, slugs in vocabulary.service_groups
    ]
    return {
        "groups": groups,
        "lists": [
            group(sheet, "areas", "Therapeutic areas", vocabulary.areas),
            group(sheet, "modalities", "Kinds of product", vocabulary.modalities),
            group(sheet, "phases", "Phases", vocabulary.phases),
        ],
    }


def group(sheet, name, label, labels):
    """The choices of one list."""
    chosen = sheet.value(name) or []
    place = f"{name}-{slugify(label)}"
    sheet.anchor(name, place, label)
    return {
        "id": place,
        "name": name,
        "label": label,
        "choices": [(value, text, value in chosen) for value, text in labels.items()],
        "count": sum(value in chosen for value in labels),
    }


def cited(sheet):
    """What a source of this section may show: each thing that is ticked."""
    vocabulary = sheet.vocabulary
    return {
        f"{key}[{code}]": getattr(vocabulary, key).get(code, code)
        for key in KEYS
        for code in sheet.value(key) or []
    }
