"""What is counted beside a result: the values of each facet, the extent of each figure."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory import dates
from directory.search.facets import FACET_DEFAULTS, RANGE_NAMES
from directory.search.index import NOT_STATED, Index
from directory.search.query import FacetValue, FigureRange, Query
from directory.search.sets import Numbers, intersect_sets, make_array
from directory.search.snapshot import Snapshot

DEFAULT_FILTERS = {"all", *FACET_DEFAULTS}
FigureExtent = tuple[int | None, int | None, int]
RankedValues = tuple[list[int], list[int]]
"""The places in the order of labels of the values that somebody has, most first, and how many."""


class Selection:
    """Some companies of an index, with what is counted of them, each once.

    It holds the parts of the index that it needs: one that is kept by the index and held it would
    keep it in memory after the next one took its place, until somebody looked for circles.
    """

    def __init__(self, index: Index, members: BitMap, *, kept: bool = False) -> None:
        self.bits, self.columns, self.members, self.kept = index.bits, index.columns, members, kept
        self._extents: dict[str, FigureExtent] = {}

    @cached_property
    def listed(self) -> Numbers:
        """Their keys, ascending."""
        return make_array(self.members)

    @cached_property
    def counted(self) -> Numbers:
        """How many have each value."""
        return self.bits.count(self.members)

    @cached_property
    def ranked(self) -> dict[str, RankedValues]:
        """The values that somebody has, of each facet that has rows, sorted all in one go."""
        facets, counts = self.bits.rows, self.counted
        had = np.flatnonzero(counts)
        of_facet = np.searchsorted([rows.stop for rows in facets.values()], had, side="right")
        order = np.lexsort((-counts[had], of_facet))  # equals stay by label
        places, found = had[order], counts[had[order]].tolist()
        ends = np.searchsorted(of_facet, range(len(facets) + 1)).tolist()
        return {
            facet: ((places[start:stop] - rows.start).tolist(), found[start:stop])
            for (facet, rows), start, stop in zip(facets.items(), ends, ends[1:], strict=False)
        }

    def rank_facet(self, facet: str) -> RankedValues:
        """The same of one facet."""
        if self.kept:
            return self.ranked[facet]
        return rank_values(self.bits.count(self.members, self.bits.rows[facet]))

    def extent(self, figure: str) -> FigureExtent:
        """The least and most of a figure, and how many state it."""
        if figure not in self._extents:
            self._extents[figure] = measure_extent(self.columns[figure][self.listed])
        return self._extents[figure]


class FacetCounter:
    """Counts the values of facets among what matches, each facet's own choice set aside."""

    def __init__(self, query: Query, snapshot: Snapshot, parts: Mapping[str, BitMap]) -> None:
        self.query, self.parts = query, parts
        self.index, self.vocabulary = snapshot.index, snapshot.vocabulary
        self.day = self.index.on(dates.today())
        self._selections: dict[str, Selection] = {}

    def aside(self, name: str) -> Selection:
        """What matches when one facet's or figure's own choice is set aside."""
        key = name if name in self.parts else ""
        if key not in self._selections:
            self._selections[key] = self._without(key)
        return self._selections[key]

    def _without(self, name: str) -> Selection:
        rest = {key: part for key, part in self.parts.items() if key != name}
        if rest.keys() == DEFAULT_FILTERS and len(rest["all"]) == len(self.index.members):
            return self._everything(rest)
        return Selection(self.index, intersect_sets(rest.values()))

    def _everything(self, parts: Mapping[str, BitMap]) -> Selection:
        """What is shown where nothing else is chosen: counted once a day, for many ask for it."""
        kept = self.day.selections
        key = tuple(self.query.chosen(name) for name in FACET_DEFAULTS)
        if key not in kept:
            kept[key] = Selection(self.index, intersect_sets(parts.values()), kept=True)
        found: Selection = kept[key]
        return found

    def counts(self, facet: str) -> RankedValues:
        """How many would match with each value of a facet chosen alone."""
        selection = self.aside(facet)
        if facet in self.index.bits.rows:
            alone = facet in self.parts
            return selection.rank_facet(facet) if alone else selection.ranked[facet]
        sets = self.index.facet_on(self.day, facet)
        count = selection.members.intersection_cardinality
        labels = self.vocabulary.by_label[facet]
        return rank_values(np.array([count(sets[v]) if v in sets else 0 for v in labels]))

    def values(self, facet: str, chosen: frozenset[str]) -> tuple[FacetValue, ...]:
        """The values of a facet with their counts, also those that are chosen and nobody has.

        Sorted by count, then label.
        """
        known, (places, counts) = self.vocabulary.labelled[facet], self.counts(facet)
        if chosen:
            had = frozenset(places)
            places = places + [
                at for at, (value, _) in enumerate(known) if value in chosen and at not in had
            ]
            counts = counts + [0] * (len(places) - len(counts))
        return tuple(
            [
                {"value": value, "label": label, "count": count, "selected": value in chosen}
                for (value, label), count in zip(
                    map(known.__getitem__, places), counts, strict=True
                )
            ]
        )

    def extents(self) -> dict[str, FigureRange]:
        """The extent of each figure among what matches, the figure's own bounds set aside."""
        return {name: FigureRange(*self.aside(name).extent(name)) for name in RANGE_NAMES}


def measure_extent(figures: Numbers) -> FigureExtent:
    """The least and most of these figures, and how many are stated."""
    stated = len(figures) - int(np.count_nonzero(figures == NOT_STATED))
    if not stated:
        return None, None, 0
    # Without its sign, -1 is the largest of all numbers: nothing need be left out.
    unsigned = figures.view(f"u{figures.dtype.itemsize}")
    return int(unsigned.min()), int(figures.max()), stated


def rank_values(counts: Numbers) -> RankedValues:
    """The values of one facet that somebody has, from how many have each; equals by label."""
    had = np.flatnonzero(counts)
    places = had[np.argsort(-counts[had], kind="stable")]
    return places.tolist(), counts[places].tolist()
