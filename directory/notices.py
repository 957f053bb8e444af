"""Who is told what by email: each function is one occasion, called by its verb on success.

A notice is part of the verb's transaction: what is undone, nobody hears of.
"""

from email.utils import parseaddr
from urllib.parse import quote

from django.conf import settings

from directory import search
from directory.document import words
from directory.mail import address_of, send
from directory.models import Revision, Role, User

MOST_CHANGES = 40  # in one letter; the page that it leads to has them all


def submitted(revision):
    """Tell staff that a change waits for their review."""
    tell_staff("submitted", revision)


def published(revision):
    """Tell of what was published at once: the company's owners, and staff of a company's act."""
    if revision.origin == Revision.Origin.STAFF:
        tell_company("published_by_staff", revision, by=revision.author)
    else:
        tell_staff("published", revision)
        tell_company("published_by_colleague", revision, by=revision.author)


def approved(revision, instead_of=None):
    """Tell who submitted it, and the owners, that a change was approved.

    `instead_of` is what would have been published if the reviewer had not edited it.
    """
    edits = in_words(instead_of, revision.document) if instead_of else None
    tell_company("approved", revision, by=revision.reviewer, edits=edits)


def rejected(revision):
    """Tell who submitted it, and the owners, that a change was not published, and why."""
    tell_company("rejected", revision, by=revision.reviewer)


def withdrawn(revision, actor):
    """Tell who submitted something that a colleague took it back: it is their draft again."""
    context = {"revision": revision, "member": revision.member, "actor": actor}
    link = address_of("portal-member", revision.member.slug)
    send("withdrawn", revision.author.email, context | {"link": link})


def invited(invitation, token):
    """Send an invitation; only this letter holds its token."""
    context = {"invitation": invitation, "link": address_of("invitation", token)}
    send("invited", invitation.email, context)


def confirm_access(request, signed):
    """Ask who says that they represent a company to confirm their address."""
    context = {"access": request, "link": address_of("member-access-confirm", signed)}
    send("confirm_access", request.email, context)


def access_requested(request):
    """Tell staff that somebody asks for access to a company without an owner."""
    for user in staff():
        context = {"access": request, "link": address_of("desk-requests")}
        send("access_requested", user.email, context)


def access_declined(request):
    """Tell who asked for access that staff declined, and why."""
    send("access_declined", request.email, {"access": request})


def reminder(owner, link):
    """Ask an owner whether their company's profile is still right.

    `link` is the page that asks, signed for this owner.
    """
    member = owner.member
    context = {
        "member": member,
        "link": link,
        "profile": address_of("member-detail", member.slug),
    }
    send("reminder", owner.user.email, context, unsubscribe=unsubscribe_from(owner))


def unsubscribe_from(owner):
    """A letter to the association that asks to be reminded no more: a person answers it."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    subject = quote(f"No reminders: {owner.member.slug}")
    return f"mailto:{sender}?subject={subject}"


def staff():
    """Everybody who reviews."""
    return User.objects.filter(is_staff=True, is_active=True)


def concerned(revision, by):
    """Who of its company submitted a revision, and the owners, without who acted: addresses."""
    people = revision.member.representatives.active().select_related("user")
    return [
        found.user.email
        for found in people
        if found.user != by and (found.role == Role.OWNER or found.user_id == revision.author_id)
    ]


def tell_staff(name, revision):
    """Send everybody at the desk a letter about a revision."""
    context = about(revision) | {"link": address_of("desk-revision", revision.pk)}
    for user in staff():
        send(name, user.email, context)


def tell_company(name, revision, *, by, **more):
    """Send those at the company whom it concerns a letter about what somebody did to a revision.

    Who did it is told nothing: staff may keep a company's profile, too.
    """
    member = revision.member
    link = address_of("portal-member", member.slug)
    archived = member.status == member.Status.ARCHIVED  # its page says that it is gone
    see = link if archived else address_of("member-detail", member.slug)
    context = about(revision) | {"link": link, "see": see} | more
    for address in concerned(revision, by):
        send(name, address, context)


def about(revision):
    """What every letter about a revision says: whose it is, and what it changes, in words."""
    based_on = revision.member.revisions.published().filter(number=revision.base).first()
    before = based_on.document if based_on else {}
    changes = in_words(before, revision.document)
    return {"revision": revision, "member": revision.member} | changes


def in_words(before, after):
    """What changed, as many as go into a letter, and how many `more` there are."""
    changes = words.in_words(before, after, search.vocabulary())
    return {"changes": changes[:MOST_CHANGES], "more": len(changes[MOST_CHANGES:])}
