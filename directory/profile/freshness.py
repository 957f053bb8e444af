"""What of a profile is getting old: its confirmation by the company, and single statements.

Ages are those of `dates.classify_age`. What is missing stands in `completeness`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory import dates

REMINDER_MONTHS = (11, 12, 13)  # months without confirmation
OLD_AGES = ("ageing", "stale", "undated")


@dataclass(frozen=True)
class Confirmation:
    """When the company confirmed its profile last, and whether that is due again.

    `state` is `never`, `fresh`, `due` (11 months ago or more) or `overdue` (over a year ago).
    """

    on: date | None
    state: str


@dataclass(frozen=True)
class StaleStatement:
    """A statement that is over a year old: where it stands, what it is, when it was made, its age.

    `section` is that of the edit form; `as_of` is "" for what is undated.
    """

    path: str
    label: str
    section: str
    as_of: str
    age: str


def judge_confirmation(verified_on: date | None, today: date) -> Confirmation:
    """How old a company's word is that everything is still right."""
    if verified_on is None:
        return Confirmation(None, "never")
    if today > dates.add_months(verified_on, dates.FRESH_MONTHS):
        return Confirmation(verified_on, "overdue")
    due = today >= dates.add_months(verified_on, REMINDER_MONTHS[0])
    return Confirmation(verified_on, "due" if due else "fresh")


def find_stale_statements(document: dict[str, Any], today: date) -> list[StaleStatement]:
    """The statements of a canonical document that are over a year old, or undated; oldest first.

    What others published stays as it was published: only what the company says is asked for anew.
    """
    found = [item for item in list_dated_statements(document, today) if item.age in OLD_AGES]
    return sorted(found, key=lambda item: (item.as_of, item.path))


def list_dated_statements(document: dict[str, Any], today: date) -> Iterator[StaleStatement]:
    """Every dated statement that the company can make anew."""
    for key, label in (("employees", "Employees"), ("countries_stated", "Number of countries")):
        if document[key]:
            as_of = document[key]["as_of"] or ""
            yield StaleStatement(key, label, "figures", as_of, dates.classify_age(as_of, today))
    for position, item in enumerate(document["trial_counts"]):
        if item["basis"] == "company":
            as_of, scope = item["as_of"] or "", item["scope"]
            label = f"Trial count ({scope})" if scope else "Trial count"
            path = f"trial_counts[{position}]"
            yield StaleStatement(path, label, "figures", as_of, dates.classify_age(as_of, today))
    if document["parent"]:
        as_of = document["parent"]["as_of"] or ""
        yield StaleStatement("parent", "Owner", "identity", as_of, dates.classify_age(as_of, today))
    yield from _countries(document["countries"], today)


def _countries(countries: list[dict[str, Any]], today: date) -> Iterator[StaleStatement]:
    """The countries of which the last word is old, as one thing to do: by the oldest of them."""
    days = [item["as_of"] or "" for item in countries]
    old = [as_of for as_of in days if dates.classify_age(as_of, today) in OLD_AGES]
    if old:
        as_of = min(filter(None, old), default="")
        label = f"Countries ({len(old)} of {len(days)}{'; oldest date' if as_of else ''})"
        yield StaleStatement(
            "countries", label, "countries", as_of, dates.classify_age(as_of, today)
        )
