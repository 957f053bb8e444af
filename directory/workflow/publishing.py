"""The verbs that change what the directory shows: publish, archive, confirm.

Every verb is one transaction, a `turn` of the only writer, with the generation last. Who may do
what stands in `permissions.py`; how a change is drafted and submitted in `revising.py`, how it is
reviewed in `reviewing.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from directory import dates
from directory.document import projection, search_text
from directory.models import Change, Member, Revision, SlugRedirect, write_lock
from directory.terms import Document
from directory.workflow.conflicts import StateConflict
from directory.workflow.validation import validate_for_member


@dataclass(frozen=True)
class DocumentToPublish:
    """A canonical document on its way to publication; without a member it makes one.

    A `revision` that was drafted or submitted becomes the published one; else one is made.
    """

    member: Member | None
    document: Document
    revision: Revision | None = None
    message: str = ""


def publish_document(
    *, document: Document, origin: str, member: Member | None = None, message: str = ""
) -> Revision:
    """Make a document a member's profile, or a new member's; return the published revision.

    A document that says what is published already changes nothing. Raises DocumentInvalid with
    all of its errors.
    """
    with write_lock():
        if member is not None:
            member = Member.objects.select_for_update().get(pk=member.pk)
        canonical = validate_for_member(document, member)
        if member is None or member.revision is None or member.revision.document != canonical:
            revision = Revision(origin=origin, message=message)
            Change.objects.record(
                record_revisions([DocumentToPublish(member, canonical, revision)], origin=origin)
            )
            return revision
        return member.revision


def record_revisions(entries: list[DocumentToPublish], *, origin: str) -> list[Change]:
    """Write documents as published revisions and project them, within the caller's turn.

    The documents are canonical and differ from what is published; their successors exist or
    stand among them. Profiles that name a company which gets another slug here follow it.
    Returns what changed, for `Change.objects.record` at the transaction's end: an archived
    profile stays out of the directory, so that is only noted, for its successor's names may move.
    """
    entries = [*entries, *collect_renamed_references(entries)]
    pairs = [(entry.member or Member(), entry.document) for entry in entries]
    left = [member.successor_id for member, _ in pairs if member.successor_id]
    kinds = [choose_change_kind(member, document) for member, document in pairs]
    redirect_old_slugs(pairs, kinds)
    revisions = [
        build_published_revision(member, entry, origin)
        for (member, _), entry in zip(pairs, entries, strict=True)
    ]
    for (member, _), revision in zip(pairs, revisions, strict=True):
        # The database judges references at the commit, so each may name the other.
        member.revision = revision
        if member.status == Member.Status.DRAFT:
            member.status = Member.Status.PUBLISHED
    projection.project_documents(pairs)
    for (member, _), revision in zip(pairs, revisions, strict=True):
        revision.member_id = member.pk
    save_revisions(revisions)
    # A successor that was left loses a predecessor's names.
    search_text.write_search_texts([*(member.pk for member, _ in pairs), *left])
    return [
        Change.of(kind if member.status == Member.Status.PUBLISHED else Change.Kind.NOTED, member)
        for kind, (member, _) in zip(kinds, pairs, strict=True)
    ]


def choose_change_kind(member: Member, document: Document) -> str:
    """Whether this publication also gives the member another address."""
    renamed = member.revision_id and member.slug != document["slug"]
    return Change.Kind.RENAMED if renamed else Change.Kind.PUBLISHED


def collect_renamed_references(entries: list[DocumentToPublish]) -> list[DocumentToPublish]:
    """The profiles of others that name a company by a slug which it loses here, mended."""
    slugs = {
        entry.member.slug: entry.document["slug"]
        for entry in entries
        if entry.member and choose_change_kind(entry.member, entry.document) == Change.Kind.RENAMED
    }
    if not slugs:
        return []
    own = [entry.member.pk for entry in entries if entry.member]
    naming = Member.objects.select_for_update(of=("self",)).naming(slugs).exclude(pk__in=own)
    message = ", ".join(f"{old} is now {new}" for old, new in slugs.items())
    return [
        DocumentToPublish(member, replace_slugs(member.revision.document, slugs), message=message)
        for member in naming
    ]


def replace_slugs(document: Document, slugs: Mapping[str, str]) -> Document:
    """A document that names others by their new slugs."""
    parent = document["parent"]
    if parent and parent["slug"] in slugs:
        parent = parent | {"slug": slugs[parent["slug"]]}
    successor = slugs.get(document["successor"], document["successor"])
    return document | {"parent": parent, "successor": successor}


def build_published_revision(member: Member, entry: DocumentToPublish, origin: str) -> Revision:
    """The member's next published revision, not saved yet."""
    revision = entry.revision or Revision(origin=origin, message=entry.message)
    base = member.revision.number if member.revision else None
    now = timezone.now()
    said: Any = entry.document
    revision.document, revision.base, revision.number = said, base, (base or 0) + 1
    revision.state = Revision.State.PUBLISHED
    revision.submitted_at, revision.published_at = revision.submitted_at or now, now
    return revision


def save_revisions(revisions: list[Revision]) -> None:
    """Write published revisions: those that are new at once, those that stood before one by one."""
    new = [revision for revision in revisions if revision._state.adding]  # noqa: SLF001 - Django's word for it
    stood = [revision for revision in revisions if not revision._state.adding]  # noqa: SLF001 - as above
    Revision.objects.bulk_create(new, batch_size=projection.PROJECTION_BATCH_SIZE)
    for revision in stood:
        revision.save()


def create_draft_members(entries: list[DocumentToPublish], *, origin: str) -> None:
    """Members with a first revision to work on, seen by nobody yet; within a turn."""
    members = []
    for entry in entries:
        member = entry.member or Member()
        projection.set_columns(member, entry.document)
        member.save()
        members.append(member)
    delete_authorless_drafts(members)
    Revision.objects.bulk_create(
        [
            Revision(member=member, document=entry.document, origin=origin)
            for member, entry in zip(members, entries, strict=True)
        ],
        batch_size=projection.PROJECTION_BATCH_SIZE,
    )


def delete_authorless_drafts(members: list[Member]) -> None:
    """Delete drafts that a command left; those of people are theirs."""
    drafts = Revision.objects.filter(state=Revision.State.DRAFT, author=None)
    drafts.filter(member__in=members).delete()


def redirect_old_slugs(pairs: list[tuple[Member, Document]], kinds: list[str]) -> None:
    """Let old slugs lead to their renamed members; one that is taken up again leads nowhere."""
    renamed = [
        member
        for (member, _), kind in zip(pairs, kinds, strict=True)
        if kind == Change.Kind.RENAMED
    ]
    taken = [document["slug"] for _, document in pairs]
    SlugRedirect.objects.filter(slug__in=taken, member__in=renamed).delete()
    SlugRedirect.objects.bulk_create(
        [SlugRedirect(slug=member.slug, member=member) for member in renamed]
    )


def archive_profile(member: Member) -> None:
    """Take a profile out of the directory: its page says that it is gone.

    Raises Conflict while published profiles name the company.
    """
    with write_lock():
        member = Member.objects.select_for_update().get(pk=member.pk)
        if member.status == Member.Status.PUBLISHED:
            naming = Member.objects.published().naming([member.slug]).exclude(pk=member.pk)
            if slugs := sorted(found.slug for found in naming):
                said = "These published profiles name it as their successor or owner:"
                fix = "Remove it from them, or archive them first."
                raise StateConflict(f"{said} {', '.join(slugs)}. {fix}")
            _set_status(member, Member.Status.ARCHIVED, Change.Kind.ARCHIVED)


def unarchive_profile(member: Member) -> None:
    """Put an archived profile back as it was published last.

    Raises Conflict while it names a company that is archived itself.
    """
    with write_lock():
        member = Member.objects.select_for_update().get(pk=member.pk)
        if member.status == Member.Status.ARCHIVED:
            document = member.revision.document
            named = [document["successor"], (document["parent"] or {}).get("slug")]
            gone = Member.objects.filter(slug__in=named, status=Member.Status.ARCHIVED)
            if slugs := sorted(gone.values_list("slug", flat=True)):
                said = f"This profile names archived companies: {', '.join(slugs)}."
                raise StateConflict(f"{said} Restore them first.")
            _set_status(member, Member.Status.PUBLISHED, Change.Kind.UNARCHIVED)


def _set_status(member: Member, status: str, kind: str) -> None:
    member.status = status
    member.save(update_fields=["status"])
    search_text.write_search_texts([member.pk])  # and with it those of its successors
    Change.objects.record([Change.of(kind, member)])


def confirm_profile(member: Member) -> None:
    """Note that the company says today: everything in the profile is still right.

    What is not published, a draft or an archived profile, is left as it is.
    """
    with write_lock():
        member = Member.objects.select_for_update().get(pk=member.pk)
        if member.status != Member.Status.PUBLISHED:
            return
        member.verified_on = dates.today()
        member.save(update_fields=["verified_on"])
        Change.objects.record([Change.of(Change.Kind.CONFIRMED, member)])


def publish_revision(member: Member, revision: Revision, document: Document) -> Revision:
    """Make this revision the member's profile; within a turn, the generation last."""
    changes = record_revisions(
        [DocumentToPublish(member, document, revision=revision)], origin=revision.origin
    )
    delete_authorless_drafts([member])
    Change.objects.record(changes)
    return revision
