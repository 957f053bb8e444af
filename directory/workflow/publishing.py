"""Changes to what the directory shows: publishing, archiving, confirming.

Each change is one transaction inside the write lock, and increments the generation last. See
`permissions.py` for who may do what, `submissions.py` for drafts and submissions, and `review.py`
for decisions on them.
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

CHANGE_PENDING = (
    "The company submitted changes that are awaiting review, so the published profile isn’t up to "
    "date. You can confirm it once they are published, or after you withdraw them."
)


@dataclass(frozen=True)
class DocumentToPublish:
    """A canonical document to publish; without a member, publishing it creates one.

    A drafted or submitted `revision` becomes the published one; without it, a revision is created.
    """

    member: Member | None
    document: Document
    revision: Revision | None = None
    message: str = ""


def publish_document(
    *, document: Document, origin: str, member: Member | None = None, message: str = ""
) -> Revision:
    """Publish a document as the profile of a member, or of a new one; return the revision.

    A document that equals the published one changes nothing. Raise `DocumentInvalid` with all
    errors.
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
    """Write documents as published revisions and project them, inside the caller's write lock.

    The documents are canonical and differ from the published ones; their successors exist or are
    among them. If a company's slug changes here, the profiles that name it are updated too.

    Return the changes, for `Change.objects.record` at the end of the transaction. An archived
    profile stays hidden, so its change is `NOTED`, because names shown by its successor may have
    changed.
    """
    entries = [*entries, *collect_renamed_references(entries)]
    pairs = [(entry.member or Member(), entry.document) for entry in entries]
    old_successors = [member.successor_id for member, _ in pairs if member.successor_id]
    kinds = [choose_change_kind(member, document) for member, document in pairs]
    redirect_old_slugs(pairs, kinds)
    revisions = [
        build_published_revision(member, entry, origin)
        for (member, _), entry in zip(pairs, entries, strict=True)
    ]
    for (member, _), revision in zip(pairs, revisions, strict=True):
        # Foreign keys are checked at the commit, so member and revision may name each other.
        member.revision = revision
        if member.status == Member.Status.DRAFT:
            member.status = Member.Status.PUBLISHED
    projection.project_documents(pairs)
    for (member, _), revision in zip(pairs, revisions, strict=True):
        revision.member_id = member.pk
    save_revisions(revisions)
    # A former successor loses the names of its former predecessor.
    search_text.write_search_texts([*(member.pk for member, _ in pairs), *old_successors])
    return [
        Change.of(kind if member.status == Member.Status.PUBLISHED else Change.Kind.NOTED, member)
        for kind, (member, _) in zip(kinds, pairs, strict=True)
    ]


def choose_change_kind(member: Member, document: Document) -> str:
    """Return `RENAMED` if this publication changes the member's slug, otherwise `PUBLISHED`."""
    renamed = member.revision_id and member.slug != document["slug"]
    return Change.Kind.RENAMED if renamed else Change.Kind.PUBLISHED


def collect_renamed_references(entries: list[DocumentToPublish]) -> list[DocumentToPublish]:
    """Return other profiles that name a company renamed here, updated to its new slug.

    Their members' rows are locked.
    """
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
    """Return the document with old slugs in `parent` and `successor` replaced by new ones."""
    parent = document["parent"]
    if parent and parent["slug"] in slugs:
        parent = parent | {"slug": slugs[parent["slug"]]}
    successor = slugs.get(document["successor"], document["successor"])
    return document | {"parent": parent, "successor": successor}


def build_published_revision(member: Member, entry: DocumentToPublish, origin: str) -> Revision:
    """Return the member's next published revision, unsaved."""
    revision = entry.revision or Revision(origin=origin, message=entry.message)
    base = member.revision.number if member.revision else None
    now = timezone.now()
    document: Any = entry.document
    revision.document, revision.base, revision.number = document, base, (base or 0) + 1
    revision.state = Revision.State.PUBLISHED
    revision.submitted_at, revision.published_at = revision.submitted_at or now, now
    return revision


def save_revisions(revisions: list[Revision]) -> None:
    """Save published revisions: new ones in bulk, existing ones one by one."""
    new = [revision for revision in revisions if revision._state.adding]  # noqa: SLF001 - Django's own flag for unsaved rows
    existing = [revision for revision in revisions if not revision._state.adding]  # noqa: SLF001 - as above
    Revision.objects.bulk_create(new, batch_size=projection.PROJECTION_BATCH_SIZE)
    for revision in existing:
        revision.save()


def create_draft_members(entries: list[DocumentToPublish], *, origin: str) -> None:
    """Create unpublished members, each with a first draft, inside the write lock."""
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
    """Delete these members' drafts created by commands; drafts with an author are kept."""
    drafts = Revision.objects.filter(state=Revision.State.DRAFT, author=None)
    drafts.filter(member__in=members).delete()


def redirect_old_slugs(pairs: list[tuple[Member, Document]], kinds: list[str]) -> None:
    """Redirect old slugs to their renamed members; a slug in use again stops redirecting."""
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
    """Remove a profile from the directory; its page then says that it is gone.

    Raise `StateConflict` while published profiles name the company.
    """
    with write_lock():
        member = Member.objects.select_for_update().get(pk=member.pk)
        if member.status == Member.Status.PUBLISHED:
            naming = Member.objects.published().naming([member.slug]).exclude(pk=member.pk)
            if slugs := sorted(found.slug for found in naming):
                said = "These published profiles name this company as their successor or owner:"
                fix = "Remove this company from them, or archive them first."
                raise StateConflict(f"{said} {', '.join(slugs)}. {fix}")
            _set_status(member, Member.Status.ARCHIVED, Change.Kind.ARCHIVED)


def unarchive_profile(member: Member) -> None:
    """Restore an archived profile as it was last published.

    Raise `StateConflict` while it names an archived company.
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
    search_text.write_search_texts([member.pk])  # This includes its successors.
    Change.objects.record([Change.of(kind, member)])


def confirm_profile(member: Member) -> None:
    """Record that the company confirmed today that its whole profile is up to date.

    Drafts and archived profiles are left unchanged. Raise `StateConflict` while the company's own
    change of the profile is awaiting review.
    """
    with write_lock():
        member = Member.objects.select_for_update().get(pk=member.pk)
        if member.status != Member.Status.PUBLISHED:
            return
        if member.revisions.waiting().exists():
            raise StateConflict(CHANGE_PENDING)
        member.verified_on = dates.today()
        member.save(update_fields=["verified_on"])
        Change.objects.record([Change.of(Change.Kind.CONFIRMED, member)])


def publish_revision(member: Member, revision: Revision, document: Document) -> Revision:
    """Publish this revision as the member's profile, inside the write lock; return it.

    The generation is incremented last.
    """
    changes = record_revisions(
        [DocumentToPublish(member, document, revision=revision)], origin=revision.origin
    )
    delete_authorless_drafts([member])
    Change.objects.record(changes)
    return revision
