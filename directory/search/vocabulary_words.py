"""The texts of the vocabulary by which lists are found: labels and synonyms, as numbered words."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field

from directory.search.vocabulary import Vocabulary
from directory.text import split_words as words_of

WORDED_FACETS = ("service", "area", "country", "kind", "modality", "phase")


@dataclass
class VocabularyWords:
    """Each text of each value: (facet, value, numbers of its words), and where a word stands."""

    texts: list[tuple[str, str, tuple[int, ...]]] = field(default_factory=list)
    with_word: dict[int, list[int]] = field(default_factory=dict)
    of_value: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, vocabulary: Vocabulary, numbers: MutableMapping[str, int]) -> "VocabularyWords":
        """The terms of a vocabulary; words that are new get their numbers."""
        terms = cls()
        for facet in WORDED_FACETS:
            for value, label in vocabulary.of(facet).items():
                spoken: set[int] = set()
                for text in dict.fromkeys([label, *vocabulary.synonyms_of(facet, value)]):
                    found = tuple(numbers[word] for word in words_of(text))
                    for word in dict.fromkeys(found):
                        terms.with_word.setdefault(word, []).append(len(terms.texts))
                    terms.texts.append((facet, value, found))
                    spoken.update(found)
                terms.of_value[facet, value] = frozenset(spoken)
        return terms
