"""Reading figures and trial counts with their evidence, countries, and lists of codes."""

import re
from collections.abc import Callable, Collection
from typing import Any

from directory.document.reader import ProfileReader
from directory.document.structure import COUNTRY_KEYS, FIGURE_KEYS, TRIAL_COUNT_KEYS, build_item_key
from directory.document.validators import ValueReader
from directory.terms import (
    BASES,
    COUNT_LIMIT,
    MEASURES,
    NOTE_LIMIT,
    PRESENCES,
    QUALIFIERS,
    SCOPE_LIMIT,
    Document,
)

_TRIAL_NUMBER = re.compile(r"NCT[0-9]{8}")


def make_figure_reader(path: str) -> Callable[[ProfileReader, Any], Any]:
    """Return a reader of the figure at this path; it returns None if the figure is not stated."""

    def read(reader: ProfileReader, value: Any) -> Any:
        item = None if value is None else reader.record(value, path, FIGURE_KEYS)
        if item is None:
            return None
        if item.get("count") is None:
            message = (
                f"Enter a whole number from 0 to {COUNT_LIMIT:,}. If the figure isn't reported, "
            )
            reader.report(f"{path}.count", f"{message}leave it empty (null).", "required")
        figure = {
            "count": reader.whole(item.get("count"), f"{path}.count", 0, COUNT_LIMIT),
            "qualifier": reader.code(
                item.get("qualifier"), f"{path}.qualifier", QUALIFIERS, required=True
            ),
            "as_of": reader.as_of(item.get("as_of"), f"{path}.as_of"),
            "source_url": reader.url(item.get("source_url"), f"{path}.source_url"),
            "note": reader.text(item.get("note"), f"{path}.note", NOTE_LIMIT),
        }
        _require_evidence(reader, figure, path)
        return figure

    return read


def read_countries(reader: ProfileReader, value: Any) -> list[Any]:
    """Return the countries of operation; unlike a figure, a country needs no date or source."""

    def read(sent: Any, path: str) -> Any:
        item = reader.record(sent, path, COUNTRY_KEYS)
        if item is None:
            return None
        return {
            "code": reader.code(
                item.get("code"), f"{path}.code", reader.known.countries, required=True
            ),
            "kind": reader.code(item.get("kind"), f"{path}.kind", PRESENCES, required=True),
            "as_of": reader.as_of(item.get("as_of"), f"{path}.as_of"),
            "source_url": reader.url(item.get("source_url"), f"{path}.source_url"),
        }

    return reader.items(value, "countries", read, lambda item: item["code"])


def read_codes(reader: ValueReader, value: Any, path: str, allowed: Collection[str]) -> list[Any]:
    """Return codes of one vocabulary, each once."""

    def read(sent: Any, at: str) -> Any:
        return reader.code(sent, at, allowed, required=True)

    return reader.items(value, path, read, lambda code: code)


def read_trial_counts(reader: ProfileReader, value: Any) -> list[Any]:
    """Return counts of trials and participants, each with its subject and evidence."""

    def read(sent: Any, path: str) -> Any:
        item = reader.record(sent, path, TRIAL_COUNT_KEYS)
        return None if item is None else _trial_count(reader, item, path)

    return reader.items(
        value, "trial_counts", read, lambda item: build_item_key("trial_counts", item)
    )


def _trial_count(reader: ProfileReader, item: Document, path: str) -> Document:
    def code(key: str, allowed: Collection[str], required: bool = False) -> Any:
        return reader.code(item.get(key), f"{path}.{key}", allowed, required=required)

    count = {
        "trials": reader.whole(item.get("trials"), f"{path}.trials", 0, COUNT_LIMIT),
        "participants": reader.whole(
            item.get("participants"), f"{path}.participants", 0, COUNT_LIMIT
        ),
        "qualifier": code("qualifier", QUALIFIERS, required=True),
        "measure": code("measure", MEASURES, required=True),
        "scope": reader.text(item.get("scope"), f"{path}.scope", SCOPE_LIMIT),
        "period_start": reader.day(item.get("period_start"), f"{path}.period_start"),
        "period_end": reader.day(item.get("period_end"), f"{path}.period_end"),
        "phase": code("phase", reader.known.phases),
        "area": code("area", reader.known.areas),
        "country": code("country", reader.known.countries),
        "basis": code("basis", BASES, required=True),
        "as_of": reader.as_of(item.get("as_of"), f"{path}.as_of"),
        "source_url": reader.url(item.get("source_url"), f"{path}.source_url"),
        "note": reader.text(item.get("note"), f"{path}.note", NOTE_LIMIT),
    }
    if count["trials"] is None and count["participants"] is None:
        message = "Enter trials, participants, or both. If neither is reported, remove the count."
        reader.report(f"{path}.trials", message, "required")
    reader.period(count["period_start"], count["period_end"], f"{path}.period_end")
    _require_evidence(reader, count, path)
    return count


def read_registered_trials(reader: ProfileReader, value: Any) -> list[Any]:
    """Return registered trials by number, with the services that the company provided."""
    said = "a ClinicalTrials.gov number: NCT and eight digits, such as NCT01234567"

    def read(sent: Any, path: str) -> Any:
        item = reader.record(sent, path, ("number", "duties"))
        if item is None:
            return None
        number, at = item.get("number"), f"{path}.number"
        if number is None or number == "":
            reader.report(at, f"Enter {said}.", "required")
        reader.matching(number, at, _TRIAL_NUMBER, said, "invalid_number")
        duties = read_codes(reader, item.get("duties", []), f"{path}.duties", reader.known.services)
        return {"number": number, "duties": duties}

    return reader.items(value, "registered_trials", read, lambda item: item["number"])


def _require_evidence(reader: ValueReader, item: Document, path: str) -> None:
    """Report a figure without a source, unless a date makes it the company's own statement."""
    if item["source_url"]:
        return
    if item.get("basis") == "publication":
        message = "A third party's figure needs a source. Enter the URL where it was published."
    elif not item["as_of"]:
        message = "Add a source URL, or an “as of” date if the company reports this figure itself."
    else:
        return
    reader.report(f"{path}.source_url", message, "no_evidence")
