"""The update of an index after some members changed; unchanged parts are shared."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np
from pyroaring import BitMap

from directory.search.index import NOT_STATED, Index
from directory.search.index_builder import (
    DERIVED_FACETS,
    UNMERGED_VALUE,
    ValueKey,
    ValuesByMember,
    encode_figures,
    list_column_values,
    weigh_names,
    weigh_places,
)
from directory.search.index_source import MemberRow, read_listed_values, read_member_rows
from directory.search.lexicon import Lexicon, extend_alphabet
from directory.search.sets import Numbers, grow_column
from directory.search.vocabulary import Vocabulary
from directory.search.vocabulary_words import WordNumbers


def update_index(index: Index, vocabulary: Vocabulary, members: Collection[int]) -> Index:
    """Return the index after these members changed, with their successors read again too."""
    others = {key: to for key, to in index.successors.items() if key not in members}
    rows, merged = read_member_rows(members)
    successors = others | merged
    affected = add_successors(members, index.successors, successors)
    rows |= read_member_rows(affected.difference(members))[0]
    before = {member: index.values_of(member) for member in affected}
    now = dict.fromkeys(affected, frozenset[ValueKey]()) | read_present_values(rows, vocabulary)
    values = update_values(index, before, now)
    names, by_name = update_names(index, rows, affected)
    return Index(
        members=(index.members - BitMap(affected)) | BitMap(rows),
        values=values,
        columns=update_columns(index, rows),
        names=names,
        by_name=by_name,
        successors=successors,
        lexicon=update_lexicon(index, rows, before, now, len(values["merged"]["false"])),
        bits=index.bits.changed(now, values, max(rows, default=0) + 1),
    )


def add_successors(members: Iterable[int], *successors: Mapping[int, int]) -> set[int]:
    """Return these members and the chains of their successors, old and new."""
    affected: set[int] = set()
    waiting = list(members)
    while waiting:
        member = waiting.pop()
        if member not in affected:
            affected.add(member)
            waiting += (mapping[member] for mapping in successors if member in mapping)
    return affected


def read_present_values(
    rows: Mapping[int, MemberRow], vocabulary: Vocabulary
) -> dict[int, frozenset[ValueKey]]:
    """Return the values that these members have now."""
    now: dict[int, set[ValueKey]] = {
        key: set(list_column_values(row).items()) for key, row in rows.items()
    }
    for facet, value, member in read_listed_values(rows):
        now[member].add((facet, value))
        for derived in DERIVED_FACETS:
            if facet == derived.derived_from:
                found = vocabulary.values_by_source(derived.name)[value]
                now[member] |= {(derived.name, derived_value) for derived_value in found}
    return {member: frozenset(values) for member, values in now.items()}


def update_values(
    index: Index, before: ValuesByMember, now: ValuesByMember
) -> dict[str, dict[str, BitMap]]:
    """Return the members with each value, after these members' values changed."""
    values = {facet: dict(by_value) for facet, by_value in index.values.items()}
    moved: dict[ValueKey, tuple[list[int], list[int]]] = {}
    for member, present in now.items():
        for place, pairs in enumerate((before[member] - present, present - before[member])):
            for pair in pairs:
                moved.setdefault(pair, ([], []))[place].append(member)
    for (facet, value), (lost, gained) in moved.items():
        old = values[facet].get(value, BitMap())
        values[facet][value] = (old - BitMap(lost)) | BitMap(gained)
    return values


def update_columns(index: Index, rows: Mapping[int, MemberRow]) -> dict[str, Numbers]:
    """Return the columns with the new figures of these members."""
    size = max(rows, default=0) + 1
    columns = {
        name: grow_column(column, size, NOT_STATED) for name, column in index.columns.items()
    }
    for member, row in rows.items():
        for name, figure in encode_figures(row).items():
            columns[name][member] = figure
    return columns


def update_names(
    index: Index, rows: Mapping[int, MemberRow], affected: set[int]
) -> tuple[list[tuple[str, str]], Numbers]:
    """Return the names and members in order, with the affected members moved or removed."""
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


def update_lexicon(
    index: Index,
    rows: Mapping[int, MemberRow],
    before: ValuesByMember,
    now: ValuesByMember,
    companies: int,
) -> Lexicon:
    """Return the lexicon with the new texts of these members."""
    old = index.lexicon
    numbers = WordNumbers(old.numbers)
    short = number_short_texts(rows.values(), numbers)
    long = number_long_texts(rows.values(), now, numbers)
    size = len(numbers)
    alphabet, alphabet_numbers = extend_alphabet(old, numbers)
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
        member_counts=grow_column(old.member_counts, size),
        unmerged_counts=grow_column(old.unmerged_counts, size),
    )
    for lexicon, member_values, step in ((old, before, -1), (new, now, 1)):
        for member, values in member_values.items():
            words = list(list_member_words(lexicon, values, member))
            new.member_counts[words] += step
            if UNMERGED_VALUE in values:
                new.unmerged_counts[words] += step
    return new


def number_short_texts(
    rows: Iterable[MemberRow], numbers: WordNumbers
) -> dict[str, list[tuple[int, int, list[int]]]]:
    """Return the names and places of members as (member, weight, numbers of the words)."""
    texts: dict[str, list[tuple[int, int, list[int]]]] = {"names": [], "places": []}
    for row in rows:
        for name, weighed in (("names", weigh_names(row)), ("places", weigh_places(row))):
            texts[name] += [
                (row.member, weight, [numbers[word] for word in text.split()])
                for weight, text in weighed
            ]
    return texts


def number_long_texts(
    rows: Iterable[MemberRow], members: Iterable[int], numbers: WordNumbers
) -> dict[str, dict[int, frozenset[int]]]:
    """Return the words of summaries and descriptions by member; none for a member without a row."""
    texts: dict[str, dict[int, frozenset[int]]] = {
        name: dict.fromkeys(members, frozenset()) for name in ("summaries", "descriptions")
    }
    for row in rows:
        for name, text in (("summaries", row.summary), ("descriptions", row.description)):
            texts[name][row.member] = frozenset(numbers[word] for word in (text or "").split())
    return texts


def list_member_words(lexicon: Lexicon, values: Iterable[ValueKey], member: int) -> set[int]:
    """Return all words of a member, those of its values included."""
    words = lexicon.names.words_of(member) | lexicon.places.words_of(member)
    words |= lexicon.summaries.words_of(member) | lexicon.descriptions.words_of(member)
    return words.union(*(lexicon.terms.of_value.get(pair, ()) for pair in values))
