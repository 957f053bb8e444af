"""The search index: the members with each value, their figures, the order of names, the words.

An `Index` never changes. `index_builder.build_index` reads one from the database, and
`index_updater.update_index` makes the next from the last and the members that changed. A search
finishes on the index it began with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from pyroaring import BitMap

from directory import dates
from directory.models.member import VERIFIED_MONTHS
from directory.search.facet_bitmaps import FacetBitmaps
from directory.search.lexicon import Lexicon
from directory.search.sets import Numbers, make_bitmap, unite_sets

NOT_STATED = -1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
INDEXED_FIGURES = ("trials", "founded", "employees", "countries", "updated")
LONG_FIGURES = {"updated"}  # more than 32 bits
INDEXED_DAYS = ("until", "verified")


@dataclass(frozen=True)
class DayValues:
    """The values of the facets that depend on the day: membership and verification.

    `selections` caches the counts of a search without filters, by the chosen values of the facets
    that have a default.
    """

    values: Mapping[str, Mapping[str, BitMap]]
    selections: dict[Any, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Index:
    """One state of the directory. Members are identified by their primary keys.

    `values[facet][value]` are the members that have the value; membership is the stored one.
    `columns` hold a figure for each key: -1 if it isn't reported, days as ordinals, and times in
    microseconds since 1970. `names` are (folded name, slug) in order, `by_name` the keys in that
    order. `successors` maps a company to the company it became part of, archived ones included.
    """

    members: BitMap
    values: Mapping[str, Mapping[str, BitMap]]
    columns: Mapping[str, Numbers]
    names: list[tuple[str, str]]
    by_name: Numbers
    successors: Mapping[int, int]
    lexicon: Lexicon
    bits: FacetBitmaps
    _days: dict[date, DayValues] = field(default_factory=dict, repr=False)

    @cached_property
    def place_by_name(self) -> Numbers:
        """The position of each member in the order of names, by key."""
        places = np.zeros(len(self.columns["founded"]), dtype=np.int32)
        places[self.by_name] = np.arange(len(self.by_name), dtype=np.int32)
        return places

    @cached_property
    def orders(self) -> dict[str, Numbers]:
        """The members in each order that was requested so far."""
        return {}

    def order(self, ordering: str) -> Numbers:
        """Return all members in this order: without the figure last, ties by name and slug."""
        if ordering not in self.orders:
            members = self.by_name
            keys = self.sort_keys(ordering, members)
            self.orders[ordering] = members[np.lexsort(keys)] if keys else members
        return self.orders[ordering]

    def sort_keys(self, ordering: str, members: Numbers) -> tuple[Numbers, ...]:
        """Return the sort keys of these members, the primary key last, as `lexsort` takes them."""
        places = self.place_by_name[members]
        descending, column = ordering.startswith("-"), ordering.lstrip("-")
        if column == "name":
            return (places, -self.name_groups[places]) if descending else (places,)
        figures = self.columns[column][members]
        return places, -figures if descending else figures, figures == NOT_STATED

    @cached_property
    def name_groups(self) -> Numbers:
        """For each position in the order of names, a number that companies of one name share."""
        names = [name for name, _ in self.names]
        new = np.fromiter(
            (place == 0 or name != names[place - 1] for place, name in enumerate(names)),
            dtype=bool,
            count=len(names),
        )
        return np.cumsum(new)

    def values_of(self, member: int) -> set[tuple[str, str]]:
        """Return the values that a member has, as (facet, value)."""
        without_rows = {
            (facet, value)
            for facet, values in self.values.items()
            if facet not in self.bits.rows
            for value, members in values.items()
            if member in members
        }
        return without_rows.union(self.bits.values_of(member))

    @cached_property
    def unmerged(self) -> BitMap:
        """The members that haven't become part of another company."""
        return self.values["merged"]["false"]

    def updated(self, member: int) -> datetime:
        """Return when the profile of a member was last published."""
        return EPOCH + int(self.columns["updated"][member]) * MICROSECOND

    def on(self, today: date) -> DayValues:
        """Return the values of the facets that depend on the day, for this day."""
        if today not in self._days:
            self._days[today] = self._read_day(today)
        return self._days[today]

    def _read_day(self, today: date) -> DayValues:
        until, verified = self.columns["until"], self.columns["verified"]
        stored = self.values["membership"]
        current = stored["current"]
        ended = current & make_bitmap(
            np.flatnonzero((until != NOT_STATED) & (until < today.toordinal()))
        )
        since = dates.subtract_months(today, VERIFIED_MONTHS).toordinal()
        confirmed = self.members & make_bitmap(np.flatnonzero(verified >= since))
        return DayValues(
            {
                "membership": {
                    "current": current - ended,
                    "former": stored["former"] | ended,
                    "unconfirmed": stored["unconfirmed"],
                },
                "verified": {"true": confirmed, "false": self.members - confirmed},
            }
        )

    def facet_on(self, day: DayValues, facet: str) -> Mapping[str, BitMap]:
        """Return the members with each value of a facet on a day."""
        return day.values.get(facet) or self.values[facet]

    @cached_property
    def unreported(self) -> dict[str, BitMap]:
        """The members without any value of the facets that were asked for so far."""
        return {}

    def lacking(self, name: str) -> BitMap:
        """Return the members without any value of a facet, or without a figure."""
        if name not in self.unreported:
            if name in self.columns:
                without = make_bitmap(np.flatnonzero(self.columns[name] == NOT_STATED))
                found = self.members & without
            else:
                found = self.members - unite_sets(self.values[name].values())
            self.unreported[name] = found
        return self.unreported[name]

    def within(self, column: str, lowest: int | None, highest: int | None) -> BitMap:
        """Return the members whose figure lies in this range, ends included."""
        figures = self.columns[column]
        largest = int(np.iinfo(figures.dtype).max)
        inside = figures >= (0 if lowest is None else min(lowest, largest))
        if highest is not None:
            inside &= figures <= min(highest, largest)
        return self.members & make_bitmap(np.flatnonzero(inside))
