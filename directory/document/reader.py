"""The reader of one profile, and the context of values that a profile may refer to.

It gets the vocabularies and the other members through `ValidationContext`, never from a database.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.document.validators import SLUG_PATTERN, ValueReader, quote_for_message
from directory.terms import PHASES, SLUG_LIMIT, Document


@dataclass(frozen=True)
class ValidationContext:
    """The values a document may refer to: vocabulary codes, the other members, and today's date."""

    countries: Collection[str]
    services: Collection[str]
    areas: Collection[str]
    modalities: Collection[str]
    successor_of: Mapping[str, str | None]  # slugs of members it may name, to their successors'
    redirects: Mapping[str, str]  # old slugs to current ones
    today: date
    own_slug: str | None = None  # the current slug of the document's member
    phases: Collection[str] = PHASES


class ProfileReader(ValueReader):
    """A reader of the fields of one profile, with the values it may refer to."""

    def __init__(self, data: Document, known: ValidationContext) -> None:
        super().__init__(known.today)
        self.data = data  # as submitted
        self.known = known
        self.document: Document = {}  # the fields read so far

    def member(self, slug: Any, path: str) -> Any:
        """Return the slug of another member, None if absent; report one that may not be named."""
        if slug is None or slug == "":
            return None
        if not isinstance(slug, str):
            self.report(path, "Send text: the slug of another member.", "wrong_type")
        elif self.is_own(slug):
            message = "A company can't be its own successor or owner. Enter another member's slug."
            self.report(path, message, "successor_loop" if path == "successor" else "own_parent")
        elif not is_slug(slug):  # never looked up, because a database may refuse such text
            self.report(path, _no_member(slug), "no_such_member")
        elif slug in self.known.redirects:
            present = self.known.redirects[slug]
            message = f"{quote_for_message(slug)} is an old slug. Use the current one, {present}."
            self.report(path, message, "redirected_slug")
        elif slug not in self.known.successor_of:
            self.report(path, _no_member(slug), "no_such_member")
        return slug

    def is_own(self, slug: Any) -> bool:
        """Return whether this is the company's own slug, new or current."""
        return slug is not None and slug in (self.data.get("slug"), self.known.own_slug)


def is_slug(text: str) -> bool:
    """Return whether the text has the form of a slug."""
    return len(text) <= SLUG_LIMIT and SLUG_PATTERN.fullmatch(text) is not None


def _no_member(slug: str) -> str:
    quoted = quote_for_message(slug)
    return f"No published member has the slug {quoted}. Enter the slug of a listed company."
