"""What the company does: services by group, therapeutic areas, kinds of product, phases."""

from django.utils.text import slugify

SERVICE_FIELDS = ("services", "areas", "modalities", "phases")


def read_posted_services(posted, before, *, staff):
    """What is ticked, in the order of the document: by code."""
    return {key: sorted(posted.codes(key)) for key in SERVICE_FIELDS}


def show_services(sheet):
    """Choices by group, each ticked or not; what is ticked and not known is kept in sight."""
    vocabulary = sheet.vocabulary
    groups = [
        show_choice_group(
            sheet, "services", label, {slug: vocabulary.services[slug] for slug in slugs}
        )
        for label, slugs in vocabulary.service_groups
    ]
    return {
        "groups": groups,
        "lists": [
            show_choice_group(sheet, "areas", "Therapeutic areas", vocabulary.areas),
            show_choice_group(sheet, "modalities", "Modalities", vocabulary.modalities),
            show_choice_group(sheet, "phases", "Phases", vocabulary.phases),
        ],
    }


def show_choice_group(sheet, name, label, labels):
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


def list_citable_services(sheet):
    """What a source of this section may show: each thing that is ticked."""
    vocabulary = sheet.vocabulary
    return {
        f"{key}[{code}]": getattr(vocabulary, key).get(code, code)
        for key in SERVICE_FIELDS
        for code in sheet.value(key) or []
    }
