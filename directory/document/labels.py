"""The labels of a profile's fields and allowed values: nowhere else are they defined.

In running text, `.lower()` of a label. A form that has to explain its choices has labels of its own
here, named `..._CHOICE_LABELS`.
"""

from collections.abc import Mapping
from typing import Protocol


class VocabularyLabels(Protocol):
    """The labels of a vocabulary, by code."""

    @property
    def countries(self) -> Mapping[str, str]: ...  # noqa: D102 - the names say it
    @property
    def services(self) -> Mapping[str, str]: ...  # noqa: D102 - named for what it holds
    @property
    def areas(self) -> Mapping[str, str]: ...  # noqa: D102 - named for what it holds
    @property
    def modalities(self) -> Mapping[str, str]: ...  # noqa: D102 - named for what it holds
    @property
    def phases(self) -> Mapping[str, str]: ...  # noqa: D102 - named for what it holds
    @property
    def kinds(self) -> Mapping[str, str]: ...  # noqa: D102 - named for what it holds
    @property
    def memberships(self) -> Mapping[str, str]: ...  # noqa: D102 - named for what it holds


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
KIND_LABELS = {"cro": "Clinical research organization", "technology": "Clinical technology company"}
KIND_PLURAL_LABELS = {
    "cro": "Clinical research organizations",
    "technology": "Clinical technology companies",
}
MEMBERSHIP_LABELS = {
    "current": "Member",
    "former": "Former member",
    "unconfirmed": "Membership unconfirmed",
}
MEMBERSHIP_NOTES = {
    "current": "Member of ACRO, confirmed by ACRO staff.",
    "former": "Former member of ACRO.",
    "unconfirmed": "ACRO hasn’t confirmed this company’s membership.",
}
NAME_TYPE_LABELS = {"former": "Former name", "alias": "Also known as", "acronym": "Acronym"}
# Before a name that isn't the company's own, by the kind of search entry.
NAME_KIND_NOTES = {
    "former": "formerly",
    "predecessor": "formerly",
    "legal_name": "legal name",
    "alias": "also known as",
    "acronym": "also known as",
}
PRESENCE_LABELS = {"operations": "Operations", "office": "Office", "subsidiary": "Subsidiary"}
PRESENCE_CHOICE_LABELS = {
    "operations": "Operations: conducts trials there",
    "office": "Office: has staff based there",
    "subsidiary": "Subsidiary: a separate legal entity there",
}
MEASURE_LABELS = {
    "worked_on": "Worked on, in any role",
    "ongoing": "Ongoing when reported",
    "per_year": "Per year",
    "registry_mentions": "Registered trials that name the company",
}
MEASURE_UNITS = {
    "worked_on": "trials worked on",
    "ongoing": "ongoing trials",
    "per_year": "trials per year",
    "registry_mentions": "registered trials that name the company",
}
BASIS_LABELS = {"company": "Reported by the company", "publication": "Published by a third party"}
QUALIFIER_CHOICE_LABELS = {
    "stated": "as reported",
    "exact": "exactly",
    "about": "about",
    "at_least": "at least",
    "nearly": "nearly",
}
# Before a number. A comparison says "exactly", so that two figures that differ read differently.
QUALIFIER_COMPARED_LABELS = QUALIFIER_CHOICE_LABELS | {"stated": ""}
QUALIFIER_LABELS = QUALIFIER_COMPARED_LABELS | {"exact": ""}
AGE_LABELS = {
    "fresh": "",
    "aging": "over a year old",
    "stale": "may be outdated",
    "undated": "undated",
}
ORIGIN_LABELS = {
    "representative": "By the company",
    "api": "By the company, through the API",
    "staff": "By ACRO staff",
    "import": "Imported by ACRO staff",
    "sample": "Sample data",
    "demo": "Demonstration data",
}
