"""The reader of each field of a profile, with the rules that involve several fields.

Figures and other values with evidence are read in `figures`, citations in `citations`.
"""

import re
from collections.abc import Callable, Collection
from typing import Any

from directory.document.citations import read_citations
from directory.document.figures import (
    make_figure_reader,
    read_codes,
    read_countries,
    read_registered_trials,
    read_trial_counts,
)
from directory.document.reader import ProfileReader, ValidationContext
from directory.document.structure import (
    DOCUMENT_KEYS,
    OTHER_NAME_KEYS,
    PARENT_KEYS,
    build_empty_value,
)
from directory.document.validators import SLUG_PATTERN, quote_for_message, shorten_for_message
from directory.terms import (
    CITY_LIMIT,
    DESCRIPTION_LIMIT,
    FIRST_YEAR,
    KINDS,
    LIST_LIMIT,
    MEMBERSHIPS,
    NAME_LIMIT,
    NAME_TYPES,
    NETWORK_LIMIT,
    RESERVED_SLUGS,
    SLUG_LIMIT,
    SUMMARY_LIMIT,
    Document,
)
from directory.text import clean_text, fold_name

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ROR = re.compile(r"(https://ror\.org/)?0[a-z0-9]{6}[0-9]{2}")
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")


def _slug(reader: ProfileReader, value: Any) -> Any:
    said = f"a slug: lowercase letters, digits, and single hyphens, at most {SLUG_LIMIT} characters"
    if value is None or value == "":
        reader.report("slug", f"Enter {said}.", "required")
        return value
    count = reader.problems.count
    reader.matching(value, "slug", SLUG_PATTERN, said, "invalid_slug")
    if reader.problems.count > count:
        return value
    if len(value) > SLUG_LIMIT:
        message = f"This slug has {len(value):,} characters. Use at most {SLUG_LIMIT}."
        reader.report("slug", message, "too_long")
    elif value in RESERVED_SLUGS:
        message = (
            f"“{value}” is reserved for a page of the directory. Choose another slug. Reserved: "
        )
        reader.report("slug", f"{message}{', '.join(RESERVED_SLUGS)}.", "reserved_slug")
    elif value in reader.known.redirects:
        message = f"“{value}” is an old slug that redirects to {reader.known.redirects[value]}. "
        reader.report("slug", f"{message}Use the current slug or a new one.", "redirected_slug")
    return value


def _other_names(reader: ProfileReader, value: Any) -> list[Any]:
    name = reader.data.get("name")
    taken = fold_name(clean_text(name)) if isinstance(name, str) else None

    def read(sent: Any, path: str) -> Any:
        item = reader.record(sent, path, OTHER_NAME_KEYS)
        if item is None:
            return None
        item_name = reader.name(item.get("name"), f"{path}.name", NAME_LIMIT)
        if isinstance(item_name, str) and item_name and fold_name(item_name) == taken:
            message = "This is the company's name. Enter a different name or remove this one."
            reader.report(f"{path}.name", message, "repeated")
        return {
            "name": item_name,
            "type": reader.code(item.get("type"), f"{path}.type", NAME_TYPES, required=True),
            "until": reader.day(item.get("until"), f"{path}.until"),
        }

    return reader.items(value, "other_names", read, lambda item: fold_name(item["name"]))


def _headquarters(reader: ProfileReader, value: Any) -> Any:
    item = reader.record(value, "headquarters", ("city", "country")) or {}
    country = reader.code(item.get("country"), "headquarters.country", reader.known.countries)
    city = reader.text(item.get("city"), "headquarters.city", CITY_LIMIT)
    return {"city": None if city == "" else city, "country": country}


def _parent(reader: ProfileReader, value: Any) -> Any:
    item = None if value is None else reader.record(value, "parent", PARENT_KEYS)
    if item is None:
        return None
    return {
        "name": reader.name(item.get("name"), "parent.name", NAME_LIMIT),
        "slug": reader.member(item.get("slug"), "parent.slug"),
        "as_of": reader.as_of(item.get("as_of"), "parent.as_of"),
        "source_url": reader.url(item.get("source_url"), "parent.source_url"),
    }


def _successor(reader: ProfileReader, value: Any) -> Any:
    count = reader.problems.count
    slug = reader.member(value, "successor")
    if reader.problems.count == count and slug and _comes_back(reader, slug):
        message = (
            f"{quote_for_message(slug)} is now part of this company, so it can't be its successor. "
        )
        reader.report("successor", f"{message}Enter a different company.", "successor_loop")
    return slug


def _comes_back(reader: ProfileReader, slug: str) -> bool:
    """Return whether the chain of successors from this slug leads to this company."""
    visited: set[str] = set()
    current: str | None = slug
    while current is not None and current not in visited:
        visited.add(current)
        current = reader.known.successor_of.get(current)
        if reader.is_own(current):
            return True
    return False


def _logo(reader: ProfileReader, value: Any) -> Any:
    item = None if value is None else reader.record(value, "logo", ("sha256", "alt"))
    if item is None:
        return None
    said = "a file's SHA-256: 64 hexadecimal digits, 0–9 and a–f"
    digest = reader.matching(item.get("sha256"), "logo.sha256", _SHA256, said, "invalid_digest")
    if digest is None:
        reader.report(
            "logo.sha256", f"Enter {said}. For no logo, send null for the whole field.", "required"
        )
    return {"sha256": digest, "alt": reader.text(item.get("alt"), "logo.alt", NAME_LIMIT)}


def _links(reader: ProfileReader, value: Any) -> Document:
    sent = reader.mapping(value, "links", "each network's name to a URL")
    if len(sent) > LIST_LIMIT:
        message = f"There are {len(sent):,} links. Send at most {LIST_LIMIT}."
        reader.report("links", message, "too_many")
        return {}
    links = {network: _link(reader, network, url) for network, url in sent.items()}
    return {network: url for network, url in links.items() if url}


def _link(reader: ProfileReader, network: Any, url: Any) -> Any:
    path = f"links.{shorten_for_message(network)}"
    if isinstance(network, str) and len(network) > NETWORK_LIMIT:
        message = f"This name is too long. Use at most {NETWORK_LIMIT} characters."
        reader.report(path, message, "too_long")
    elif not isinstance(network, str) or not SLUG_PATTERN.fullmatch(network):
        message = (
            "Use lowercase letters, digits, and hyphens for a network's name, such as linkedin."
        )
        reader.report(path, message, "invalid_slug")
    return reader.url(url, path)


def _identifiers(reader: ProfileReader, value: Any) -> Document:
    item = reader.record(value, "identifiers", ("ror", "lei")) or {}

    def read(key: str, form: re.Pattern[str], said: str) -> Any:
        return reader.matching(item.get(key), f"identifiers.{key}", form, said, "invalid_value")

    identifiers = {
        "ror": read("ror", _ROR, "a ROR identifier, such as https://ror.org/012345678"),
        "lei": read("lei", _LEI, "an LEI: 18 capital letters or digits, then 2 digits"),
    }
    return identifiers if identifiers["ror"] or identifiers["lei"] else {}


def _text(path: str, limit: int, *, lines: bool = False) -> Callable[[ProfileReader, Any], Any]:
    return lambda reader, value: reader.text(value, path, limit, lines=lines)


def _code(path: str, allowed: Collection[str]) -> Callable[[ProfileReader, Any], Any]:
    return lambda reader, value: reader.code(value, path, allowed, required=True)


def _day(path: str) -> Callable[[ProfileReader, Any], Any]:
    return lambda reader, value: reader.day(value, path)


def _member_until(reader: ProfileReader, value: Any) -> Any:
    until = reader.day(value, "member_until")
    reader.period(reader.document["member_since"], until, "member_until")
    return until


FIELD_READERS: dict[str, Callable[[ProfileReader, Any], Any]] = {  # in document order
    "slug": _slug,
    "name": lambda reader, value: reader.name(value, "name", NAME_LIMIT),
    "legal_name": _text("legal_name", NAME_LIMIT),
    "kind": _code("kind", KINDS),
    "other_names": _other_names,
    "summary": _text("summary", SUMMARY_LIMIT),
    "description": _text("description", DESCRIPTION_LIMIT, lines=True),
    "website": lambda reader, value: reader.url(value, "website") or None,
    "headquarters": _headquarters,
    "founded": lambda reader, value: reader.whole(value, "founded", FIRST_YEAR, reader.today.year),
    "parent": _parent,
    "membership": _code("membership", MEMBERSHIPS),
    "member_since": _day("member_since"),
    "member_until": _member_until,
    "successor": _successor,
    "reports_trials": lambda reader, value: reader.flag(value, "reports_trials"),
    "employees": make_figure_reader("employees"),
    "countries_stated": make_figure_reader("countries_stated"),
    "countries": read_countries,
    "services": lambda reader, value: read_codes(reader, value, "services", reader.known.services),
    "areas": lambda reader, value: read_codes(reader, value, "areas", reader.known.areas),
    "modalities": lambda reader, value: read_codes(
        reader, value, "modalities", reader.known.modalities
    ),
    "phases": lambda reader, value: read_codes(reader, value, "phases", reader.known.phases),
    "trial_counts": read_trial_counts,
    "registered_trials": read_registered_trials,
    "logo": _logo,
    "links": _links,
    "identifiers": _identifiers,
    "citations": read_citations,
}


def read_profile(data: Document, known: ValidationContext) -> ProfileReader:
    """Read every field; return the reader, with the unsorted document and the problems."""
    reader = ProfileReader(data, known)
    reader.record(data, "", DOCUMENT_KEYS)
    for field, read in FIELD_READERS.items():
        sent = data[field] if field in data else build_empty_value(field)
        reader.document[field] = read(reader, sent)
    return reader
