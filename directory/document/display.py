"""The values of a profile in words.

Values that differ have different texts, because a change is shown by both of its values.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from directory.dates import format_partial_date
from directory.document.diff import index_by_key, is_keyed_field
from directory.document.labels import (
    BASIS_LABELS,
    FIELD_LABELS,
    MEASURE_UNITS,
    NAME_TYPE_LABELS,
    PRESENCE_LABELS,
    QUALIFIER_COMPARED_LABELS,
    VocabularyLabels,
)
from directory.document.structure import CODE_LIST_FIELDS
from directory.terms import Document

# Errors from describing a value that doesn't have the form of its field.
MALFORMED_VALUE_ERRORS = (AttributeError, IndexError, KeyError, TypeError, ValueError)


@dataclass(frozen=True)
class DescribedItem:
    """One item of a list in words: its name, and the details stated about it."""

    name: str
    detail: str

    def __str__(self) -> str:
        return f"{self.name} ({self.detail})" if self.detail else self.name


def label_path(path: str, value: Any, vocabulary: VocabularyLabels) -> str:
    """Return the label of a field, or of an item or part of it, by its path."""
    field = parse_field(path)
    label = FIELD_LABELS.get(field, field)
    if path == field:
        return label
    if not is_keyed_field(field):
        return f"{label}: {path.rpartition('.')[2].upper()}"
    try:
        return f"{label}: {describe_item(field, parse_item_key(path), value, vocabulary).name}"
    except MALFORMED_VALUE_ERRORS:
        return label


def describe_value_at(path: str, value: Any, vocabulary: VocabularyLabels) -> str:
    """Return the value at a path in words, "" for None.

    A value that doesn't have the form of its field is returned as submitted: text as it is,
    anything else as JSON.
    """
    field = parse_field(path)
    if value is None:
        return ""
    try:
        if not is_keyed_field(field):
            plain = path != field or field not in VALUE_DESCRIBERS
            if plain and isinstance(value, dict | list):
                raise TypeError
            return describe_value(path, value, vocabulary)
        if path != field:
            return str(describe_item(field, parse_item_key(path), value, vocabulary))
        items = index_by_key(field, value).items()
        return "; ".join(str(describe_item(field, key, item, vocabulary)) for key, item in items)
    except MALFORMED_VALUE_ERRORS:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def parse_field(path: str) -> str:
    """Return the field at the start of a path."""
    return path.partition("[")[0].partition(".")[0]


def parse_item_key(path: str) -> str:
    """Return an item's key from its path; the key of a citation may contain brackets."""
    return path.partition(".")[2] if path.startswith("links.") else path.partition("[")[2][:-1]


def describe_value(field: str, value: Any, vocabulary: VocabularyLabels) -> str:
    """Return the value of a field in words, "" if it is empty."""
    describe = VALUE_DESCRIBERS.get(field)
    if value is None or value == "":
        return ""
    return describe(value, vocabulary) if describe else str(value)


def join_parts(*parts: str | None, by: str = "; ") -> str:
    """Join the non-empty parts."""
    return by.join(filter(None, parts))


def _evidence(value: Document) -> str:
    dated = f"as of {format_partial_date(value['as_of'])}" if value["as_of"] else "undated"
    return join_parts(dated, value["source_url"] or "no source")


def _place(value: Document, vocabulary: VocabularyLabels) -> str:
    country = value["country"]
    return join_parts(
        value["city"], country and vocabulary.countries.get(country, country), by=", "
    )


def _owner(value: Document, vocabulary: VocabularyLabels) -> str:
    page = f"profile: {value['slug']}" if value["slug"] else ""
    return join_parts(value["name"], page, _evidence(value))


def _figure(value: Document, vocabulary: VocabularyLabels) -> str:
    number = join_parts(
        QUALIFIER_COMPARED_LABELS[value["qualifier"]], f"{value['count']:,}", by=" "
    )
    return join_parts(number, _statement(value))


def _statement(value: Document) -> str:
    """Return a figure's date, source, and note; without a source, it is the company's own."""
    dated = f"as of {format_partial_date(value['as_of'])}" if value["as_of"] else "undated"
    source = value["source_url"] or "reported by the company"
    return join_parts(dated, source, value["note"] and f"note: {value['note']}")


def _logo(value: Document, vocabulary: VocabularyLabels) -> str:
    return join_parts(f"image {value['sha256'][:12]}", f"alt text “{value['alt']}”")


def _identifiers(value: Document, vocabulary: VocabularyLabels) -> str:
    return ", ".join(
        f"{name.upper()} {identifier}" for name, identifier in value.items() if identifier
    )


VALUE_DESCRIBERS: dict[str, Callable[[Any, VocabularyLabels], str]] = {
    "kind": lambda value, vocabulary: vocabulary.kinds.get(value, value),
    "membership": lambda value, vocabulary: vocabulary.memberships.get(value, value),
    "headquarters": _place,
    "parent": _owner,
    "member_since": lambda value, _: format_partial_date(value),
    "member_until": lambda value, _: format_partial_date(value),
    "reports_trials": lambda value, _: "yes" if value else "no",
    "employees": _figure,
    "countries_stated": _figure,
    "logo": _logo,
    "identifiers": _identifiers,
}


def describe_item(field: str, key: str, item: Any, vocabulary: VocabularyLabels) -> DescribedItem:
    """Return the name and details of an item in words."""
    if field in CODE_LIST_FIELDS:
        return DescribedItem(getattr(vocabulary, field).get(item, item), "")
    if field == "links":
        return DescribedItem(key, item)
    if field == "citations":
        return DescribedItem(_cited(key, vocabulary), ", ".join(_source(place) for place in item))
    return ITEM_DESCRIBERS[field](item, vocabulary)


def _cited(key: str, vocabulary: VocabularyLabels) -> str:
    """Return the label of the value that a citation key names."""
    field, _, value = key.partition("[")
    if not value:
        return FIELD_LABELS[field]
    value = value[:-1]
    return getattr(vocabulary, field).get(value, value) if field in CODE_LIST_FIELDS else value


def _source(place: Document) -> str:
    return (
        f"{place['url']} ({format_partial_date(place['as_of']) if place['as_of'] else 'undated'})"
    )


def _country(item: Document, vocabulary: VocabularyLabels) -> DescribedItem:
    code = item["code"]
    detail = join_parts(PRESENCE_LABELS[item["kind"]].lower(), _evidence(item))
    return DescribedItem(vocabulary.countries.get(code, code), detail)


def _other_name(item: Document, vocabulary: VocabularyLabels) -> DescribedItem:
    until = item["until"] and f"until {format_partial_date(item['until'])}"
    return DescribedItem(item["name"], join_parts(NAME_TYPE_LABELS[item["type"]].lower(), until))


def _trial_count(item: Document, vocabulary: VocabularyLabels) -> DescribedItem:
    about = [
        item["scope"],
        vocabulary.phases.get(item["phase"], item["phase"]),
        vocabulary.areas.get(item["area"], item["area"]),
        vocabulary.countries.get(item["country"], item["country"]),
        BASIS_LABELS[item["basis"]].lower(),
    ]
    numbers = [
        f"{item[key]:,} {key}" for key in ("trials", "participants") if item[key] is not None
    ]
    number = join_parts(QUALIFIER_COMPARED_LABELS[item["qualifier"]], " and ".join(numbers), by=" ")
    start = item["period_start"] and f"from {format_partial_date(item['period_start'])}"
    end = item["period_end"] and f"through {format_partial_date(item['period_end'])}"
    name = join_parts(MEASURE_UNITS[item["measure"]].capitalize(), *about, by=", ")
    return DescribedItem(name, join_parts(number, join_parts(start, end, by=" "), _statement(item)))


def _registered_trial(item: Document, vocabulary: VocabularyLabels) -> DescribedItem:
    duties = [vocabulary.services.get(duty, duty) for duty in item["duties"]]
    return DescribedItem(item["number"], ", ".join(duties))


ITEM_DESCRIBERS: dict[str, Callable[[Any, VocabularyLabels], DescribedItem]] = {
    "countries": _country,
    "other_names": _other_name,
    "trial_counts": _trial_count,
    "registered_trials": _registered_trial,
}
