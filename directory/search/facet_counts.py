"""The counts beside a result: the values of each facet, and the range of each figure."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory import dates
from directory.search.facets import FACET_DEFAULTS, FACETS, RANGE_NAMES
from directory.search.index import NOT_STATED, Index
from directory.search.query import FacetValue, FigureRange, Query
from directory.search.sets import Numbers, intersect_sets, make_array
from directory.search.snapshot import Snapshot

DEFAULT_FILTERS = {"all", *FACET_DEFAULTS}
# What companies may report nothing of: its name, and what they then lack.
MAY_BE_UNREPORTED = (
    *((facet.name, facet.derived_from or facet.name) for facet in FACETS if facet.may_lack_values),
    *((name, name) for name in RANGE_NAMES),
)
FigureExtent = tuple[int | None, int | None, int]
RankedValues = tuple[list[int], list[int]]
"""The values that any company has, as positions by label, most frequent first; their counts."""


class Selection:
    """Some companies of an index, with their counts, each computed once.

    A selection that the index keeps must not refer to the index: the cycle would keep a replaced
    index in memory until the garbage collector runs. So it holds only the parts that it needs.
    """

    def __init__(self, index: Index, members: BitMap, *, kept: bool = False) -> None:
        self.bits, self.columns, self.members, self.kept = index.bits, index.columns, members, kept
        self._extents: dict[str, FigureExtent] = {}

    @cached_property
    def listed(self) -> Numbers:
        """The keys of the companies, ascending."""
        return make_array(self.members)

    @cached_property
    def counted(self) -> Numbers:
        """The number of companies with each value, in the order of the rows."""
        return self.bits.count(self.members)

    @cached_property
    def ranked(self) -> dict[str, RankedValues]:
        """The ranked values of each facet that has rows, all facets sorted at once."""
        facets, counts = self.bits.rows, self.counted
        present = np.flatnonzero(counts)
        facet_numbers = np.searchsorted(
            [rows.stop for rows in facets.values()], present, side="right"
        )
        order = np.lexsort((-counts[present], facet_numbers))  # ties stay in order of label
        places, ranked_counts = present[order], counts[present[order]].tolist()
        ends = np.searchsorted(facet_numbers, range(len(facets) + 1)).tolist()
        return {
            facet: ((places[start:stop] - rows.start).tolist(), ranked_counts[start:stop])
            for (facet, rows), start, stop in zip(facets.items(), ends, ends[1:], strict=False)
        }

    def rank_facet(self, facet: str) -> RankedValues:
        """Return the ranked values of one facet; a kept selection reuses those of all facets."""
        if self.kept:
            return self.ranked[facet]
        return rank_values(self.bits.count(self.members, self.bits.rows[facet]))

    def extent(self, figure: str) -> FigureExtent:
        """Return the least and greatest value of a figure, and the number of companies with one."""
        if figure not in self._extents:
            self._extents[figure] = measure_extent(self.columns[figure][self.listed])
        return self._extents[figure]


class FacetCounter:
    """The counts of facet values among the matches, without each facet's own choice."""

    def __init__(self, query: Query, snapshot: Snapshot, parts: Mapping[str, BitMap]) -> None:
        self.query, self.parts = query, parts
        self.index, self.vocabulary = snapshot.index, snapshot.vocabulary
        self.day = self.index.on(dates.today())
        self._selections: dict[str, Selection] = {}

    def select_without(self, name: str) -> Selection:
        """Return the matches without the choice of this facet or figure."""
        key = name if name in self.parts else ""
        if key not in self._selections:
            self._selections[key] = self._intersect_without(key)
        return self._selections[key]

    def _intersect_without(self, name: str) -> Selection:
        rest = {key: part for key, part in self.parts.items() if key != name}
        if rest.keys() == DEFAULT_FILTERS and len(rest["all"]) == len(self.index.members):
            return self._select_default(rest)
        return Selection(self.index, intersect_sets(rest.values()))

    def _select_default(self, parts: Mapping[str, BitMap]) -> Selection:
        """Return the matches of a search without filters.

        It is the most frequent search, so its counts are kept for the day.
        """
        kept = self.day.selections
        key = tuple(self.query.chosen(name) for name in FACET_DEFAULTS)
        if key not in kept:
            kept[key] = Selection(self.index, intersect_sets(parts.values()), kept=True)
        selection: Selection = kept[key]
        return selection

    def counts(self, facet: str) -> RankedValues:
        """Return the number of matches if each value of a facet alone were chosen."""
        selection = self.select_without(facet)
        if facet in self.index.bits.rows:
            is_filtered = facet in self.parts
            return selection.rank_facet(facet) if is_filtered else selection.ranked[facet]
        sets = self.index.facet_on(self.day, facet)
        count = selection.members.intersection_cardinality
        labels = self.vocabulary.by_label[facet]
        return rank_values(np.array([count(sets[v]) if v in sets else 0 for v in labels]))

    def values(self, facet: str, selected: frozenset[str]) -> tuple[FacetValue, ...]:
        """Return the values of a facet with their counts, by count, then label.

        Selected values come last if no company has them. Other values without companies are left
        out.
        """
        known, (places, counts) = self.vocabulary.labeled[facet], self.counts(facet)
        if selected:
            present = frozenset(places)
            places = places + [
                at for at, (value, _) in enumerate(known) if value in selected and at not in present
            ]
            counts = counts + [0] * (len(places) - len(counts))
        return tuple(
            [
                {"value": value, "label": label, "count": count, "selected": value in selected}
                for (value, label), count in zip(
                    map(known.__getitem__, places), counts, strict=True
                )
            ]
        )

    def count_unreported(self) -> dict[str, tuple[int, int]]:
        """Return how many companies match the rest of the query, by its facets and figures.

        The numbers are of the companies that report the facet or figure, and of those that don't.
        """
        found = {}
        for name, source in MAY_BE_UNREPORTED:
            own = {name, f"{name}_all"} & self.parts.keys()
            if own:
                rest = [part for key, part in self.parts.items() if key not in own]
                members = intersect_sets(rest)
                lacking = members.intersection_cardinality(self.index.lacking(source))
                found[name] = len(members) - lacking, lacking
        return found

    def extents(self) -> dict[str, FigureRange]:
        """Return the range of each figure among the matches, without the figure's own bounds."""
        return {name: FigureRange(*self.select_without(name).extent(name)) for name in RANGE_NAMES}


def measure_extent(figures: Numbers) -> FigureExtent:
    """Return (least, greatest, number) of the reported figures; (None, None, 0) if none is."""
    stated = len(figures) - int(np.count_nonzero(figures == NOT_STATED))
    if not stated:
        return None, None, 0
    # As an unsigned number, -1 is the largest, so the minimum needs no mask.
    unsigned = figures.view(f"u{figures.dtype.itemsize}")
    return int(unsigned.min()), int(figures.max()), stated


def rank_values(counts: Numbers) -> RankedValues:
    """Return the values with a count above zero, highest count first, ties by label."""
    present = np.flatnonzero(counts)
    places = present[np.argsort(-counts[present], kind="stable")]
    return places.tolist(), counts[places].tolist()
