"""Drafts: what an author works on before submitting it, saved section by section.

A draft keeps all input, valid or not. Each change runs inside the write lock, with a lock on the
member's row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from directory.document import diff, schema
from directory.models import Member, Revision, User, write_lock
from directory.terms import Document
from directory.workflow.checks import (
    CheckedDocument,
    check_document,
    precheck_document,
    recheck_document,
)
from directory.workflow.conflicts import (
    EditConflict,
    RevisionState,
    StateConflict,
    canonicalize_if_valid,
    find_base_document,
    find_published_document,
    find_published_number,
    hash_document,
    merge_with_published,
)
from directory.workflow.locking import lock_member, require_state

ASSOCIATION_AUTHOR = "ACRO"  # The author shown for what no representative published.


@dataclass(frozen=True)
class SavedSection:
    """The outcome of saving a section.

    `draft` is None if it matches what it was begun from. `checked` is the document that the author
    now works on. `changed_by` says who else changed the section since it was opened, or is "".
    """

    draft: Revision | None
    checked: CheckedDocument
    changed_by: str


def save_section(  # noqa: PLR0913 - all by keyword, each a fact of the save
    *,
    member: Member,
    author: User,
    origin: str,
    opened: Document,
    changes: Mapping[str, Any],
    since: int | None = None,
    select: Callable[[Document], Any] = dict,
    decided: Mapping[str, str] | None = None,
    shown: str = "",
) -> SavedSection:
    """Put the changed fields of a section into the author's draft, valid or not.

    `opened` is the document as the form showed it, based on the published number `since`; `select`
    returns the part of a document that the section shows. Fields that others changed in the
    meantime are merged. Raise `EditConflict` if both sides changed a value, until `decided` names
    a side for each path and `shown`, the hash of the present document, says that the choice was
    made on the present state.
    """
    if all(opened.get(key) == value for key, value in changes.items()):
        return read_unchanged_section(
            member, author, origin, opened=opened, since=since, select=select
        )
    choices = SectionChoices(opened, changes, decided, shown)
    begun = find_or_begin_draft(member, author).document
    expected = precheck_document(choices.merge(begun)[0], member, origin, for_letters=False)
    with write_lock():
        member = lock_member(member, by=author)
        draft = find_or_begin_draft(member, author)
        present, changed_by = draft.document, ""
        if select(present) not in (select(opened), select(opened | dict(changes))):
            changed_by = describe_who_changed(member, author, since)
        merged, conflicts = choices.merge(present)
        if conflicts:
            who = changed_by or describe_who_changed(member, author, since)
            raise EditConflict(present | dict(changes), present, conflicts, who)
        draft.document, draft.origin = merged, origin
        checked = recheck_document(expected, merged, member, origin).checked
        return SavedSection(save_or_delete_draft(draft, member, checked), checked, changed_by)


@dataclass(frozen=True)
class SectionChoices:
    """The changes of a section, the document it was opened on, and the sides chosen."""

    opened: Document
    changes: Mapping[str, Any]
    decided: Mapping[str, str] | None
    shown: str

    def merge(self, present: Document) -> tuple[Document, list[diff.MergeConflict]]:
        """Return the present document with the changes merged into it, and the conflicts.

        The choice of sides counts only if it was made on the present state.
        """
        decided = self.decided if self.shown == hash_document(present) else None
        return merge_section(present, self.opened, self.changes, decided)


def merge_section(
    present: Document,
    opened: Document,
    changes: Mapping[str, Any],
    decided: Mapping[str, str] | None,
) -> tuple[Document, list[diff.MergeConflict]]:
    """Return the present document with the changes merged into it, and the conflicts."""
    before = present | {key: opened.get(key, schema.build_empty_value(key)) for key in changes}
    typed = present | dict(changes)
    merged, conflicts = diff.merge_documents(before, typed, present, decided)
    moved = {key: merged[key] for key in changes if before[key] != present.get(key)}
    return typed | moved, conflicts


def read_unchanged_section(  # noqa: PLR0913 - the facts of a save
    member: Member,
    author: User,
    origin: str,
    *,
    opened: Document,
    since: int | None,
    select: Callable[[Document], Any],
) -> SavedSection:
    """Return the outcome of a save that changes nothing. It needs no write lock."""
    draft = find_draft(member, author)
    present = draft.document if draft else choose_draft_start(member, author)[0]
    is_same = select(present) == select(opened)
    changed_by = "" if is_same else describe_who_changed(member, author, since)
    return SavedSection(draft, check_document(present, member, origin), changed_by)


def save_or_delete_draft(
    draft: Revision, member: Member, checked: CheckedDocument
) -> Revision | None:
    """Save a draft, or delete it and return None if it matches what it was begun from."""
    start, _ = choose_draft_start(member, draft.author)
    if member.revision and checked.matches(start):
        Revision.objects.filter(pk=draft.pk).delete()  # It may never have been saved.
        return None
    draft.save()
    return draft


def describe_who_changed(member: Member, author: User, since: int | None) -> str:
    """Return who changed the profile or draft since the published number `since`, in words."""
    draft = find_draft(member, author)
    published = member.revisions.none()
    if draft is None or (draft.base or 0) > (since or 0):
        published = member.revisions.published().filter(number__gt=since or 0).order_by("number")
    names = [describe_publisher(found, author) for found in published.select_related("author")]
    if draft or not names:
        names.append("you in another window")
    return " and ".join(dict.fromkeys(names))


def describe_publisher(revision: Revision, reader: User) -> str:
    """Return who published a revision, as the company's people may know it."""
    if revision.origin not in (Revision.Origin.REPRESENTATIVE, Revision.Origin.API):
        return ASSOCIATION_AUTHOR
    if revision.author == reader:
        return "you"
    name = revision.author and (revision.author.name or revision.author.email)
    return f"a colleague ({name})" if name else "a colleague"


def find_draft(member: Member, author: User) -> Revision | None:
    """Return the author's draft for this company, or None."""
    return member.revisions.filter(state=RevisionState.DRAFT, author=author).first()


def choose_draft_start(member: Member, author: User) -> tuple[Document, int | None]:
    """Return the document that a new draft starts with, and the published number it rests on.

    It is the author's own submission while that awaits review, otherwise the published profile.
    """
    if own := member.revisions.waiting().filter(author=author).first():
        return own.document, own.base
    return find_published_document(member), find_published_number(member)


def find_or_begin_draft(member: Member, author: User) -> Revision:
    """Return the author's draft, or a new one that isn't saved yet."""
    if draft := find_draft(member, author):
        return draft
    document, base = choose_draft_start(member, author)
    return Revision(member=member, author=author, base=base, document=document)


def save_draft(
    *, member: Member, author: User, origin: str, changes: Mapping[str, Any]
) -> Revision:
    """Replace these fields of the author's draft, valid or not, and return the draft."""
    with write_lock():
        draft = find_or_begin_draft(lock_member(member, by=author), author)
        draft.document, draft.origin = draft.document | dict(changes), origin
        draft.save()
        return draft


def discard_draft(*, revision: Revision) -> None:
    """Delete a draft; the published profile doesn't change."""
    with write_lock():
        require_state(revision, RevisionState.DRAFT).delete()


def rebase_draft(*, revision: Revision, decided: Mapping[str, str] | None = None) -> Revision:
    """Merge a draft with what was published since it was begun, and return it.

    `decided` says "ours" or "theirs" by path. Raise `EditConflict` while a conflict is undecided.
    """
    ours = canonicalize_if_valid(revision.document, revision.member)
    with write_lock():
        member = lock_member(revision.member, by=revision.author)
        draft = require_state(revision, RevisionState.DRAFT)
        same = draft.document == revision.document
        merge = merge_with_published(draft, member, decided, ours if same else None)
        if merge.conflicts:
            raise merge
        draft.document, draft.base = merge.merged, find_published_number(member)
        draft.save()
        return draft


def reopen_rejected(*, revision: Revision, author: User, origin: str) -> Revision:
    """Begin a draft with a rejected submission, so that it can be fixed and submitted again.

    What was published since is merged. If both sides changed a value, the draft stays on its old
    base, and its author decides before submitting. Raise `StateConflict` if the author already has
    a draft.
    """
    with write_lock():
        member = lock_member(revision.member, by=author)
        rejected = require_state(revision, RevisionState.REJECTED)
        if find_draft(member, author):
            raise StateConflict("You already have another draft. Submit or discard it first.")
        draft = Revision(member=member, author=author, origin=origin, base=rejected.base)
        draft.document = rejected.document
        if draft.base != find_published_number(member):
            merge = merge_with_published(draft, member)
            if not merge.conflicts:
                draft.document, draft.base = merge.merged, find_published_number(member)
        draft.save()
        return draft


def is_begun_from(draft: Revision, submission: Revision) -> bool:
    """Return whether a draft of the same author began while the submission was pending."""
    return draft.created_at >= submission.submitted_at


def merge_newer_draft(newer: Revision, submission: Revision, member: Member) -> None:
    """Merge the author's newer draft into a submission being withdrawn, and delete that draft.

    Raise `StateConflict` if both change the same value.
    """
    document = newer.document
    if not is_begun_from(newer, submission):
        older = min(newer, submission, key=lambda revision: revision.base or 0)
        base = find_base_document(older, member)
        document, conflicts = diff.merge_documents(base, newer.document, submission.document)
        if conflicts:
            raise StateConflict(
                "The author has a newer draft that changes the same fields. Before the submission "
                "can be withdrawn, the author must discard that draft or make it match."
            )
    submission.document = document
    submission.base = max(newer.base or 0, submission.base or 0) or None
    newer.delete()


def rebase_author_draft(published: Revision, sent: Document) -> None:
    """Rebase the draft that an author began from a submission onto its published form.

    `sent` is the document as submitted. If both changed a value since, the draft stays as it is,
    and its author decides.
    """
    if published.author and (draft := find_draft(published.member, published.author)):
        if not is_begun_from(draft, published):
            return
        merged, conflicts = diff.merge_documents(sent, draft.document, published.document)
        if not conflicts:
            draft.document, draft.base = merged, published.number
            draft.save()
