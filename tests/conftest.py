"""Fixtures: the sample directory, loaded once, the vocabulary alone, and the About content."""

import json
import re
import shutil
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import hypothesis
import programs
import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from factories import empty_the_directory
from processes import made_once, manage
from strict_answers import judged_answers

from directory import models, readiness, search
from directory.search import snapshot
from directory.transfer.about import load_about
from directory.transfer.fixtures import FIXTURES_FOLDER, load_sample

ABOUT = FIXTURES_FOLDER / "about.json"
ABOUT_TABLES = (
    models.Page,
    models.Milestone,
    models.Organization,
    models.SocialLink,
    models.Statistic,
    models.Officer,
    models.Committee,
)
VOCABULARY = (
    models.Country,
    models.Modality,
    models.Phase,
    models.Region,
    models.Service,
    models.ServiceGroup,
    models.TherapeuticArea,
)
VOCABULARY_TABLES = {model._meta.db_table for model in VOCABULARY}  # noqa: SLF001 - Django's word for it
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
WRITES_NOTHING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "SET", "PRAGMA", "EXPLAIN")
AS_LOADED = pytest.StashKey()
# No test is timed: how fast a machine is says nothing about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_configure():
    programs.check_variables()
    from django.conf import settings  # noqa: PLC0415 - pytest-django has to set up first

    # Hashed names need collectstatic, which tests of pages don't need.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.STATIC_ROOT = None  # WhiteNoise warns about a folder that a fresh clone doesn't have.
    settings.API_RATE_ANONYMOUS = settings.API_RATE_SUGGEST = None
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:  # pytest-django knows only Django's own engine.
        database.setdefault("TEST", {})["NAME"] = ":memory:"
    # The production hasher is slow by design, a third of a second for each of hundreds of users.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config, items):
    """Leave out what runs only once in CI: what is the same, whatever DATABASE_URL names."""
    if programs.is_off("FAULT_TESTS"):
        own = [item for item in items if item.get_closest_marker("own_database")]
        config.hook.pytest_deselected(items=own)
        items[:] = [item for item in items if item not in own]


def pytest_terminal_summary(terminalreporter):
    for note in programs.list_notes():
        terminalreporter.write_line(note)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_modify_db_settings, pytestconfig
):
    """Create the test database with the sample directory; each test's changes are rolled back.

    It is created for every test. pytest-django creates none if no test has its marker, and a test
    that accesses the database through another fixture would use the site's own database.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        load_sample()
        pytestconfig.stash[AS_LOADED] = as_loaded = AsLoaded()
    with as_loaded.shared():
        yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


class AsLoaded:
    """The search index and the vocabulary as loaded: read once, not once for every test.

    A test gets them as long as it has written nothing that they are read from. From then on all is
    read from the database, as the site does it.
    """

    def __init__(self):
        self.database = connection.settings_dict["NAME"]
        self.snapshot = snapshot.read_snapshot()
        self.written = set()

    @contextmanager
    def shared(self):
        with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(self.note):
            patch.setattr(
                snapshot, "read_snapshot_at", partial(self.read_state, snapshot.read_snapshot_at)
            )
            read = partial(self.read_vocabulary, snapshot.read_vocabulary)
            patch.setattr(snapshot, "read_vocabulary", read)
            yield

    def note(self, execute, sql, params, many, context):
        """Run a statement, and note the table that it writes to."""
        if not sql.startswith(WRITES_NOTHING):
            found = WRITES.match(sql)
            self.written.add(found[1] if found else "any")
        return execute(sql, params, many, context)

    def read_state(self, read, moment):
        same = moment[:2] == self.snapshot.moment[:2] and self.is_here()
        if same and not any(map(is_read_by_searches, self.written)):
            return replace(self.snapshot, moment=moment)
        return read(moment)

    def read_vocabulary(self, read):
        if self.is_here() and self.written.isdisjoint(VOCABULARY_TABLES | {"any"}):
            return self.snapshot.vocabulary
        return read()

    def is_here(self):
        """Whether this is the database that was loaded, not a copy of it."""
        return connection.settings_dict["NAME"] == self.database


def is_read_by_searches(table):
    """Whether a table may say something to a search: those of accounts and sessions don't."""
    return table == "any" or (table.startswith("directory_") and table != "directory_user")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    result = yield
    as_loaded = item.config.stash.get(AS_LOADED, None)
    if as_loaded and not connection.in_atomic_block:  # else a module's changes are still there
        as_loaded.written.clear()
    return result


@pytest.fixture(scope="session", autouse=True)
def _answers_are_as_documented():
    with judged_answers():
        yield


@pytest.fixture(autouse=True)
def _forget_what_a_rollback_took_back():
    search.forget_snapshot()
    for name in caches:
        caches[name].clear()
    readiness.forget_warnings()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, worker_id):
    """The folder that all workers of a test run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


@pytest.fixture(scope="session")
def static_files(shared_folder):
    """Collect the static files, once in a test run: a server reads their list when it starts."""
    with made_once(shared_folder / "static") as is_made:
        if not is_made:
            manage("collectstatic", "--no-input")


@pytest.fixture(scope="session")
def empty_file(shared_folder):
    """An SQLite file as `migrate` leaves it, made once in a test run; copy it to change it."""
    file = shared_folder / "empty" / "directory.sqlite3"
    with made_once(file.parent) as is_made:
        if not is_made:
            manage("migrate", DATABASE_URL=f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def sample_file(shared_folder, empty_file):
    """An SQLite file with the sample directory, made once in a test run; copy it to change it."""
    file = shared_folder / "sample" / "directory.sqlite3"
    with made_once(file.parent) as is_made:
        if not is_made:
            shutil.copy(empty_file, file)
            manage("load_sample", DATABASE_URL=f"sqlite:///{file}")
    return file


@pytest.fixture
def sample(db):
    """The sample directory: 41 real companies, the vocabulary, and the About content."""


@pytest.fixture
def vocabulary(db):
    """The vocabulary and the About content, without any members."""
    empty_the_directory()


@pytest.fixture
def no_content(db):
    """Remove all About content from the directory."""
    models.Page.objects.update(parent=None)
    for table in ABOUT_TABLES:
        table.objects.all().delete()


@pytest.fixture
def about(no_content):
    """Load the About content; return the report."""
    return load_about(ABOUT)


@pytest.fixture
def content():
    """Return the About content of the fixtures as plain data."""
    return json.loads(ABOUT.read_text("utf-8"))


@pytest.fixture
def logo_folder(settings, tmp_path):
    """A folder of the test's own for logos, which are stored in none but MEDIA_ROOT."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
