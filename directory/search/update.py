"""The index after some members changed: the last one, with only what moved made anew."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np
from pyroaring import BitMap

from directory.search.arrays import Numbers, grown
from directory.search.build import (
    SHOWN,
    Value,
    Values,
    figures_of,
    names_of,
    own_values,
    places_of,
)
from directory.search.index import NONE, Index
from directory.search.lexicon import Lexicon, Numbering, with_new
from directory.search.rows import Row, read_rows_of, read_values_of
from directory.search.vocabulary import Vocabulary


def changed(index: Index, vocabulary: Vocabulary, members: Collection[int]) -> Index:
    """The index after these members changed, and with them those that they are part of."""
    others = {key: to for key, to in index.successors.items() if key not in members}
    rows, merged = read_rows_of(members)
    successors = others | merged
    affected = with_successors(members, index.successors, successors)
    rows |= read_rows_of(affected.difference(members))[0]
    before = {member: index.values_of(member) for member in affected}
    now = dict.fromkeys(affected, frozenset[Value]()) | values_now(rows, vocabulary)
    values = changed_values(index, before, now)
    names, by_name = changed_names(index, rows, affected)
    return Index(
        members=(index.members - BitMap(affected)) | BitMap(rows),
        values=values,
        columns=changed_columns(index, rows),
        names=names,
        by_name=by_name,
        successors=successors,
        lexicon=changed_lexicon(index, rows, before, now, len(values["merged"]["false"])),
        bits=index.bits.changed(now, values, max(rows, default=0) + 1),
    )


def with_successors(members: Iterable[int], *successors: Mapping[int, int]) -> set[int]:
    """These members and all along the chains of their successors, as they were and are."""
    found: set[int] = set()
    waiting = list(members)
    while waiting:
        member = waiting.pop()
        if member not in found:
            found.add(member)
            waiting += (of[member] for of in successors if member in of)
    return found


def values_now(rows: Mapping[int, Row], vocabulary: Vocabulary) -> dict[int, frozenset[Value]]:
    """The values that these members have."""
    now: dict[int, set[Value]] = {key: set(own_values(row).items()) for key, row in rows.items()}
    for facet, value, member in read_values_of(rows):
        now[member].add((facet, value))
        if facet == "country":
            now[member] |= {("region", region) for region in vocabulary.regions_by_country[value]}
    return {member: frozenset(values) for member, values in now.items()}


def changed_values(index: Index, before: Values, now: Values) -> dict[str, dict[str, BitMap]]:
    """Who has each value, after these members had those before and have these now."""
    values = {facet: dict(of) for facet, of in index.values.items()}
    moved: dict[Value, tuple[list[int], list[int]]] = {}
    for member, having in now.items():
        for place, pairs in enumerate((before[member] - having, having - before[member])):
            for pair in pairs:
                moved.setdefault(pair, ([], []))[place].append(member)
    for (facet, value), (lost, won) in moved.items():
        old = values[facet].get(value, BitMap())
        values[facet][value] = (old - BitMap(lost)) | BitMap(won)
    return values


def changed_columns(index: Index, rows: Mapping[int, Row]) -> dict[str, Numbers]:
    """The figures now."""
    size = max(rows, default=0) + 1
    columns = {name: grown(column, size, NONE) for name, column in index.columns.items()}
    for member, row in rows.items():
        for name, figure in figures_of(row).items():
            columns[name][member] = figure
    return columns


def changed_names(
    index: Index, rows: Mapping[int, Row], affected: set[int]
) -> tuple[list[tuple[str, str]], Numbers]:
    """The order of names now."""
    gone = np.flatnonzero(
        np.isin(index.by_name, [member for member in affected if member in index.members])
    )
    names, by_name = index.names.copy(), np.delete(index.by_name, gone)
    for place in gone[::-1].tolist():
        del names[place]
    for row in rows.values():
        place = bisect_left(names, (row.name, row.slug))
        names.insert(place, (row.name, row.slug))
        by_name = np.insert(by_name, place, row.member)
    return names, by_name


def changed_lexicon(
    index: Index, rows: Mapping[int, Row], before: Values, now: Values, companies: int
) -> Lexicon:
    """The words now."""
    old = index.lexicon
    numbers = Numbering(old.numbers)
    short: dict[str, list[tuple[int, int, list[int]]]] = {"names": [], "places": []}
    long: dict[str, dict[int, frozenset[int]]] = {
        name: dict.fromkeys(now, frozenset()) for name in ("summaries", "descriptions")
    }
    for row in rows.values():
        for name, texts in (("names", names_of(row)), ("places", places_of(row))):
            short[name] += [
                (row.member, weight, [numbers[word] for word in text.split()])
                for weight, text in texts
            ]
        for name, text in (("summaries", row.summary), ("descriptions", row.description)):
            long[name][row.member] = frozenset(numbers[word] for word in (text or "").split())
    size = len(numbers)
    alphabet, alphabet_numbers = with_new(old, numbers)
    new = replace(
        old,
        numbers=numbers,
        alphabet=alphabet,
        alphabet_numbers=alphabet_numbers,
        names=old.names.changed(now, short["names"], size),
        places=old.places.changed(now, short["places"], size),
        summaries=old.summaries.changed(long["summaries"], size),
        descriptions=old.descriptions.changed(long["descriptions"], size),
        companies=companies,
        bearers=grown(old.bearers, size),
        shown=grown(old.shown, size),
    )
    for lexicon, of, step in ((old, before, -1), (new, now, 1)):
        for member, values in of.items():
            words = list(words_of(lexicon, values, member))
            new.bearers[words] += step
            if SHOWN in values:
                new.shown[words] += step
    return new


def words_of(lexicon: Lexicon, values: Iterable[Value], member: int) -> set[int]:
    """All the words that a member has, those of its values among them."""
    found = lexicon.names.words_of(member) | lexicon.places.words_of(member)
    found |= lexicon.summaries.words_of(member) | lexicon.descriptions.words_of(member)
    return found.union(*(lexicon.terms.of_value.get(pair, ()) for pair in values))
