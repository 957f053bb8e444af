"""Fixtures: the sample directory, loaded once; or the vocabulary alone, with no members."""

import pytest
from django.core.cache import cache
from django.test.utils import setup_databases, teardown_databases
from factories import empty_the_directory

from directory import search
from directory.transfer.fixtures import load_sample


def pytest_configure():
    from django.conf import settings  # noqa: PLC0415 - pytest-django has to set up first

    # Hashed names need collectstatic, which a test of pages does not.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.STATIC_ROOT = None  # WhiteNoise warns of a folder that a fresh clone has not
    settings.API_RATE_ANONYMOUS = settings.API_RATE_SUGGEST = None
    # The usual hash takes a third of a second, as it should, for each of hundreds of people.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """The test database holds the sample directory; each test's changes are rolled back.

    It is made for whoever asks: pytest-django's own makes none where no test is marked for it, and
    a test that asks by another fixture would find the database of the site.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        load_sample()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def _forget_what_a_rollback_took_back():
    search.forget_snapshot()
    cache.clear()


@pytest.fixture
def sample(db):
    """The sample directory: 41 real companies, the vocabulary, the About content."""


@pytest.fixture
def vocabulary(db):
    """The vocabulary and the About content, and not one member."""
    empty_the_directory()
