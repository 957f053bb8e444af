"""The profile document: the one form in which a member's profile is read, written and kept."""

from directory.document.diff import Conflict, Difference, differences, merge, merge_patch
from directory.document.schema import DocumentInvalid, Known, Problem, item_key, validate

__all__ = [
    "Conflict",
    "Difference",
    "DocumentInvalid",
    "Known",
    "Problem",
    "differences",
    "item_key",
    "merge",
    "merge_patch",
    "validate",
]
