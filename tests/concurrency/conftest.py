"""A separate database for tests across transactions. Nothing here is rolled back."""

import threading
import time

import pytest
from databases import connected_to, copied_database
from django.db import connection, transaction
from factories import empty_the_directory

from directory import search
from directory.models import DirectoryState


@pytest.fixture(scope="module")
def own_database(django_db_setup, django_db_blocker, tmp_path_factory):
    """Connect all threads to a copy of the test database."""
    folder = tmp_path_factory.mktemp("writing")
    with (
        django_db_blocker.unblock(),
        copied_database(folder, "of_two_writers") as name,
        connected_to(name),
    ):
        yield


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
