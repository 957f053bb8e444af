"""The profile document: the single form in which a profile is read, written, and stored."""

from directory.document.diff import (
    Difference,
    MergeConflict,
    apply_merge_patch,
    diff_documents,
    merge_documents,
)
from directory.document.schema import (
    DocumentInvalid,
    Problem,
    ValidationContext,
    build_item_key,
    validate_document,
)

__all__ = [
    "Difference",
    "DocumentInvalid",
    "MergeConflict",
    "Problem",
    "ValidationContext",
    "apply_merge_patch",
    "build_item_key",
    "diff_documents",
    "merge_documents",
    "validate_document",
]
