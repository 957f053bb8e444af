import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from factories import make_owner, make_staff

from directory import revising


@pytest.fixture
def stella(db):
    """Somebody of the staff, with a second factor."""
    user = make_staff()
    Authenticator.objects.create(user=user, type="totp", data={})
    return user


@pytest.fixture
def desk(stella):
    """The browser of staff."""
    return signed_in(stella)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def submitted(member, message="", **changes):
    """A change of a company that its owner sent in."""
    owner = member.representatives.first()
    draft = revising.save_draft(
        member=member,
        author=owner.user if owner else make_owner(member, f"owner-{member.slug}"),
        origin="representative",
        changes=changes,
    )
    return revising.submit(revision=draft, message=message)
