"""The values that parameters may take, held in memory, with their labels and synonyms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from directory.document.labels import KIND_LABELS, MEMBERSHIP_LABELS
from directory.models import Country, Modality, Phase, Region, Service, TherapeuticArea
from directory.search.facets import FACET_NAMES, find_facet
from directory.search.vocabulary_words import VocabularyWords
from directory.text import find_nearest_word, fold_text

SHORTEST_MISTYPED_NAME = 4  # letters: every code of two or three letters resembles another one
LEAST_NAME_SIMILARITY = 0.75  # letters in common, as a share of both: “Atlantis” is not Albania
KIND_SYNONYMS = {
    "cro": (
        "CRO",
        "CROs",
        "contract research organization",
        "contract research organisation",  # codespell:ignore organisation
    ),
    "technology": (),
}


@dataclass(frozen=True)
class Vocabulary:
    """The values that parameters may take, with their labels, in the order of the vocabulary."""

    countries: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    modalities: Mapping[str, str] = field(default_factory=dict)
    phases: Mapping[str, str] = field(default_factory=dict)
    service_groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    region_of: Mapping[str, str] = field(default_factory=dict)
    region_parent: Mapping[str, str | None] = field(default_factory=dict)
    synonyms: Mapping[str, Mapping[str, tuple[str, ...]]] = field(
        default_factory=lambda: {"kinds": KIND_SYNONYMS}
    )
    kinds: Mapping[str, str] = field(default_factory=lambda: KIND_LABELS)
    memberships: Mapping[str, str] = field(default_factory=lambda: MEMBERSHIP_LABELS)

    def of(self, parameter: str) -> Mapping[str, str]:
        """Return the labels of a parameter's values, by value; of its facet if it is an `_all`."""
        facet = find_facet(parameter)
        return facet.labels or getattr(self, facet.vocabulary)

    def synonyms_of(self, facet: str, value: str) -> tuple[str, ...]:
        """Return the synonyms of a value."""
        return self.synonyms.get(find_facet(facet).vocabulary, {}).get(value, ())

    def find_value(self, parameter: str, text: str) -> str | None:
        """Return the value of a parameter that has this code, slug, label, or synonym, or None.

        Case, accents, and punctuation don't count. This is the one reading of what people write
        for a value: in pasted blocks, in spreadsheets, and in suggestions for a wrong parameter.
        """
        return self._values_by_name[find_facet(parameter).name].get(fold_text(text))

    def find_nearest_value(self, parameter: str, text: str) -> str | None:
        """Return the value that the text means, or else the one with the nearest name, or None."""
        if found := self.find_value(parameter, text):
            return found
        values = self._values_by_name[find_facet(parameter).name]
        names = [name for name in values if len(name) >= SHORTEST_MISTYPED_NAME]
        nearest = find_nearest_word(fold_text(text), names, LEAST_NAME_SIMILARITY)
        return values[nearest] if nearest else None

    @cached_property
    def _values_by_name(self) -> dict[str, dict[str, str]]:
        """The values of each facet by folded code, label, and synonym; codes come first."""
        values: dict[str, dict[str, str]] = {}
        for facet in FACET_NAMES:
            named = values[facet] = {fold_text(value): value for value in self.of(facet)}
            for value, label in self.of(facet).items():
                named.setdefault(fold_text(label), value)
            for value in self.of(facet):
                for synonym in self.synonyms_of(facet, value):
                    named.setdefault(fold_text(synonym), value)
        return values

    def sources_by_value(self, facet: str) -> Mapping[str, frozenset[str]]:
        """Return the values that each value of a derived facet follows from."""
        return {"region": self.countries_by_region}[facet]

    def values_by_source(self, facet: str) -> Mapping[str, tuple[str, ...]]:
        """Return the values of a derived facet that follow from each value it is derived from."""
        return {"region": self.regions_by_country}[facet]

    def parents_of(self, facet: str) -> Mapping[str, str | None]:
        """Return the parent of each value of a facet whose values are a tree, otherwise nothing."""
        return {"region": self.region_parent}.get(facet, {})

    @cached_property
    def by_label(self) -> dict[str, tuple[str, ...]]:
        """The values of each facet, sorted by label."""
        values = {}
        for facet in FACET_NAMES:
            labels = self.of(facet)
            values[facet] = tuple(sorted(labels, key=lambda value: (labels[value], value)))
        return values

    @cached_property
    def labeled(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The values of each facet with their labels, sorted by label."""
        return {
            facet: tuple((value, self.of(facet)[value]) for value in values)
            for facet, values in self.by_label.items()
        }

    @cached_property
    def terms(self) -> VocabularyWords:
        """The words of labels and synonyms, numbered once for every index of this vocabulary."""
        return VocabularyWords.of(self)

    @cached_property
    def countries_by_region(self) -> dict[str, frozenset[str]]:
        """The countries of every region, at any depth of the tree."""
        codes_by_region: dict[str, set[str]] = {slug: set() for slug in self.regions}
        for country, leaf in self.region_of.items():
            region: str | None = leaf
            while region:
                codes_by_region[region].add(country)
                region = self.region_parent[region]
        return {slug: frozenset(codes) for slug, codes in codes_by_region.items()}

    @cached_property
    def regions_by_country(self) -> dict[str, tuple[str, ...]]:
        """The slugs of all regions that contain each country, at any depth."""
        slugs_by_country: dict[str, list[str]] = {code: [] for code in self.countries}
        for slug, codes in self.countries_by_region.items():
            for code in codes:
                slugs_by_country[code].append(slug)
        return {code: tuple(slugs) for code, slugs in slugs_by_country.items()}

    @cached_property
    def great_region(self) -> dict[str, str]:
        """The name of the top region of M49 that each country lies in, or "elsewhere"."""
        names = {}
        for country in self.countries:
            region = self.region_of.get(country)
            while region and (parent := self.region_parent[region]):
                region = parent
            names[country] = self.regions[region] if region else "elsewhere"
        return names

    @cached_property
    def place_of_service(self) -> dict[str, int]:
        """The position of each service in the vocabulary."""
        return {slug: place for place, slug in enumerate(self.services)}

    def countries_in(self, region: str) -> frozenset[str]:
        """Return the countries of a region, at any depth; none if the region is unknown."""
        return self.countries_by_region.get(region, frozenset())


def read_vocabulary() -> Vocabulary:
    """Return the vocabulary as the database holds it; takes six queries."""
    groups: dict[str, list[str]] = {}
    services = list(Service.objects.select_related("group"))
    for row in services:
        groups.setdefault(row.group.label, []).append(row.slug)
    regions, countries = list(Region.objects.all()), list(Country.objects.all())
    areas, modalities = list(TherapeuticArea.objects.all()), list(Modality.objects.all())
    phases = list(Phase.objects.all())
    slugs = {region.code: region.slug for region in regions}
    named = {
        "countries": countries,
        "services": services,
        "areas": areas,
        "modalities": modalities,
        "phases": phases,
    }
    return Vocabulary(
        countries={row.code: row.name for row in countries},
        regions={row.slug: row.name for row in regions},
        services={row.slug: row.label for row in services},
        areas={row.slug: row.label for row in areas},
        modalities={row.slug: row.label for row in modalities},
        phases={row.code: row.label for row in phases},
        service_groups=tuple((label, tuple(found)) for label, found in groups.items()),
        region_of={row.code: slugs[row.region_id] for row in countries if row.region_id},
        region_parent={
            row.slug: slugs[row.parent_id] if row.parent_id else None for row in regions
        },
        synonyms={
            "kinds": KIND_SYNONYMS,
            **{name: {row.pk: tuple(row.synonyms) for row in rows} for name, rows in named.items()},
        },
    )
