import pytest
from allauth.mfa.models import Authenticator
from desk_steps import signed_in
from factories import make_staff


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
