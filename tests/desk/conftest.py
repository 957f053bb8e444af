import pytest
from allauth.mfa.models import Authenticator
from desk_steps import signed_in
from factories import make_staff


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
