"""Steps shared by the tests of the pages."""

from django.test import Client
from factories import make_owner
from signing_in import enter

from directory.workflow import drafts, submissions


def signed_in(user):
    client = Client()
    enter(client, user)
    return client


def submitted(member, message="", **changes):
    """Submit a change of a company as its owner."""
    owner = member.representatives.first()
    draft = drafts.save_draft(
        member=member,
        author=owner.user if owner else make_owner(member, f"owner-{member.slug}"),
        origin="representative",
        changes=changes,
    )
    return submissions.submit_draft(revision=draft, message=message)
