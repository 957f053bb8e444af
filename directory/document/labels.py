"""The labels of a profile's fields and fixed values, for people to read."""

from collections.abc import Mapping
from typing import Protocol


class VocabularyLabels(Protocol):
    """The labels of a vocabulary, by code."""

    @property
    def countries(self) -> Mapping[str, str]: ...  # noqa: D102 - the names say it
    @property
    def services(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def areas(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def modalities(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def phases(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def kinds(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def memberships(self) -> Mapping[str, str]: ...  # noqa: D102


FIELD_LABELS = {
    "slug": "Profile URL",
    "name": "Name",
    "legal_name": "Legal name",
    "kind": "Company type",
    "other_names": "Other names",
    "summary": "Summary",
    "description": "Description",
    "website": "Website",
    "headquarters": "Headquarters",
    "founded": "Founded",
    "parent": "Owner",
    "membership": "Membership",
    "member_since": "Member since",
    "member_until": "Member until",
    "successor": "Now part of",
    "reports_trials": "Conducts clinical trials",
    "employees": "Employees",
    "countries_stated": "Number of countries",
    "countries": "Countries",
    "services": "Services",
    "areas": "Therapeutic areas",
    "modalities": "Modalities",
    "phases": "Phases",
    "trial_counts": "Trial counts",
    "registered_trials": "Registered trials",
    "logo": "Logo",
    "links": "Links",
    "identifiers": "Identifiers",
    "citations": "Sources",
    "general": "The profile as a whole",
}
QUALIFIER_LABELS = {  # each label is distinct, so that a changed qualifier shows
    "exact": "exactly",
    "stated": "",
    "about": "about",
    "at_least": "at least",
    "nearly": "nearly",
}
UNITS = {
    "worked_on": "trials worked on",
    "ongoing": "ongoing trials",
    "per_year": "trials per year",
    "registry_mentions": "registered trials naming the company",
}
BASIS_LABELS = {"company": "reported by the company", "publication": "published by a third party"}
PRESENCE_LABELS = {"operations": "operations", "office": "office", "subsidiary": "subsidiary"}
NAME_TYPE_LABELS = {"former": "former name", "alias": "also known as", "acronym": "acronym"}
