"""The texts of the vocabulary by which lists are found: labels and synonyms, as numbered words."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from directory.search.facets import sort_facets
from directory.text import split_words as words_of

if TYPE_CHECKING:
    from directory.search.vocabulary import Vocabulary  # which keeps its terms

WORDED_FACETS = tuple(facet.name for facet in sort_facets("text_order"))


class WordNumbers(dict[str, int]):
    """Words and their numbers; one that is new gets the next."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


@dataclass
class VocabularyWords:
    """Each text of each value: (facet, value, numbers of its words), and where a word stands.

    `numbers` are the words' own; `values_with` says which values a word stands for.
    """

    numbers: WordNumbers = field(default_factory=WordNumbers)
    texts: list[tuple[str, str, tuple[int, ...]]] = field(default_factory=list)
    with_word: dict[int, list[int]] = field(default_factory=dict)
    of_value: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    values_with: dict[int, set[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, vocabulary: "Vocabulary") -> "VocabularyWords":
        """The terms of a vocabulary."""
        terms = cls()
        for facet in WORDED_FACETS:
            for value, label in vocabulary.of(facet).items():
                spoken: set[int] = set()
                for text in dict.fromkeys([label, *vocabulary.synonyms_of(facet, value)]):
                    found = tuple(terms.numbers[word] for word in words_of(text))
                    for word in dict.fromkeys(found):
                        terms.with_word.setdefault(word, []).append(len(terms.texts))
                        terms.values_with.setdefault(word, set()).add((facet, value))
                    terms.texts.append((facet, value, found))
                    spoken.update(found)
                terms.of_value[facet, value] = frozenset(spoken)
        return terms
