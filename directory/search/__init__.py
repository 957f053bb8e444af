"""The search of the directory: it answers a `Query` and does not depend on HTTP."""

from directory.search.engine import count_matches, run_query
from directory.search.facets import FACET_NAMES
from directory.search.listing import Listing, read_answer, read_listing
from directory.search.query import Answer, FacetValue, FigureRange, Query
from directory.search.snapshot import (
    Snapshot,
    describe_index_trouble,
    fetch_moments,
    fetch_snapshot,
    fetch_vocabulary,
    forget_snapshot,
    is_search_ready,
    read_consistently,
    wait_for_generation,
)
from directory.search.suggest import Suggestion, find_suggestions
from directory.search.vocabulary import Vocabulary

__all__ = [
    "FACET_NAMES",
    "Answer",
    "FacetValue",
    "FigureRange",
    "Listing",
    "Query",
    "Snapshot",
    "Suggestion",
    "Vocabulary",
    "count_matches",
    "describe_index_trouble",
    "fetch_moments",
    "fetch_snapshot",
    "fetch_vocabulary",
    "find_suggestions",
    "forget_snapshot",
    "is_search_ready",
    "read_answer",
    "read_consistently",
    "read_listing",
    "run_query",
    "wait_for_generation",
]
