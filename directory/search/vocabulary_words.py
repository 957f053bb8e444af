"""The labels and synonyms of the vocabulary as numbered words, for matching query words."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from directory.search.facets import sort_facets
from directory.text import split_words

if TYPE_CHECKING:
    from directory.search.vocabulary import Vocabulary  # it imports this module

WORDED_FACETS = tuple(facet.name for facet in sort_facets("text_order"))


class WordNumbers(dict[str, int]):
    """The number of each word; looking up a new word gives it the next number."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


@dataclass
class VocabularyWords:
    """The labels and synonyms of all values: `texts` holds (facet, value, numbers of the words).

    `numbers` holds the number of each word. `with_word` holds the positions in `texts` that have
    a word, `values_with` the values that have it, `of_value` the words of a value.
    """

    numbers: WordNumbers = field(default_factory=WordNumbers)
    texts: list[tuple[str, str, tuple[int, ...]]] = field(default_factory=list)
    with_word: dict[int, list[int]] = field(default_factory=dict)
    of_value: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    values_with: dict[int, set[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, vocabulary: "Vocabulary") -> "VocabularyWords":
        """Return the words of a vocabulary."""
        terms = cls()
        for facet in WORDED_FACETS:
            for value, label in vocabulary.of(facet).items():
                value_words: set[int] = set()
                for text in dict.fromkeys([label, *vocabulary.synonyms_of(facet, value)]):
                    words = tuple(terms.numbers[word] for word in split_words(text))
                    for word in dict.fromkeys(words):
                        terms.with_word.setdefault(word, []).append(len(terms.texts))
                        terms.values_with.setdefault(word, set()).add((facet, value))
                    terms.texts.append((facet, value, words))
                    value_words.update(words)
                terms.of_value[facet, value] = frozenset(value_words)
        return terms
