"""A database of its own for what happens between transactions: nothing here is rolled back."""

import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from factories import empty_the_directory

from directory import search
from directory.models import DirectoryState
from directory.transfer.loading import load_vocabulary

NAME = "test_two_writers"


@pytest.fixture(scope="module")
def own_database(django_db_blocker, tmp_path_factory):
    """The connections of all threads lead to a new database with the vocabulary."""
    with django_db_blocker.unblock():
        usual, kept = connection.settings_dict["NAME"], connection.connection
        if connection.vendor == "postgresql":
            renew_database()
            connection.close()
        # A database in memory lives as long as this: it is laid aside, not closed.
        connection.connection = None
        folder = tmp_path_factory.mktemp("writing")
        on_disk = connection.vendor == "sqlite"
        connection.settings_dict["NAME"] = folder / "a.sqlite3" if on_disk else NAME
        call_command("migrate", verbosity=0)
        load_vocabulary()
        yield
        connection.close()
        connection.settings_dict["NAME"] = usual
        if on_disk:
            connection.connection = kept
        else:
            renew_database(create=False)


def renew_database(*, create=True):
    """Drop the database of these tests, and create it."""
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django's own tests do
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        if create:
            cursor.execute(f"CREATE DATABASE {NAME}")


@pytest.fixture
def writers(own_database):
    """A function that lets verbs run at once, each in a thread, and returns what they gave.

    The row of the generation is held until all of them wait: each has done what it can do
    before another one has ended.
    """
    with transaction.atomic():
        empty_the_directory()
    yield at_once
    search.forget()


def at_once(*verbs):
    found = [None] * len(verbs)

    def run(place):
        try:
            found[place] = verbs[place]()
        except Exception as error:  # noqa: BLE001 - what is raised is what is tested
            found[place] = error
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
    return found
