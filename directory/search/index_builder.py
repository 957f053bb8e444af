"""The full build of an index, from the database or from given rows."""

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
DERIVED_FACETS = tuple(facet for facet in FACETS if facet.derived_from)
BITMAP_FACETS = tuple(facet.name for facet in FACETS if facet.has_bitmaps)
ValueKey = tuple[str, str]
"""A facet and one of its values."""
ValuesByMember = Mapping[int, AbstractSet[ValueKey]]
"""The values that each member has."""
UNMERGED_VALUE = ("merged", "false")


def build_index(vocabulary: Vocabulary) -> Index:
    """Return the index of the members that the database holds."""
    return assemble_index(
        vocabulary, read_all_member_rows(), read_all_listed_values(), read_successors()
    )


def assemble_index(
    vocabulary: Vocabulary,
    rows: Iterable[MemberRow],
    lists: Mapping[str, Mapping[str, Numbers]],
    successors: Mapping[int, int],
) -> Index:
    """Return the index of these members. Listed values of any other member are ignored."""
    text, columns = LexiconBuilder(vocabulary.terms), ColumnBuilder()
    for row in rows:
        columns.add(row)
        text.add(row)
    members = make_bitmap(np.array(columns.members, dtype=np.uint32))
    values = columns.values(vocabulary)
    for facet in FACET_TABLES:
        listed = lists.get(facet, {})
        values[facet] = {value: members & make_bitmap(keys) for value, keys in listed.items()}
    add_derived_values(values, vocabulary)
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
    """Return the values, sorted by label, of the facets that are counted by rows of bits."""
    return {facet: vocabulary.by_label[facet] for facet in BITMAP_FACETS}


class ColumnBuilder:
    """The columns of an index, collected member by member."""

    def __init__(self) -> None:
        self.members: list[int] = []
        self.names: list[tuple[str, str]] = []
        self.figures: dict[str, list[int]] = {
            name: [] for name in (*INDEXED_FIGURES, *INDEXED_DAYS)
        }
        self.members_by_value: dict[str, dict[str, list[int]]] = {
            name: {} for name in COLUMN_FACETS
        }

    def add(self, row: MemberRow) -> None:
        """Add the figures, the name, and the column values of a member."""
        self.members.append(row.member)
        self.names.append((row.name, row.slug))
        for name, figure in encode_figures(row).items():
            self.figures[name].append(figure)
        for facet, value in list_column_values(row).items():
            self.members_by_value[facet].setdefault(value, []).append(row.member)

    def values(self, vocabulary: Vocabulary) -> dict[str, dict[str, BitMap]]:
        """Return the members with each value of the facets that are columns of the member."""
        members = {
            facet: {value: BitMap(members) for value, members in by_value.items()}
            for facet, by_value in self.members_by_value.items()
        }
        for facet in FACET_DEFAULTS:
            for value in vocabulary.of(facet):
                members[facet].setdefault(value, BitMap())
        return members

    def columns(self) -> dict[str, Numbers]:
        """Return the figures by the member's key, -1 if not reported."""
        size = max(self.members, default=0) + 1
        columns = {}
        for name, figures in self.figures.items():
            columns[name] = np.full(
                size, NOT_STATED, dtype=np.int64 if name in LONG_FIGURES else np.int32
            )
            columns[name][self.members] = figures
        return columns

    def in_order(self) -> tuple[list[tuple[str, str]], Numbers]:
        """Return the names in order, and the members in that order."""
        order = sorted(range(len(self.names)), key=self.names.__getitem__)
        members = np.array(self.members, dtype=np.uint32)
        return [self.names[place] for place in order], members[order]


def encode_figures(row: MemberRow) -> dict[str, int]:
    """Return the figures of a member as the columns hold them. Zero countries is not reported."""
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
    """Return a figure, or -1 if it isn't reported."""
    return NOT_STATED if figure is None else figure


def encode_day(value: date | None) -> int:
    """Return the ordinal of a day, or -1 if there is no day."""
    return NOT_STATED if value is None else value.toordinal()


def list_column_values(row: MemberRow) -> dict[str, str]:
    """Return the values of a member's column facets, by facet, without empty ones."""
    values = {facet: getattr(row, facet) for facet in COLUMN_FACETS}
    return {facet: value for facet, value in values.items() if value}


def add_derived_values(values: dict[str, dict[str, BitMap]], vocabulary: Vocabulary) -> None:
    """Add the members with each derived value, such as those in any country of a region."""
    for facet in DERIVED_FACETS:
        sources = values[facet.derived_from]
        derived = {
            value: unite_sets(sources[source] for source in found if source in sources)
            for value, found in vocabulary.sources_by_value(facet.name).items()
        }
        values[facet.name] = {value: members for value, members in derived.items() if members}


class LexiconBuilder:
    """The words and texts of an index, collected and numbered member by member."""

    def __init__(self, terms: VocabularyWords) -> None:
        self.terms = terms
        self.numbers = WordNumbers(terms.numbers)
        self.members: list[int] = []
        self.texts: dict[str, list[tuple[int, int]]] = {"names": [], "places": []}
        self.words: dict[str, list[int]] = {name: [] for name in INDEXED_TEXTS}
        self.lengths: dict[str, list[int]] = {name: [] for name in INDEXED_TEXTS}

    def add(self, row: MemberRow) -> None:
        """Add the texts of a member."""
        numbers = self.numbers
        self.members.append(row.member)
        for name, texts in (("names", weigh_names(row)), ("places", weigh_places(row))):
            for weight, text in texts:
                words = [numbers[word] for word in text.split()]
                self.texts[name].append((row.member, weight))
                self.words[name] += words
                self.lengths[name].append(len(words))
        for name, long_text in (("summaries", row.summary), ("descriptions", row.description)):
            text_words = {numbers[word] for word in (long_text or "").split()}
            self.words[name] += text_words
            self.lengths[name].append(len(text_words))

    def lexicon(self, values: Mapping[str, Mapping[str, BitMap]]) -> Lexicon:
        """Return the lexicon of the texts added so far."""
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
        member_counts, unmerged_counts = self.count(words, lengths, members, values)
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
            member_counts=member_counts,
            unmerged_counts=unmerged_counts,
            companies=len(values["merged"]["false"]),
        )

    def count(
        self,
        words: Mapping[str, Numbers],
        lengths: Mapping[str, Numbers],
        members: Numbers,
        values: Mapping[str, Mapping[str, BitMap]],
    ) -> tuple[Numbers, Numbers]:
        """Return the number of companies with each word, and of those that aren't merged."""
        size, owners = len(self.numbers), []
        for name in INDEXED_TEXTS:
            text_members = [m for m, _ in self.texts[name]] if name in self.texts else members
            owners.append(np.repeat(np.array(text_members, dtype=np.int64), lengths[name]))
        pairs = np.concatenate([words[name] for name in INDEXED_TEXTS]).astype(np.int64) << 32
        pairs = sort_distinct(pairs | np.concatenate(owners))
        word, owner = pairs >> 32, pairs & 0xFFFFFFFF
        unmerged = values["merged"]["false"]
        is_unmerged = np.zeros(int(members.max(initial=0)) + 1, dtype=bool)
        is_unmerged[np.array(unmerged.to_array(), dtype=np.int64)] = True
        member_counts = np.bincount(word, minlength=size)
        unmerged_counts = np.bincount(word[is_unmerged[owner]], minlength=size)
        first = np.searchsorted(word, np.arange(size + 1))
        for number, worded_values in self.terms.values_with.items():
            sets = [found for facet, value in worded_values if (found := values[facet].get(value))]
            if not sets:
                continue  # Only texts have the word, and they are counted above.
            found = unite_sets([make_bitmap(owner[first[number] : first[number + 1]]), *sets])
            member_counts[number] = len(found)
            unmerged_counts[number] = found.intersection_cardinality(unmerged)
        return member_counts, unmerged_counts


INDEXED_TEXTS = ("names", "places", "summaries", "descriptions")


def weigh_names(row: MemberRow) -> list[tuple[int, str]]:
    """Return the folded names of a member as (field weight, name), its own name first."""
    first, *others = (row.names or "").split("\n")
    return [(NAME_WEIGHT, first), *((OTHER_NAME_WEIGHT, name) for name in others)]


def weigh_places(row: MemberRow) -> list[tuple[int, str]]:
    """Return the folded city and parent's name of a member as (field weight, text)."""
    return [(PLACE_WEIGHT, text) for text in row.places.split("\n")] if row.places else []
