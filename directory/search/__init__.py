"""Searching the directory: one `Query` in, one answer out. Knows no HTTP."""

from directory.search.listing import Listing, read_answer, read_listing
from directory.search.query import FACETS, Answer, FacetValue, Query, Range
from directory.search.run import count_each, run
from directory.search.snapshot import (
    Snapshot,
    answering,
    consistently,
    current,
    forget,
    is_ready,
    remark,
    vocabulary,
)
from directory.search.suggest import Suggestion, suggest
from directory.search.vocabulary import Vocabulary

__all__ = [
    "FACETS",
    "Answer",
    "FacetValue",
    "Listing",
    "Query",
    "Range",
    "Snapshot",
    "Suggestion",
    "Vocabulary",
    "answering",
    "consistently",
    "count_each",
    "current",
    "forget",
    "is_ready",
    "read_answer",
    "read_listing",
    "remark",
    "run",
    "suggest",
    "vocabulary",
]
