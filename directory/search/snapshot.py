"""What memory holds for one generation of the directory: its vocabulary, so far.

`current()` asks the database for the generation, one tiny query, and builds anew when it moved.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

from directory.models import (
    Country,
    DirectoryState,
    Modality,
    Moment,
    Phase,
    Region,
    Revision,
    Service,
    TherapeuticArea,
)

Found = TypeVar("Found")
KINDS = {"cro": "Clinical research organization", "technology": "Clinical technology company"}
MEMBERSHIPS = {
    "current": "Member",
    "former": "Former member",
    "unconfirmed": "Membership unconfirmed",
}
YES_OR_NO = {
    "merged": {"false": "Independent", "true": "Part of another company"},
    "verified": {
        "true": "Confirmed in the last 12 months",
        "false": "Not confirmed in the last 12 months",
    },
}


@dataclass(frozen=True)
class Vocabulary:
    """Every value that a parameter may take, with its label, in the order of its list."""

    countries: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    modalities: Mapping[str, str] = field(default_factory=dict)
    phases: Mapping[str, str] = field(default_factory=dict)
    service_groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    region_of: Mapping[str, str] = field(default_factory=dict)
    region_parent: Mapping[str, str | None] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=lambda: KINDS)
    memberships: Mapping[str, str] = field(default_factory=lambda: MEMBERSHIPS)

    def of(self, parameter: str) -> Mapping[str, str]:
        """The values and labels that a facet, or a parameter named like it, may take."""
        facet = parameter.removesuffix("_all")
        if facet in YES_OR_NO:
            return YES_OR_NO[facet]
        return getattr(self, NAMES[facet])

    @cached_property
    def countries_by_region(self) -> dict[str, frozenset[str]]:
        """The countries of every region, at any depth of the tree."""
        found: dict[str, set[str]] = {slug: set() for slug in self.regions}
        for country, leaf in self.region_of.items():
            region: str | None = leaf
            while region:
                found[region].add(country)
                region = self.region_parent[region]
        return {slug: frozenset(codes) for slug, codes in found.items()}

    @cached_property
    def regions_by_country(self) -> dict[str, int]:
        """All the regions around each country, as bits: those of `regions`, in their order."""
        found = dict.fromkeys(self.countries, 0)
        for place, slug in enumerate(self.regions):
            for code in self.countries_by_region[slug]:
                found[code] |= 1 << place
        return found

    def countries_in(self, region: str) -> frozenset[str]:
        """The countries of a region, at any depth."""
        return self.countries_by_region[region]


NAMES = {
    "country": "countries",
    "hq": "countries",
    "region": "regions",
    "service": "services",
    "area": "areas",
    "modality": "modalities",
    "phase": "phases",
    "kind": "kinds",
    "membership": "memberships",
}


@dataclass(frozen=True)
class Snapshot:
    """One generation's worth of what searches need beside the tables; never changed.

    `sample`: whether a profile comes from the sample directory, which every page must say.
    """

    moment: Moment
    vocabulary: Vocabulary
    sample: bool = False


_lock = Lock()
_snapshot: Snapshot | None = None


def current() -> Snapshot:
    """The snapshot of the present generation."""
    global _snapshot  # noqa: PLW0603 - the process keeps one
    moment = DirectoryState.objects.now()
    snapshot = _snapshot
    if snapshot is None or snapshot.moment != moment:
        with _lock:
            snapshot = _snapshot = Snapshot(moment, read_vocabulary(), holds_sample())
    return snapshot


def consistently(read: Callable[[Snapshot], Found]) -> Found:
    """What is read of one generation: when it moved meanwhile, all is read again."""
    for _ in range(2):  # no transaction: under SQLite's IMMEDIATE mode it would wait for the writer
        snapshot = current()
        found = read(snapshot)
        if DirectoryState.objects.now() == snapshot.moment:
            break
    return found


def forget() -> None:
    """Drop what is held: tests roll the database back behind our back."""
    global _snapshot  # noqa: PLW0603 - the process keeps one
    _snapshot = None


def read_vocabulary() -> Vocabulary:
    """The whole vocabulary, in a handful of queries."""
    groups: dict[str, list[str]] = {}
    services: dict[str, str] = {}
    for group, slug, label in Service.objects.values_list("group__label", "slug", "label"):
        groups.setdefault(group, []).append(slug)
        services[slug] = label
    regions = list(Region.objects.values_list("slug", "name", "code", "parent"))
    slugs = {code: slug for slug, _, code, _ in regions}
    countries = list(Country.objects.values_list("code", "name", "region"))
    return Vocabulary(
        countries={code: name for code, name, _ in countries},
        regions={slug: name for slug, name, _, _ in regions},
        services=services,
        areas=labels(TherapeuticArea, "slug"),
        modalities=labels(Modality, "slug"),
        phases=labels(Phase, "code"),
        service_groups=tuple((label, tuple(found)) for label, found in groups.items()),
        region_of={code: slugs[leaf] for code, _, leaf in countries if leaf},
        region_parent={slug: slugs[parent] if parent else None for slug, _, _, parent in regions},
    )


def holds_sample() -> bool:
    """Whether a revision came with the sample directory."""
    return Revision.objects.filter(origin=Revision.Origin.SAMPLE).exists()


def labels(table: Any, key: str) -> dict[str, str]:
    """Keys and labels of one vocabulary, in its order."""
    return dict(table.objects.values_list(key, "label"))
