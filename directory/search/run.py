"""The answer to a query, by the ORM: plain to read, and the meaning of every parameter.

An index that answers faster is held against this. Related rows are asked for by `Exists`, so no
join can count a company twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Count, Max, Min, Q, Value

from directory import dates
from directory.models import (
    CountryPresence,
    CoveredArea,
    CoveredModality,
    CoveredPhase,
    Member,
    OfferedService,
)
from directory.models.member import MemberQuerySet, within
from directory.search.query import (
    NOTHING,
    RANGES,
    Answer,
    FacetValue,
    Query,
    Range,
)
from directory.search.snapshot import Snapshot, Vocabulary, current
from directory.text import fold

Match = Callable[[Query], MemberQuerySet]
LINKS = {
    "country": CountryPresence,
    "service": OfferedService,
    "area": CoveredArea,
    "modality": CoveredModality,
    "phase": CoveredPhase,
}
COLUMNS = {
    "kind": "kind",
    "hq": "headquarters_country",
    "membership": "membership_today",
    "merged": "is_merged",
    "verified": "is_verified",
}
FIGURES = {"trials": "headline_trials", "founded": "founded", "employees": "employees_count"}
# What a facet's own choice is set aside to, so that every value of it can be counted.
ALL_OF = {
    "membership": frozenset({"current", "former", "unconfirmed"}),
    "merged": frozenset({"false", "true"}),
    "verified": "",
}


def run(query: Query, snapshot: Snapshot | None = None) -> Answer:
    """How many match, the ids of the page in order, and the counts of the facets asked for."""
    vocabulary = (snapshot or current()).vocabulary
    match = partial(matching, vocabulary=vocabulary, said=ids_saying(query))
    members, facets = match(query), sorted(query.facets)
    count, end = members.count(), query.page * query.page_size
    if query.past_end(count):
        return Answer(count, ())
    ordered = members.in_order(query.order, fold(query.q))
    ids = ordered.values_list("pk", flat=True)[end - query.page_size : end]
    return Answer(
        count=count,
        ids=tuple(ids) if count else (),
        facets={name: facet_values(query, name, match, vocabulary) for name in facets},
        ranges=extents(query, match) if facets else {},
    )


def count_each(queries: Iterable[Query], vocabulary: Vocabulary) -> list[int]:
    """How many companies each query finds, by one query to the database."""
    counted = [
        matching(query, vocabulary).order_by().values(place=Value(place)).annotate(n=Count("pk"))
        for place, query in enumerate(queries)
    ]
    if not counted:
        return []
    rows = counted[0].union(*counted[1:], all=True).values_list("place", "n")
    found = dict(rows)
    return [found.get(place, 0) for place in range(len(counted))]


def ids_saying(query: Query) -> list[int] | None:
    """The members whose text has the words searched for, None where nothing is searched for.

    Found once for an answer: every count of a facet would look through all texts again.
    """
    return list(saying(query).values_list("pk", flat=True)) if query.q else None


def saying(query: Query) -> MemberQuerySet:
    """The published members whose text has the words searched for."""
    words, members = fold(query.q).split(), Member.objects.published()
    return members.saying(words) if words else members.none()


def matching(query: Query, vocabulary: Vocabulary, said: list[int] | None = None) -> MemberQuerySet:
    """The published members that the parameters leave, each once, in no order.

    `said` are the members that have the words, where they were found already.
    """
    today = dates.today()
    members = saying(query) if query.q and said is None else Member.objects.published()
    if said is not None:
        members = members.among(said)
    members = members.of_membership(query.membership, today)
    members = members.merged([value == "true" for value in query.merged])
    for name, table in LINKS.items():
        if getattr(query, name):
            members = members.of_any(table, getattr(query, name))
        members = members.of_every(table, sorted(getattr(query, f"{name}_all", NOTHING)))
    if query.region:
        countries = [vocabulary.countries_in(region) for region in query.region]
        members = members.of_any(CountryPresence, frozenset().union(*countries))
    if query.hq:
        members = members.filter(headquarters_country__in=query.hq)
    if query.kind:
        members = members.filter(kind__in=query.kind)
    for name, column in FIGURES.items():
        lowest, highest = getattr(query, f"{name}_min"), getattr(query, f"{name}_max")
        members = members.within(column, lowest, highest)
    if query.verified:
        members = members.verified(query.verified == "true", today)
    if query.updated_since:
        members = members.updated_since(query.updated_since)
    return members


def facet_values(
    query: Query, facet: str, match: Match, vocabulary: Vocabulary
) -> tuple[FacetValue, ...]:
    """What choosing each value alone in its facet would find, all else unchanged.

    Values that nothing has are left out unless chosen; sorted by count, then label.
    """
    aside: dict[str, Any] = {facet: ALL_OF.get(facet, NOTHING)}
    counts = count_values(match(replace(query, **aside)), facet, vocabulary)
    labels = vocabulary.of(facet)
    chosen = query.chosen(facet)
    values = [
        FacetValue(value, labels[value], counts.get(value, 0), value in chosen)
        for value in counts.keys() | chosen
    ]
    return tuple(sorted(values, key=lambda value: (-value.count, value.label, value.value)))


def count_values(members: Any, facet: str, vocabulary: Vocabulary) -> Mapping[str, int]:
    """How many of these members have each value of a facet, zeros left out."""
    if facet == "region":
        return count_regions(members, vocabulary)
    if facet in LINKS:
        rows = LINKS[facet].objects.filter(member__in=members.values("pk"))
        counts = rows.order_by().values_list("value").annotate(Count("member"))
    else:
        today = dates.today()
        members = members.with_membership(today).with_merged().with_verified(today)
        column = COLUMNS[facet]
        counts = members.order_by().values_list(column).annotate(Count("pk"))
    return {as_value(value): count for value, count in counts if value is not None}


def count_regions(members: Any, vocabulary: Vocabulary) -> Mapping[str, int]:
    """How many of these members work in some country of each region, zeros left out.

    A member's regions are united here: a distinct count for each of them took ten times as long.
    """
    rows = CountryPresence.objects.filter(member__in=members.values("pk")).order_by()
    around = vocabulary.regions_by_country
    found: dict[int, int] = {}
    for member, country in rows.values_list("member", "value").iterator():
        found[member] = found.get(member, 0) | around.get(country, 0)
    counts: Counter[str] = Counter()
    for regions, members_of_these in Counter(found.values()).items():
        for place, slug in enumerate(vocabulary.regions):
            if regions >> place & 1:
                counts[slug] += members_of_these
    return counts


def as_value(value: Any) -> str:
    """A value as it stands in an address; databases give booleans as True or 1."""
    if isinstance(value, str):
        return value
    return "true" if value else "false"


def extents(query: Query, match: Match) -> dict[str, Range]:
    """The extent of each figure among what matches, the figure's own bounds set aside."""
    ends = [f"{name}_{end}" for name in RANGES for end in ("min", "max")]
    bounds = {
        name: within(FIGURES[name], getattr(query, f"{name}_min"), getattr(query, f"{name}_max"))
        for name in RANGES
    }
    aside: dict[str, Any] = dict.fromkeys(ends)
    wanted = {}
    for name in RANGES:
        others = Q()
        for other in RANGES:
            others &= bounds[other] if other != name else Q()
        for key, aggregate in (("min", Min), ("max", Max), ("stated", Count)):
            wanted[f"{name}_{key}"] = aggregate(FIGURES[name], filter=others)
    found = match(replace(query, **aside)).aggregate(**wanted)
    return {
        name: Range(*(found[f"{name}_{key}"] for key in ("min", "max", "stated")))
        for name in RANGES
    }


def explain(entries: Iterable[Mapping[str, str]], words: list[str]) -> dict[str, str] | None:
    """Which name or field a company was found by: {kind, text, of}.

    A part of its text that is just these words, else the first in which every word is the
    beginning of a word; where the words
    are spread over several parts, the parts together.
    """
    parts = list(entries)
    parts.sort(key=lambda part: part["words"] != " ".join(words))  # what is just that, first
    for part in parts:
        if all(begins(part, word) for word in words):
            return {key: part[key] for key in ("kind", "text", "of")}
    found = [next((part for part in parts if begins(part, word)), None) for word in words]
    texts = dict.fromkeys(part["text"] or part["kind"] for part in found if part)
    return {"kind": "several", "text": ", ".join(texts), "of": ""} if texts else None


def begins(part: Mapping[str, str], word: str) -> bool:
    """Whether a word of this part begins so."""
    return f" {word}" in f" {part['words']}"
