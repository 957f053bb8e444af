"""A separate database for tests across transactions. Nothing here is rolled back."""

import sqlite3
import threading
import time
from contextlib import closing, contextmanager

import pytest
from django.db import connection, transaction
from factories import empty_the_directory

from directory import search
from directory.models import DirectoryState


@pytest.fixture(scope="module")
def own_database(django_db_setup, django_db_blocker, tmp_path_factory):
    """Connect all threads to a copy of the test database."""
    copy = copied_file if connection.vendor == "sqlite" else copied_server
    with django_db_blocker.unblock(), copy(tmp_path_factory.mktemp("writing")):
        yield


@contextmanager
def copied_file(folder):
    usual, kept = connection.settings_dict["NAME"], connection.connection
    with closing(sqlite3.connect(folder / "a.sqlite3")) as copy:
        kept.backup(copy)
    # A database in memory lives as long as its connection, so the connection is kept open.
    connection.connection = None
    connection.settings_dict["NAME"] = folder / "a.sqlite3"
    yield
    connection.close()
    connection.settings_dict["NAME"], connection.connection = usual, kept


@contextmanager
def copied_server(_):
    usual = connection.settings_dict["NAME"]
    copy = f"{usual}_of_two_writers"  # each worker of a test run has a database, and a copy
    connection.close()  # PostgreSQL copies only a database without connections
    renew_database(copy, f"CREATE DATABASE {copy} TEMPLATE {usual}")
    connection.settings_dict["NAME"] = copy
    yield
    connection.close()
    connection.settings_dict["NAME"] = usual
    renew_database(copy)


def renew_database(name, create=""):
    """Drop a database of these tests, and create it."""
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django's own tests do
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        if create:
            cursor.execute(create)


@pytest.fixture
def writers(own_database):
    """Return a function that runs functions at once, each in a thread, and returns their results.

    It locks the generation's row until all of them wait, so that each has done what it can before
    another one ends.
    """
    with transaction.atomic():
        empty_the_directory()
    yield at_once
    search.forget_snapshot()


def at_once(*verbs):
    results = [None] * len(verbs)

    def run(place):
        try:
            results[place] = verbs[place]()
        except Exception as error:  # noqa: BLE001 - the test checks the exception
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(verbs))]
    with transaction.atomic():
        DirectoryState.objects.select_for_update().get()
        for thread in threads:
            thread.start()
            time.sleep(0.5)
    for thread in threads:
        thread.join()
    return results
