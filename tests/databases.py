"""Databases beside the test's own: empty ones, copies, and their URLs for other processes."""

import sqlite3
from contextlib import closing, contextmanager

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from directory import search


@contextmanager
def connected_to(name):
    """Connect this thread to another database of the same kind during the block."""
    usual, kept = connection.settings_dict["NAME"], connection.connection
    connection.connection = None  # A database in memory lives as long as its connection.
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    search.forget_snapshot()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"], connection.connection = usual, kept
        ContentType.objects.clear_cache()
        search.forget_snapshot()


@contextmanager
def made_database(folder, name, copy_of=None):
    """Make a database, empty or a copy of another one, and yield the name to connect to."""
    if connection.vendor == "sqlite":
        path = folder / f"{name}.sqlite3"
        if copy_of:
            copy_file(copy_of, path)
        yield path
        return
    of_run = f"{connection.settings_dict['NAME']}_{name}"
    with on_the_server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {of_run} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {of_run}" + (f" TEMPLATE {copy_of}" if copy_of else ""))
    yield of_run
    with on_the_server() as cursor:
        cursor.execute(f"DROP DATABASE {of_run} WITH (FORCE)")


@contextmanager
def on_the_server():
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django's own tests do
        yield cursor


def copy_file(source, target):
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@contextmanager
def empty_database(folder, name="empty"):
    """Make a database as `manage.py migrate` leaves it, and yield its name."""
    with made_database(folder, name) as made:
        with connected_to(made):
            call_command("migrate", verbosity=0)
        yield made


@contextmanager
def copied_database(folder, name="copy"):
    """Make a copy of the test's own database, as it is without this test, and yield its name."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        path = folder / f"{name}.sqlite3"
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=WAL")
        yield path
        return
    usual = connection.settings_dict["NAME"]
    connection.close()  # PostgreSQL copies only a database without connections.
    with made_database(folder, name, usual) as made:
        yield made


def database_url(name):
    """Return the setting that names a database of the kind under test."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    server = connection.settings_dict
    account = server["USER"] + (f":{server['PASSWORD']}" if server["PASSWORD"] else "")
    return f"postgres://{account}@{server['HOST']}:{server['PORT']}/{name}"
