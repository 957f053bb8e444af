import pytest
from allauth.mfa.models import Authenticator
from factories import make_staff
from view_steps import signed_in


@pytest.fixture
def stella(db):
    """Create a member of staff with a second factor."""
    user = make_staff()
    Authenticator.objects.create(user=user, type="totp", data={})
    return user


@pytest.fixture
def desk(stella):
    """Return a signed-in client of staff."""
    return signed_in(stella)
