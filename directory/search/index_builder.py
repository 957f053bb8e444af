"""Making an index: whole, from the database or from given rows."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date

import numpy as np
from pyroaring import BitMap

from directory.search.facet_bitmaps import FacetBitmaps
from directory.search.facets import FACET_DEFAULTS, FACETS
from directory.search.index import (
    EPOCH,
    INDEXED_DAYS,
    INDEXED_FIGURES,
    LONG_FIGURES,
    MICROSECOND,
    NOT_STATED,
    Index,
)
from directory.search.index_source import (
    FACET_TABLES,
    MemberRow,
    read_all_listed_values,
    read_all_member_rows,
    read_successors,
)
from directory.search.lexicon import Lexicon, sort_alphabet
from directory.search.long_texts import LongTexts
from directory.search.sets import Numbers, make_bitmap, sort_distinct, unite_sets
from directory.search.short_texts import ShortTexts
from directory.search.vocabulary import Vocabulary
from directory.search.vocabulary_words import VocabularyWords, WordNumbers

NAME_WEIGHT, OTHER_NAME_WEIGHT, PLACE_WEIGHT = 10, 8, 2
COLUMN_FACETS = tuple(
    facet.name for facet in FACETS if facet.column and not facet.follows_from_date
)
BITMAP_FACETS = tuple(facet.name for facet in FACETS if facet.has_bitmaps)
ValueKey = tuple[str, str]
"""A facet and one of its values."""
ValuesByMember = Mapping[int, AbstractSet[ValueKey]]
"""Of members, the values that they have."""
UNMERGED_VALUE = ("merged", "false")


def build_index(vocabulary: Vocabulary) -> Index:
    """The index of what the database holds."""
    return assemble_index(
        vocabulary, read_all_member_rows(), read_all_listed_values(), read_successors()
    )


def assemble_index(
    vocabulary: Vocabulary,
    rows: Iterable[MemberRow],
    lists: Mapping[str, Mapping[str, Numbers]],
    successors: Mapping[int, int],
) -> Index:
    """The index of such members, who list such values; others who list one are passed over."""
    text, columns = LexiconBuilder(vocabulary.terms), ColumnBuilder()
    for row in rows:
        columns.add(row)
        text.add(row)
    members = make_bitmap(np.array(columns.members, dtype=np.uint32))
    values = columns.values(vocabulary)
    for facet in FACET_TABLES:
        having = lists.get(facet, {})
        values[facet] = {value: members & make_bitmap(keys) for value, keys in having.items()}
    add_regions(values, vocabulary)
    names, by_name = columns.in_order()
    return Index(
        members=members,
        values=values,
        columns=columns.columns(),
        names=names,
        by_name=by_name,
        successors=successors,
        lexicon=text.lexicon(values),
        bits=FacetBitmaps.of(
            list_bitmap_values(vocabulary), values, max(columns.members, default=0) + 1
        ),
    )


def list_bitmap_values(vocabulary: Vocabulary) -> dict[str, Iterable[str]]:
    """The values of those facets that have many."""
    return {facet: vocabulary.by_label[facet] for facet in BITMAP_FACETS}


class ColumnBuilder:
    """Collects the columns of members as they are read."""

    def __init__(self) -> None:
        self.members: list[int] = []
        self.names: list[tuple[str, str]] = []
        self.figures: dict[str, list[int]] = {
            name: [] for name in (*INDEXED_FIGURES, *INDEXED_DAYS)
        }
        self.own: dict[str, dict[str, list[int]]] = {name: {} for name in COLUMN_FACETS}

    def add(self, row: MemberRow) -> None:
        """Take one member."""
        self.members.append(row.member)
        self.names.append((row.name, row.slug))
        for name, figure in encode_figures(row).items():
            self.figures[name].append(figure)
        for facet, value in list_column_values(row).items():
            self.own[facet].setdefault(value, []).append(row.member)

    def values(self, vocabulary: Vocabulary) -> dict[str, dict[str, BitMap]]:
        """Who has each value that stands in a column."""
        found = {
            facet: {value: BitMap(members) for value, members in of.items()}
            for facet, of in self.own.items()
        }
        for facet in FACET_DEFAULTS:
            for value in vocabulary.of(facet):
                found[facet].setdefault(value, BitMap())
        return found

    def columns(self) -> dict[str, Numbers]:
        """The figures by key."""
        size = max(self.members, default=0) + 1
        found = {}
        for name, figures in self.figures.items():
            found[name] = np.full(
                size, NOT_STATED, dtype=np.int64 if name in LONG_FIGURES else np.int32
            )
            found[name][self.members] = figures
        return found

    def in_order(self) -> tuple[list[tuple[str, str]], Numbers]:
        """The names in order, and the members in that order."""
        order = sorted(range(len(self.names)), key=self.names.__getitem__)
        members = np.array(self.members, dtype=np.uint32)
        return [self.names[place] for place in order], members[order]


def encode_figures(row: MemberRow) -> dict[str, int]:
    """The figures of a member as the columns hold them; no country listed counts as none."""
    return {
        "trials": encode_figure(row.trials),
        "founded": encode_figure(row.founded),
        "employees": encode_figure(row.employees),
        "countries": row.countries or NOT_STATED,
        "updated": (row.updated - EPOCH) // MICROSECOND,
        "until": encode_day(row.until),
        "verified": encode_day(row.verified),
    }


def encode_figure(figure: int | None) -> int:
    """A figure, or -1 where it is not stated."""
    return NOT_STATED if figure is None else figure


def encode_day(value: date | None) -> int:
    """A day's ordinal, or -1."""
    return NOT_STATED if value is None else value.toordinal()


def list_column_values(row: MemberRow) -> dict[str, str]:
    """The values that stand in columns of the member."""
    values = {facet: getattr(row, facet) for facet in COLUMN_FACETS}
    return {facet: value for facet, value in values.items() if value}


def add_regions(values: dict[str, dict[str, BitMap]], vocabulary: Vocabulary) -> None:
    """Who works in some country of each region."""
    countries = values["country"]
    found = {
        region: unite_sets(countries[code] for code in codes if code in countries)
        for region, codes in vocabulary.countries_by_region.items()
    }
    values["region"] = {region: members for region, members in found.items() if members}


class LexiconBuilder:
    """Numbers the words of texts as they are read."""

    def __init__(self, terms: VocabularyWords) -> None:
        self.terms = terms
        self.numbers = WordNumbers(terms.numbers)
        self.members: list[int] = []
        self.texts: dict[str, list[tuple[int, int]]] = {"names": [], "places": []}
        self.words: dict[str, list[int]] = {name: [] for name in INDEXED_TEXTS}
        self.lengths: dict[str, list[int]] = {name: [] for name in INDEXED_TEXTS}

    def add(self, row: MemberRow) -> None:
        """Take the texts of one member."""
        numbers = self.numbers
        self.members.append(row.member)
        for name, kept in (("names", weigh_names(row)), ("places", weigh_places(row))):
            for weight, text in kept:
                words = [numbers[word] for word in text.split()]
                self.texts[name].append((row.member, weight))
                self.words[name] += words
                self.lengths[name].append(len(words))
        for name, long in (("summaries", row.summary), ("descriptions", row.description)):
            spoken = {numbers[word] for word in (long or "").split()}
            self.words[name] += spoken
            self.lengths[name].append(len(spoken))

    def lexicon(self, values: Mapping[str, Mapping[str, BitMap]]) -> Lexicon:
        """All that was read, by words."""
        size = len(self.numbers)
        words = {name: np.array(found, dtype=np.int32) for name, found in self.words.items()}
        lengths = {name: np.array(found, dtype=np.int64) for name, found in self.lengths.items()}
        members = np.array(self.members, dtype=np.int64)
        short = {
            name: ShortTexts.of(texts, words[name], lengths[name], size)
            for name, texts in self.texts.items()
        }
        long = {
            name: LongTexts.of(members, words[name], lengths[name], size)
            for name in ("summaries", "descriptions")
        }
        bearers, shown = self.count(words, lengths, members, values)
        alphabet, alphabet_numbers = sort_alphabet(self.numbers)
        return Lexicon(
            numbers=self.numbers,
            alphabet=alphabet,
            alphabet_numbers=alphabet_numbers,
            terms=self.terms,
            names=short["names"],
            places=short["places"],
            summaries=long["summaries"],
            descriptions=long["descriptions"],
            bearers=bearers,
            shown=shown,
            companies=len(values["merged"]["false"]),
        )

    def count(
        self,
        words: Mapping[str, Numbers],
        lengths: Mapping[str, Numbers],
        members: Numbers,
        values: Mapping[str, Mapping[str, BitMap]],
    ) -> tuple[Numbers, Numbers]:
        """How many companies have each word, and how many of them are not merged."""
        size, owners = len(self.numbers), []
        for name in INDEXED_TEXTS:
            of = [m for m, _ in self.texts[name]] if name in self.texts else members
            owners.append(np.repeat(np.array(of, dtype=np.int64), lengths[name]))
        pairs = np.concatenate([words[name] for name in INDEXED_TEXTS]).astype(np.int64) << 32
        pairs = sort_distinct(pairs | np.concatenate(owners))
        word, owner = pairs >> 32, pairs & 0xFFFFFFFF
        unmerged = values["merged"]["false"]
        is_shown = np.zeros(int(members.max(initial=0)) + 1, dtype=bool)
        is_shown[np.array(unmerged.to_array(), dtype=np.int64)] = True
        bearers = np.bincount(word, minlength=size)
        shown = np.bincount(word[is_shown[owner]], minlength=size)
        first = np.searchsorted(word, np.arange(size + 1))
        for number, meant in self.terms.values_with.items():
            having = [found for facet, value in meant if (found := values[facet].get(value))]
            if not having:
                continue  # it is counted: only who says it has it
            found = unite_sets([make_bitmap(owner[first[number] : first[number + 1]]), *having])
            bearers[number] = len(found)
            shown[number] = found.intersection_cardinality(unmerged)
        return bearers, shown


INDEXED_TEXTS = ("names", "places", "summaries", "descriptions")


def weigh_names(row: MemberRow) -> list[tuple[int, str]]:
    """The folded names of a member with what the field weighs, its own name first."""
    first, *others = (row.names or "").split("\n")
    return [(NAME_WEIGHT, first), *((OTHER_NAME_WEIGHT, name) for name in others)]


def weigh_places(row: MemberRow) -> list[tuple[int, str]]:
    """The folded city and parent's name."""
    return [(PLACE_WEIGHT, text) for text in row.places.split("\n")] if row.places else []
