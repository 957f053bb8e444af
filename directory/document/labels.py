"""What the fields of a profile and their fixed values are called, where somebody reads of them."""

from collections.abc import Mapping
from typing import Protocol


class VocabularyLabels(Protocol):
    """The labels of a vocabulary by its codes."""

    @property
    def countries(self) -> Mapping[str, str]: ...  # noqa: D102 - by name
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
    "slug": "Address in the directory",
    "name": "Name",
    "legal_name": "Legal name",
    "kind": "Kind of company",
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
    "successor": "Has become part of",
    "reports_trials": "Conducts trials",
    "employees": "Employees",
    "countries_stated": "Number of countries",
    "countries": "Countries",
    "services": "Services",
    "areas": "Therapeutic areas",
    "modalities": "Kinds of product",
    "phases": "Phases",
    "trial_counts": "Trial counts",
    "registered_trials": "Registered trials",
    "logo": "Logo",
    "links": "Links",
    "identifiers": "Identifiers",
    "citations": "Sources",
    "general": "The profile as a whole",
}
QUALIFIER_LABELS = {  # two statements that differ read differently: here "exact" is a word
    "exact": "exactly",
    "stated": "",
    "about": "about",
    "at_least": "at least",
    "nearly": "nearly",
}
UNITS = {
    "worked_on": "trials worked on",
    "ongoing": "trials under way",
    "per_year": "trials a year",
    "registry_mentions": "registered trials that name it",
}
BASIS_LABELS = {"company": "by the company's own word", "publication": "published by others"}
PRESENCE_LABELS = {"operations": "operations", "office": "office", "subsidiary": "subsidiary"}
NAME_TYPE_LABELS = {"former": "former name", "alias": "also known as", "acronym": "acronym"}
