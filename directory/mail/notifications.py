"""Who is told what by email: each function is one occasion, called by its verb on success.

A notice is part of the verb's transaction: what is undone, nobody hears of.
"""

from email.utils import parseaddr
from urllib.parse import quote

from django.conf import settings

from directory import search
from directory.document import changes as document_changes
from directory.mail.letters import build_absolute_url, send_letter
from directory.models import Revision, Role, User

MOST_CHANGES_IN_LETTER = 40  # in one letter; the page that it leads to has them all


def notify_submitted(revision):
    """Tell staff that a change waits for their review."""
    notify_staff("submitted", revision)


def notify_published(revision):
    """Tell of what was published at once: the company's owners, and staff of a company's act."""
    if revision.origin == Revision.Origin.STAFF:
        notify_company("published_by_staff", revision, by=revision.author)
    else:
        notify_staff("published", revision)
        notify_company("published_by_colleague", revision, by=revision.author)


def notify_approved(revision, instead_of=None):
    """Tell who submitted it, and the owners, that a change was approved.

    `instead_of` is what would have been published if the reviewer had not edited it.
    """
    edits = list_changes_for_letter(instead_of, revision.document) if instead_of else None
    notify_company("approved", revision, by=revision.reviewer, edits=edits)


def notify_rejected(revision):
    """Tell who submitted it, and the owners, that a change was not published, and why."""
    notify_company("rejected", revision, by=revision.reviewer)


def notify_withdrawn(revision, actor):
    """Tell who submitted something that a colleague took it back: it is their draft again."""
    context = {"revision": revision, "member": revision.member, "actor": actor}
    link = build_absolute_url("portal-member", revision.member.slug)
    send_letter("withdrawn", revision.author.email, context | {"link": link})


def notify_invited(invitation, token):
    """Send an invitation; only this letter holds its token."""
    context = {"invitation": invitation, "link": build_absolute_url("invitation", token)}
    send_letter("invited", invitation.email, context)


def ask_to_confirm_address(request, signed):
    """Ask who says that they represent a company to confirm their address."""
    context = {"access": request, "link": build_absolute_url("member-access-confirm", signed)}
    send_letter("confirm_access", request.email, context)


def notify_access_requested(request):
    """Tell staff that somebody asks for access to a company without an owner."""
    for user in find_staff():
        context = {"access": request, "link": build_absolute_url("desk-requests")}
        send_letter("access_requested", user.email, context)


def notify_access_declined(request):
    """Tell who asked for access that staff declined, and why."""
    send_letter("access_declined", request.email, {"access": request})


def ask_whether_still_right(owner, link):
    """Ask an owner whether their company's profile is still right.

    `link` is the page that asks, signed for this owner.
    """
    member = owner.member
    context = {
        "member": member,
        "link": link,
        "profile": build_absolute_url("member-detail", member.slug),
    }
    send_letter("reminder", owner.user.email, context, unsubscribe=build_unsubscribe_address(owner))


def build_unsubscribe_address(owner):
    """A letter to the association that asks to be reminded no more: a person answers it."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    subject = quote(f"Stop reminders: {owner.member.slug}")
    return f"mailto:{sender}?subject={subject}"


def find_staff():
    """Everybody who reviews."""
    return User.objects.filter(is_staff=True, is_active=True)


def find_concerned_addresses(revision, by):
    """Who of its company submitted a revision, and the owners, without who acted: addresses."""
    people = revision.member.representatives.active().select_related("user")
    return [
        found.user.email
        for found in people
        if found.user != by and (found.role == Role.OWNER or found.user_id == revision.author_id)
    ]


def notify_staff(name, revision):
    """Send everybody at the desk a letter about a revision."""
    context = build_revision_context(revision) | {
        "link": build_absolute_url("desk-revision", revision.pk)
    }
    for user in find_staff():
        send_letter(name, user.email, context)


def notify_company(name, revision, *, by, **more):
    """Send those at the company whom it concerns a letter about what somebody did to a revision.

    Who did it is told nothing: staff may keep a company's profile, too.
    """
    member = revision.member
    link = build_absolute_url("portal-member", member.slug)
    archived = member.status == member.Status.ARCHIVED  # its page says that it is gone
    see = link if archived else build_absolute_url("member-detail", member.slug)
    context = build_revision_context(revision) | {"link": link, "see": see} | more
    for address in find_concerned_addresses(revision, by):
        send_letter(name, address, context)


def build_revision_context(revision):
    """What every letter about a revision says: whose it is, and what it changes, in words."""
    based_on = revision.member.revisions.published().filter(number=revision.base).first()
    before = based_on.document if based_on else {}
    changes = list_changes_for_letter(before, revision.document)
    return {"revision": revision, "member": revision.member} | changes


def list_changes_for_letter(before, after):
    """What changed, as many as go into a letter, and how many `more` there are."""
    changes = document_changes.describe_changes(before, after, search.fetch_vocabulary())
    return {
        "changes": changes[:MOST_CHANGES_IN_LETTER],
        "more": len(changes[MOST_CHANGES_IN_LETTER:]),
    }
