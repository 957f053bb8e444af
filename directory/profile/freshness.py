"""The age of a profile: its confirmation by the company, and single statements.

Ages are those of `dates.classify_age`. `completeness` deals with missing parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory import dates

REMINDER_MONTHS = (11, 12, 13)  # Months since the last confirmation.
OLD_AGES = ("aging", "stale", "undated")


@dataclass(frozen=True)
class Confirmation:
    """The day the company last confirmed its profile, and whether confirmation is due again.

    `state` is `never`, `fresh`, `due` (11 months ago or more), or `overdue` (over a year ago).
    """

    on: date | None
    state: str


@dataclass(frozen=True)
class StaleStatement:
    """A statement that is over a year old or undated: its path, label, section, date, and age.

    `section` is one of the edit form; `as_of` is "" if the statement is undated.
    """

    path: str
    label: str
    section: str
    as_of: str
    age: str


def judge_confirmation(verified_on: date | None, today: date) -> Confirmation:
    """Return the age of the company's last confirmation of its whole profile."""
    if verified_on is None:
        return Confirmation(None, "never")
    if today > dates.add_months(verified_on, dates.FRESH_MONTHS):
        return Confirmation(verified_on, "overdue")
    due = today >= dates.add_months(verified_on, REMINDER_MONTHS[0])
    return Confirmation(verified_on, "due" if due else "fresh")


def find_stale_statements(document: dict[str, Any], today: date) -> list[StaleStatement]:
    """Return the statements that are over a year old or undated, by date; undated ones first.

    Statements published by third parties are left out, because only the company's own can be
    updated.
    """
    found = [item for item in list_dated_statements(document, today) if item.age in OLD_AGES]
    return sorted(found, key=lambda item: (item.as_of, item.path))


def list_dated_statements(document: dict[str, Any], today: date) -> Iterator[StaleStatement]:
    """Yield every dated statement in a canonical document that the company can update."""
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
    """Yield one statement for all countries with an old or missing date, dated by the oldest."""
    days = [item["as_of"] or "" for item in countries]
    old = [as_of for as_of in days if dates.classify_age(as_of, today) in OLD_AGES]
    if old:
        as_of = min(filter(None, old), default="")
        label = f"Countries ({len(old)} of {len(days)}{'; oldest date' if as_of else ''})"
        yield StaleStatement(
            "countries", label, "countries", as_of, dates.classify_age(as_of, today)
        )
