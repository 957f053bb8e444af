"""Which errors mean that a service is away, told by errors of real databases and disks."""

import errno

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from acro.outages import is_outage
from acro.postgresql.base import DatabaseWrapper as PostgreSQL
from acro.sqlite.base import DatabaseWrapper as SQLite
from directory.models import DirectoryBusyError

pytestmark = pytest.mark.django_db


def sqlite(name, *statements, **options):
    """Return the error of these statements in a database of its own."""
    options = {"timeout": 0} | options
    settings = connection.settings_dict | {"NAME": name, "OPTIONS": options, "TIME_ZONE": None}
    other = SQLite(settings | {"AUTOCOMMIT": True, "CONN_HEALTH_CHECKS": False})
    try:
        with other.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    except DatabaseError as error:
        return error
    finally:
        other.close()
    return None


def test_a_missing_folder_is_an_outage(tmp_path):
    assert is_outage(sqlite(tmp_path / "none" / "a.sqlite3"))


def test_a_file_of_another_kind_is_an_outage(tmp_path):
    (tmp_path / "a.sqlite3").write_bytes(b"not a database" * 1000)

    assert is_outage(sqlite(tmp_path / "a.sqlite3", "SELECT * FROM sqlite_schema"))


def test_a_full_disk_is_an_outage(tmp_path):
    statements = ["CREATE TABLE a (b)", "PRAGMA max_page_count = 2"]

    error = sqlite(tmp_path / "a.sqlite3", *statements, "INSERT INTO a VALUES (zeroblob(100000))")

    assert str(error) == "database or disk is full"
    assert is_outage(error)


def test_a_read_only_database_is_an_outage(tmp_path):
    sqlite(tmp_path / "a.sqlite3", "CREATE TABLE a (b)")

    error = sqlite(tmp_path / "a.sqlite3", "PRAGMA query_only = 1", "INSERT INTO a VALUES (1)")

    assert str(error) == "attempt to write a readonly database"
    assert is_outage(error)


def test_a_locked_database_is_an_outage(tmp_path):
    file = tmp_path / "a.sqlite3"
    sqlite(file, "CREATE TABLE a (b)")
    settings = connection.settings_dict | {"NAME": file, "OPTIONS": {}, "TIME_ZONE": None}
    other = SQLite(settings | {"AUTOCOMMIT": True, "CONN_HEALTH_CHECKS": False})
    with other.cursor() as cursor:
        cursor.execute("BEGIN EXCLUSIVE")
        error = sqlite(file, "INSERT INTO a VALUES (1)")
    other.close()

    assert str(error) == "database is locked"
    assert is_outage(error)
    assert is_outage(chain(DirectoryBusyError("busy"), error))


def chain(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM nowhere", "SELECT nothing", "SELEC 1", "SELECT 1 FROM"]
)
def test_a_wrong_statement_is_a_bug(statement):
    with pytest.raises(DatabaseError) as found, transaction.atomic():
        run(statement)

    assert not is_outage(found.value)


def test_a_broken_rule_is_a_bug():
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        run("UPDATE directory_directorystate SET generation = NULL")

    assert not is_outage(found.value)


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_server_that_refuses_connections_is_an_outage():
    settings = connection.settings_dict | {"NAME": "a", "HOST": "127.0.0.1", "PORT": 1}
    other = PostgreSQL(settings | {"OPTIONS": {}, "USER": "", "PASSWORD": "", "TIME_LIMIT": 2})

    with pytest.raises(DatabaseError) as found:
        other.ensure_connection()

    assert is_outage(found.value)


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EROFS, "Read-only file system"), True),
        (OSError(errno.ENOENT, "No such file or directory"), False),
        (ValueError("wrong"), False),
        (None, False),
    ],
)
def test_a_full_disk_is_an_outage_and_a_missing_file_a_bug(error, is_away):
    assert is_outage(error) is is_away
