"""The values of a profile as a person reads them.

Values that differ read differently: a change is told by both of its sides.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from directory.dates import readable
from directory.document.diff import by_key, is_keyed
from directory.document.labels import (
    BASES,
    FIELDS,
    NAME_TYPES,
    PRESENCES,
    QUALIFIERS,
    UNITS,
    Labels,
)
from directory.document.shape import CODE_LISTS, Document

WRONG = (AttributeError, IndexError, KeyError, TypeError, ValueError)  # of a value of another form


@dataclass(frozen=True)
class Item:
    """One of several: what it is called, and what is said of it."""

    name: str
    detail: str

    def __str__(self) -> str:
        return f"{self.name} ({self.detail})" if self.detail else self.name


def label(path: str, value: Any, vocabulary: Labels) -> str:
    """What a field, or an item of one by its path, is called."""
    field = field_of(path)
    called = FIELDS.get(field, field)
    if path == field:
        return called
    if not is_keyed(field):
        return f"{called}: {path.rpartition('.')[2].upper()}"
    try:
        return f"{called}: {item_in_words(field, key_of(path), value, vocabulary).name}"
    except WRONG:
        return called


def value_at(path: str, value: Any, vocabulary: Labels) -> str:
    """A value at a path in words, "" for none; what is no value of this field, as it was typed."""
    field = field_of(path)
    if value is None:
        return ""
    try:
        if not is_keyed(field):
            plain = path != field or field not in VALUES
            if plain and isinstance(value, dict | list):
                raise TypeError
            return value_in_words(path, value, vocabulary)
        if path != field:
            return str(item_in_words(field, key_of(path), value, vocabulary))
        found = by_key(field, value).items()
        return "; ".join(str(item_in_words(field, key, item, vocabulary)) for key, item in found)
    except WRONG:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def field_of(path: str) -> str:
    """The field that a path leads into."""
    return path.partition("[")[0].partition(".")[0]


def key_of(path: str) -> str:
    """The key of an item in its path; one of a citation may have brackets of its own."""
    return path.partition(".")[2] if path.startswith("links.") else path.partition("[")[2][:-1]


def value_in_words(field: str, value: Any, vocabulary: Labels) -> str:
    """The value of a field in words, "" for none."""
    tell = VALUES.get(field)
    if value is None or value == "":
        return ""
    return tell(value, vocabulary) if tell else str(value)


def joined(*parts: str | None, by: str = "; ") -> str:
    """The parts that there are, in one line."""
    return by.join(filter(None, parts))


def _evidence(value: Document) -> str:
    dated = f"as of {readable(value['as_of'])}" if value["as_of"] else "undated"
    return joined(dated, value["source_url"] or "no source")


def _place(value: Document, vocabulary: Labels) -> str:
    country = value["country"]
    return joined(value["city"], country and vocabulary.countries.get(country, country), by=", ")


def _owner(value: Document, vocabulary: Labels) -> str:
    page = f"whose profile is {value['slug']}" if value["slug"] else ""
    return joined(value["name"], page, _evidence(value))


def _figure(value: Document, vocabulary: Labels) -> str:
    number = joined(QUALIFIERS[value["qualifier"]], f"{value['count']:,}", by=" ")
    return joined(number, _statement(value))


def _statement(value: Document) -> str:
    """When a figure was stated, where, and its note; one without a source is the company's own."""
    dated = f"as of {readable(value['as_of'])}" if value["as_of"] else "undated"
    source = value["source_url"] or "stated by the company here"
    return joined(dated, source, value["note"] and f"note: {value['note']}")


def _logo(value: Document, vocabulary: Labels) -> str:
    return joined(f"picture {value['sha256'][:12]}", f"described as “{value['alt']}”")


def _identifiers(value: Document, vocabulary: Labels) -> str:
    return ", ".join(f"{name.upper()} {found}" for name, found in value.items() if found)


VALUES: dict[str, Callable[[Any, Labels], str]] = {
    "kind": lambda value, vocabulary: vocabulary.kinds.get(value, value),
    "membership": lambda value, vocabulary: vocabulary.memberships.get(value, value),
    "headquarters": _place,
    "parent": _owner,
    "member_since": lambda value, _: readable(value),
    "member_until": lambda value, _: readable(value),
    "reports_trials": lambda value, _: "yes" if value else "not applicable",
    "employees": _figure,
    "countries_stated": _figure,
    "logo": _logo,
    "identifiers": _identifiers,
}


def item_in_words(field: str, key: str, item: Any, vocabulary: Labels) -> Item:
    """An item in words."""
    if field in CODE_LISTS:
        return Item(getattr(vocabulary, field).get(item, item), "")
    if field == "links":
        return Item(key, item)
    if field == "citations":
        return Item(_cited(key, vocabulary), ", ".join(_source(place) for place in item))
    return ITEMS[field](item, vocabulary)


def _cited(key: str, vocabulary: Labels) -> str:
    """What a citation is of."""
    field, _, value = key.partition("[")
    if not value:
        return FIELDS[field]
    value = value[:-1]
    return getattr(vocabulary, field).get(value, value) if field in CODE_LISTS else value


def _source(place: Document) -> str:
    return f"{place['url']} ({readable(place['as_of']) if place['as_of'] else 'undated'})"


def _country(item: Document, vocabulary: Labels) -> Item:
    code = item["code"]
    detail = joined(PRESENCES[item["kind"]], _evidence(item))
    return Item(vocabulary.countries.get(code, code), detail)


def _other_name(item: Document, vocabulary: Labels) -> Item:
    until = item["until"] and f"until {readable(item['until'])}"
    return Item(item["name"], joined(NAME_TYPES[item["type"]], until))


def _trial_count(item: Document, vocabulary: Labels) -> Item:
    about = [
        item["scope"],
        vocabulary.phases.get(item["phase"], item["phase"]),
        vocabulary.areas.get(item["area"], item["area"]),
        vocabulary.countries.get(item["country"], item["country"]),
        BASES[item["basis"]],
    ]
    numbers = [
        f"{item[key]:,} {key}" for key in ("trials", "participants") if item[key] is not None
    ]
    number = joined(QUALIFIERS[item["qualifier"]], " and ".join(numbers), by=" ")
    period = [
        readable(item[key]) if item[key] else "not stated" for key in ("period_start", "period_end")
    ]
    between = "" if period == ["not stated"] * 2 else f"from {period[0]} to {period[1]}"
    name = joined(UNITS[item["measure"]].capitalize(), *about, by=", ")
    return Item(name, joined(number, between, _statement(item)))


def _registered_trial(item: Document, vocabulary: Labels) -> Item:
    duties = [vocabulary.services.get(duty, duty) for duty in item["duties"]]
    return Item(item["number"], ", ".join(duties))


ITEMS: dict[str, Callable[[Any, Labels], Item]] = {
    "countries": _country,
    "other_names": _other_name,
    "trial_counts": _trial_count,
    "registered_trials": _registered_trial,
}
