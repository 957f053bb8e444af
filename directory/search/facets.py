"""The facets and figures of the search: one table that everything else reads.

`filters.py` declares their parameters, `query.py` their fields, `index_builder.py` what is
indexed, `engine.py` and `facet_counts.py` what is matched and counted, the search form, the page
titles, the API, and the benchmark how they are shown. To add one, see docs/architecture.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from directory.document.labels import FIELD_LABELS, KIND_PLURAL_LABELS


@dataclass(frozen=True)
class Facet:
    """A property that companies are filtered and counted by.

    Its values come from the list table `table` (a model's name), or from the one column `column`
    of the member (a query path), or follow from those of the facet `derived_from`. Their labels are
    those of the attribute `vocabulary` of `Vocabulary`, or `labels`. `all_label` is set if there is
    an `_all` parameter. `noun`, and `plural` for several values, say in running text what a value
    is. `phrase` says it in the title of a search; without a phrase, the title names the noun alone.
    Values that say what the companies are have `subjects`, which replace "Companies" in the title.
    The orders count from 1; 0 leaves the facet out. `ordering` is an order in which companies
    without a value come last. The values of a facet that `follows_from_date`
    aren't indexed: they follow from today and a date of the member.
    """

    name: str
    label: str
    any_label: str
    noun: str
    page_order: int
    plural: str = ""
    all_label: str = ""
    vocabulary: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    table: str = ""
    column: str = ""
    derived_from: str = ""
    phrase: str = ""
    subjects: Mapping[str, str] = field(default_factory=dict)
    title_order: int = 0
    text_order: int = 0
    suggestion_order: int = 0
    default: frozenset[str] = frozenset()
    is_single: bool = False
    ordering: str = ""
    is_place: bool = False
    has_page: bool = False
    follows_from_date: bool = False

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the facet with their labels."""
        found = {self.name: self.any_label}
        return found | {f"{self.name}_all": self.all_label} if self.all_label else found

    @property
    def may_lack_values(self) -> bool:
        """Whether companies may have no value of it; every company has a kind and a membership."""
        return bool(self.table or self.is_place)

    @property
    def has_bitmaps(self) -> bool:
        """Whether the index counts its values by rows of bits: not if they are only a few."""
        return bool(self.table or self.is_place)

    @property
    def is_plain(self) -> bool:
        """Whether its values are indexed as they are, and no default filters by it."""
        return not (self.default or self.follows_from_date)


@dataclass(frozen=True)
class RangeFacet:
    """A figure of a company that searches can bound; the column of the index has its name.

    `min_phrase` and `max_phrase` say a bound, and `unreported` names the figure in "companies
    without ...". `ordering` is an order by the figure, in which companies without it come last.
    """

    name: str
    label: str
    min_label: str
    max_label: str
    noun: str
    min_phrase: str
    max_phrase: str
    unreported: str
    ordering: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the range with their labels."""
        return {f"{self.name}_min": self.min_label, f"{self.name}_max": self.max_label}


FACETS = (
    Facet(
        name="country",
        label="Country",
        any_label="Works in any of these countries",
        all_label="Works in all of these countries",
        noun="country",
        plural="countries",
        vocabulary="countries",
        table="CountryPresence",
        phrase="in {}",
        ordering="-countries",
        is_place=True,
        has_page=True,
        page_order=1,
        title_order=7,
        text_order=3,
        suggestion_order=3,
    ),
    Facet(
        name="region",
        label="Region",
        any_label="Works in any of these regions",
        noun="region",
        plural="regions",
        vocabulary="regions",
        derived_from="country",
        phrase="in {}",
        ordering="-countries",
        is_place=True,
        page_order=2,
        title_order=6,
    ),
    Facet(
        name="hq",
        label=FIELD_LABELS["headquarters"],
        any_label="Headquarters in",
        noun="headquarters",
        vocabulary="countries",
        column="headquarters_country",
        phrase="with headquarters in {}",
        is_place=True,
        page_order=8,
        title_order=5,
    ),
    Facet(
        name="service",
        label="Service",
        any_label="Offers any of these services",
        all_label="Offers all of these services",
        noun="service",
        plural="services",
        vocabulary="services",
        table="OfferedService",
        phrase="offering {}",
        has_page=True,
        page_order=3,
        title_order=1,
        text_order=1,
        suggestion_order=1,
    ),
    Facet(
        name="area",
        label="Therapeutic area",
        any_label="Works in any of these therapeutic areas",
        all_label="Works in all of these therapeutic areas",
        noun="therapeutic area",
        plural="therapeutic areas",
        vocabulary="areas",
        table="CoveredArea",
        phrase="working in {}",
        has_page=True,
        page_order=4,
        title_order=2,
        text_order=2,
        suggestion_order=2,
    ),
    Facet(
        name="modality",
        label="Modality",
        any_label="Modality",
        noun="modality",
        plural="modalities",
        vocabulary="modalities",
        table="CoveredModality",
        phrase="working with {}",
        page_order=7,
        title_order=3,
        text_order=5,
    ),
    Facet(
        name="kind",
        label=FIELD_LABELS["kind"],
        any_label=FIELD_LABELS["kind"],
        noun=FIELD_LABELS["kind"].lower(),
        vocabulary="kinds",
        column="kind",
        phrase="{}",
        subjects=KIND_PLURAL_LABELS,
        page_order=6,
        text_order=4,
    ),
    Facet(
        name="phase",
        label="Phase",
        any_label="Runs trials in any of these phases",
        all_label="Runs trials in all of these phases",
        noun="phase",
        plural="phases",
        vocabulary="phases",
        table="CoveredPhase",
        phrase="with {} trials",
        page_order=5,
        title_order=4,
        text_order=6,
    ),
    Facet(
        name="verified",
        label="Confirmed by the company",
        any_label="Confirmed by the company",
        noun="confirmation",
        labels={
            "true": "Confirmed in the last 12 months",
            "false": "Not confirmed in the last 12 months",
        },
        column="verified_on",
        is_single=True,
        follows_from_date=True,
        page_order=11,
    ),
    Facet(
        name="membership",
        label=FIELD_LABELS["membership"],
        any_label=FIELD_LABELS["membership"],
        noun="membership",
        vocabulary="memberships",
        column="membership",
        default=frozenset({"current", "unconfirmed"}),
        page_order=9,
    ),
    Facet(
        name="merged",
        label="Ownership",
        any_label="Independent or now part of another company",
        noun="ownership",
        labels={"false": "Independent", "true": "Part of another company"},
        column="successor",
        default=frozenset({"false"}),
        page_order=10,
    ),
)
RANGES = (
    RangeFacet(
        name="trials",
        label="Trials (headline figure)",
        min_label="Minimum number of trials",
        max_label="Maximum number of trials",
        noun="number of trials",
        min_phrase="at least {}",
        max_phrase="at most {}",
        unreported="a headline number of trials",
        ordering="-trials",
    ),
    RangeFacet(
        name="founded",
        label="Year founded",
        min_label="Founded in or after",
        max_label="Founded in or before",
        noun="founding year",
        min_phrase="in or after {}",
        max_phrase="in or before {}",
        unreported="a founding year",
        ordering="-founded",
    ),
    RangeFacet(
        name="employees",
        label="Employees",
        min_label="Minimum number of employees",
        max_label="Maximum number of employees",
        noun="employees",
        min_phrase="at least {}",
        max_phrase="at most {}",
        unreported="a number of employees",
    ),
)
FACETS_BY_NAME = {facet.name: facet for facet in FACETS}
FACET_NAMES = tuple(FACETS_BY_NAME)
RANGES_BY_NAME = {figure.name: figure for figure in RANGES}
RANGE_NAMES = tuple(RANGES_BY_NAME)
FACET_DEFAULTS = {facet.name: facet.default for facet in FACETS if facet.default}


def find_facet(parameter: str) -> Facet:
    """Return the facet of a parameter, `_all` or not. Raise KeyError if it has none."""
    return FACETS_BY_NAME[parameter.removesuffix("_all")]


def sort_facets(order: str) -> tuple[Facet, ...]:
    """Return the facets that have this order, such as `page_order`, in it."""
    ranked = [facet for facet in FACETS if getattr(facet, order)]
    return tuple(sorted(ranked, key=lambda facet: getattr(facet, order)))
