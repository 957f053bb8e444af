"""Checks of a document for a member, made before the write lock is taken.

Validating and describing a large document takes a part of a second, in which no one else could
write. Inside the lock, `recheck_document` makes the checks again only if the directory has changed.
"""

from dataclasses import dataclass, field
from typing import Any

from directory.document import schema
from directory.mail.notifications import LetterChanges, list_changes_for_letter
from directory.models import DirectoryState, Member, Revision
from directory.terms import Document
from directory.workflow.conflicts import find_published_document
from directory.workflow.validation import find_logo_problems, validate_for_member


@dataclass(frozen=True)
class CheckedDocument:
    """A document, its canonical form, and the problems that prevent submitting it.

    `canonical` is None if the document is invalid. A valid document can have problems, too, such
    as a change that only staff may make.
    """

    document: Document
    canonical: Document | None
    problems: schema.ProblemList

    def matches(self, other: Document) -> bool:
        """Return whether the document says the same as a canonical one, in any order."""
        return other in (self.document, self.canonical)


@dataclass(frozen=True)
class Precheck:
    """A document checked for a member, as the directory was in one generation."""

    moment: tuple[Any, ...]
    member: Member
    origin: str
    checked: CheckedDocument
    changes: LetterChanges | None = field(default=None)  # of the published profile

    def holds_for(self, document: Document, member: Member, origin: str) -> bool:
        """Return whether checking this document now would give the same result.

        What a member without a published profile is compared with has no generation.
        """
        return (
            member.revision is not None
            and (self.member.pk, self.origin) == (member.pk, origin)
            and self.checked.document == document
            and self.moment == read_generation()
        )

    def find_canonical(self, document: Document) -> Document | None:
        """Return the canonical form of the checked document, None if this is another document.

        An invalid document is returned unchanged.
        """
        if self.checked.document != document:
            return None
        return document if self.checked.canonical is None else self.checked.canonical


def check_document(document: Document, member: Member, origin: str) -> CheckedDocument:
    """Validate a document for a member, and check what only staff may change."""
    try:
        canonical = validate_for_member(document, member)
    except schema.DocumentInvalid as error:
        return CheckedDocument(document, None, error.found)
    published = find_published_document(member)
    problems = find_logo_problems(published, canonical)
    if origin != Revision.Origin.STAFF:
        problems += schema.check_representative_changes(published, canonical)
    return CheckedDocument(document, canonical, schema.ProblemList(problems))


def precheck_document(
    document: Document, member: Member, origin: str, *, for_letters: bool = True
) -> Precheck:
    """Check a document, and list its changes for letters if it is to be submitted."""
    moment = read_generation()
    present = Member.objects.select_related("revision").get(pk=member.pk)
    checked = check_document(document, present, origin)
    changes = None
    if for_letters and checked.canonical is not None:
        live = present.revision.document if present.revision else {}
        changes = list_changes_for_letter(live, checked.canonical)
    return Precheck(moment, present, origin, checked, changes)


def recheck_document(
    found: Precheck | None, document: Document, member: Member, origin: str
) -> Precheck:
    """Return `found` if it still holds, otherwise a new check; call this inside the write lock."""
    if found is not None and found.holds_for(document, member, origin):
        return found
    return precheck_document(document, member, origin, for_letters=False)


def read_generation() -> tuple[Any, ...]:
    """Return the directory's epoch and generation, which all that a check reads depends on."""
    return tuple(DirectoryState.objects.now()[:2])
