"""Email notifications: one function per event, called by the function that makes the change.

A notification is part of the same transaction: if the change is rolled back, it isn't sent.
"""

from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import quote

from django.conf import settings

from directory import search
from directory.document import changes as document_changes
from directory.mail.letters import build_absolute_url, send_letter
from directory.models import Revision, Role, User

MOST_CHANGES_IN_LETTER = 40  # The linked page lists all of them.


@dataclass(frozen=True)
class LetterChanges:
    """The first changes between two documents in words, as many as fit into a letter."""

    before: dict
    after: dict
    lines: list
    more: int

    def are_between(self, before, after):
        """Return whether these are the changes between two documents."""
        return (self.before, self.after) == (before, after)


def notify_submitted(revision, changes=None):
    """Tell staff that a change is awaiting their review; `changes` may have been listed before."""
    notify_staff("submitted", build_revision_context(revision, changes))


def notify_published(revision, changes=None):
    """Tell the owners about a change published at once, and staff too if the company made it."""
    context = build_revision_context(revision, changes)
    if revision.origin == Revision.Origin.STAFF:
        notify_company("published_by_staff", context, by=revision.author)
    else:
        notify_staff("published", context)
        notify_company("published_by_colleague", context, by=revision.author)


def notify_approved(revision, instead_of=None, changes=None):
    """Tell the author and the owners that a change was approved.

    `instead_of` is the document that would have been published if the reviewer had not edited it.
    """
    edits = list_changes_for_letter(instead_of, revision.document) if instead_of else None
    context = build_revision_context(revision, changes)
    notify_company("approved", context | {"edits": edits}, by=revision.reviewer)


def notify_rejected(revision, changes=None):
    """Tell the author and the owners that a change was rejected, and the reason."""
    notify_company("rejected", build_revision_context(revision, changes), by=revision.reviewer)


def notify_withdrawn(revision, actor):
    """Tell the author that a colleague withdrew their submission, which is their draft again."""
    context = {"revision": revision, "member": revision.member, "actor": actor}
    link = build_absolute_url("portal-member", revision.member.slug)
    send_letter("withdrawn", revision.author.email, context | {"link": link})


def notify_invited(invitation, token):
    """Send an invitation; only this letter contains its token."""
    context = {"invitation": invitation, "link": build_absolute_url("invitation", token)}
    send_letter("invited", invitation.email, context)


def ask_to_confirm_address(request, signed):
    """Ask the requester of access to a company to confirm their email address."""
    context = {"access": request, "link": build_absolute_url("member-access-confirm", signed)}
    send_letter("confirm_access", request.email, context)


def notify_access_requested(request):
    """Tell staff about a request for access to a company without an owner."""
    for user in find_staff():
        context = {"access": request, "link": build_absolute_url("desk-requests")}
        send_letter("access_requested", user.email, context)


def notify_access_declined(request):
    """Tell the requester that staff declined access, and the reason."""
    send_letter("access_declined", request.email, {"access": request})


def ask_to_confirm_profile(owner, link):
    """Ask an owner whether their company's profile is up to date.

    `link` is the URL of the confirmation page, signed for this owner.
    """
    member = owner.member
    context = {
        "member": member,
        "link": link,
        "profile": build_absolute_url("member-detail", member.slug),
    }
    send_letter("reminder", owner.user.email, context, unsubscribe=build_unsubscribe_address(owner))


def build_unsubscribe_address(owner):
    """Return a mailto: URL that asks the association to stop reminders; a person handles it."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    subject = quote(f"Stop reminders: {owner.member.slug}")
    return f"mailto:{sender}?subject={subject}"


def find_staff():
    """Return all active staff users."""
    return User.objects.filter(is_staff=True, is_active=True)


def find_concerned_addresses(revision, by):
    """Return the addresses of the revision's author and the company's owners, except the actor's.

    An author who doesn't represent the company gets no letter.
    """
    people = revision.member.representatives.active().select_related("user")
    return [
        person.user.email
        for person in people
        if person.user != by and (person.role == Role.OWNER or person.user_id == revision.author_id)
    ]


def notify_staff(name, context):
    """Send all staff a letter about the revision of a context."""
    context = context | {"link": build_absolute_url("desk-revision", context["revision"].pk)}
    for user in find_staff():
        send_letter(name, user.email, context)


def notify_company(name, context, *, by):
    """Send the author and the owners a letter about an action on the revision of a context.

    The user who acted, `by`, gets none: staff may also represent a company.
    """
    member = context["member"]
    link = build_absolute_url("portal-member", member.slug)
    archived = member.status == member.Status.ARCHIVED  # Its public page only says that it is gone.
    see = link if archived else build_absolute_url("member-detail", member.slug)
    context = context | {"link": link, "see": see}
    for address in find_concerned_addresses(context["revision"], by):
        send_letter(name, address, context)


def build_revision_context(revision, changes=None):
    """Return the context of every letter about a revision: its member and its changes in words.

    `changes` were listed before the write lock was taken. They count only if both documents are
    still the same.
    """
    before = find_letter_base(revision)
    if changes is None or not changes.are_between(before, revision.document):
        changes = list_changes_for_letter(before, revision.document)
    shown = {"changes": changes.lines, "more": changes.more}
    return {"revision": revision, "member": revision.member} | shown


def list_revision_changes(revision):
    """Return a revision's changes of the published document it is based on, for letters."""
    return list_changes_for_letter(find_letter_base(revision), revision.document)


def find_letter_base(revision):
    """Return the published document that a revision is based on, {} before the first."""
    based_on = revision.member.revisions.published().filter(number=revision.base).first()
    return based_on.document if based_on else {}


def list_changes_for_letter(before, after):
    """Return the first changes between two documents, as many as fit into a letter."""
    changes = document_changes.describe_changes(before, after, search.fetch_vocabulary())
    lines = [str(change) for change in changes[:MOST_CHANGES_IN_LETTER]]
    return LetterChanges(before, after, lines, len(changes) - len(lines))
