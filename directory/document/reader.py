"""The reader of one profile, and what a profile may refer to.

It knows the vocabularies and the other members only by what it is handed (`ValidationContext`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.document.structure import SLUG_LIMIT
from directory.document.validators import SLUG_PATTERN, ValueReader, quote_for_message
from directory.terms import Document


@dataclass(frozen=True)
class ValidationContext:
    """What a document may refer to: codes of the vocabularies, the other members, and the day."""

    countries: Collection[str]
    services: Collection[str]
    areas: Collection[str]
    modalities: Collection[str]
    successor_of: Mapping[str, str | None]  # the slug of all whom it may name, to their successor's
    redirects: Mapping[str, str]  # old slugs, to the present ones
    today: date
    own_slug: str | None = None  # the present one of the member whose document this is


class ProfileReader(ValueReader):
    """Reads the fields of one profile, with what it may refer to."""

    def __init__(self, data: Document, known: ValidationContext) -> None:
        super().__init__(known.today)
        self.data = data  # as sent
        self.known = known
        self.document: Document = {}  # as far as it is read

    def member(self, slug: Any, path: str) -> Any:
        """The slug of another member in the directory, None for none."""
        if slug is None or slug == "":
            return None
        if not isinstance(slug, str):
            self.report(path, "Send text: the slug of another member.", "wrong_type")
        elif self.is_own(slug):
            message = "A company can't be its own successor or owner. Enter another member's slug."
            self.report(path, message, "successor_loop" if path == "successor" else "own_parent")
        elif not is_slug(slug):  # asked for nowhere: a database may refuse such text
            self.report(path, _no_member(slug), "no_such_member")
        elif slug in self.known.redirects:
            present = self.known.redirects[slug]
            message = f"{quote_for_message(slug)} is an old slug. Use the current one, {present}."
            self.report(path, message, "redirected_slug")
        elif slug not in self.known.successor_of:
            self.report(path, _no_member(slug), "no_such_member")
        return slug

    def is_own(self, slug: Any) -> bool:
        """Whether this is the company's own slug: the one it gets, or the one it has."""
        return slug is not None and slug in (self.data.get("slug"), self.known.own_slug)


def is_slug(text: str) -> bool:
    """Whether a member might have this slug."""
    return len(text) <= SLUG_LIMIT and SLUG_PATTERN.fullmatch(text) is not None


def _no_member(slug: str) -> str:
    quoted = quote_for_message(slug)
    return f"No published member has the slug {quoted}. Enter the slug of a listed company."
