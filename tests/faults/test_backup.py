"""Backups and restores as processes: beside writers, killed, on full disks, across databases."""

import hashlib
import itertools
import json
import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from databases import (
    connected_to,
    copied_database,
    database_url,
    empty_database,
    made_database,
)
from django.db import connection, transaction
from django.test import Client, override_settings
from factories import republish
from processes import run_python, start_python

from directory.models import Country, DirectoryState, Member
from directory.models.locks import LOCK_TIMEOUT_SECONDS
from directory.profile import logos
from directory.transfer.backup_files import write_backup
from directory.transfer.backup_tables import BACKED_UP_TABLES
from directory.transfer.exports import export_members
from directory.transfer.restores import restore_backup

ROUNDS = int(os.environ.get("ROUNDS", "3"))
COMPANIES = int(os.environ.get("COMPANIES", "300"))
# Runs a command of manage.py with a media folder of its own.
MANAGE = """
import sys
import django
from django.conf import settings
django.setup()
settings.MEDIA_ROOT = sys.argv[1]
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[2:]])
"""
# Publishes three times a second and prints each generation with its document.
WRITES = """
import hashlib, json, sys, time
import django
from django.conf import settings
django.setup()
settings.MEDIA_ROOT = sys.argv[1]
from directory.models import DirectoryState, Member
from directory.profile import logos
from directory.workflow import publishing
members = list(Member.objects.published().order_by("slug")[:60:2])
for number in range(10_000):
    member = members[number % len(members)]
    member.refresh_from_db()
    png = f"logo {number}".encode()
    digest = hashlib.sha256(png).hexdigest()
    logos.write_logo(digest, png)
    changes = {"summary": f"Round {number}.", "logo": {"sha256": digest, "alt": ""}}
    began = time.monotonic()
    revision = publishing.publish_document(
        member=member, document=member.revision.document | changes, origin="staff"
    )
    took = time.monotonic() - began
    generation = DirectoryState.objects.now().generation
    print(json.dumps([generation, revision.document, took]), flush=True)
    time.sleep(max(0, 1 / 3 - took))
"""
# Runs one of the two functions and prints after each table.
STEPS = """
import sys
import django
from django.conf import settings
django.setup()
settings.MEDIA_ROOT = sys.argv[1]
from directory.transfer.backup_files import write_backup
from directory.transfer.restores import restore_backup
run = {"backup": write_backup, "restore": restore_backup}[sys.argv[2]]
run(sys.argv[3], step=lambda: print("table", flush=True))
"""
# Runs a command of manage.py that can't write more than 64 kB to a file.
FULL_DISK = """
import resource, sys
import django
from django.conf import settings
django.setup()
settings.MEDIA_ROOT = sys.argv[1]
from django.core.management import execute_from_command_line
from django.db import connection
connection.ensure_connection()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
execute_from_command_line(["manage.py", *sys.argv[3:]])
"""


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker, tmp_path_factory):
    """The name of an empty database, to be copied."""
    with (
        django_db_blocker.unblock(),
        empty_database(tmp_path_factory.mktemp("migrated"), "migrated") as name,
    ):
        yield name


@pytest.fixture
def source(django_db_setup, django_db_blocker, tmp_path):
    """Connect to a copy of the sample directory during the test, with a media folder."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path / "media"),
        copied_database(tmp_path, "source") as name,
        connected_to(name),
    ):
        yield name


@pytest.fixture
def target(source, migrated, tmp_path):
    """An empty database; this thread stays connected to the other one."""
    with made_database(tmp_path, "target", migrated) as name:
        yield name


@pytest.fixture
def backups(tmp_path):
    path = tmp_path / "backups"
    path.mkdir()
    return path


def start(url, media, *arguments, script):
    """Start a script on a database with a media folder."""
    return start_python("-c", script, media, *arguments, DATABASE_URL=url)


def run(url, media, *arguments, script=MANAGE):
    """Run a command of manage.py; return its exit code, output, and last line of errors.

    Lines of the log that are no errors don't count.
    """
    done = run_python("-c", script, media, *arguments, may_fail=True, DATABASE_URL=url)
    errors = [line for line in done.stderr.splitlines() if " INFO " not in line]
    return done.returncode, done.stdout, (errors or [""])[-1]


def export():
    file = Path(logos.default_storage.location).parent / "members.jsonl"
    export_members(file)
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def in_a_thread(verb):
    def run_verb():
        try:
            verb()
        finally:
            connection.close()

    thread = threading.Thread(target=run_verb)
    thread.start()
    thread.join()


def test_a_backup_is_of_one_generation_though_others_publish_between_any_two_tables(
    source, target, tmp_path, backups
):
    alpha = Member.objects.published().first()
    before, moment, years = export(), DirectoryState.objects.now(), itertools.count(1900)

    manifest = write_backup(
        backups / "a.zip", step=lambda: in_a_thread(lambda: republish(alpha, founded=next(years)))
    )

    generations = DirectoryState.objects.now().generation - moment.generation
    assert generations == len(BACKED_UP_TABLES)
    assert (manifest.generation, manifest.epoch) == (moment.generation, str(moment.epoch))
    with connected_to(target):
        restore_backup(backups / "a.zip")
        assert export() == before


def test_backups_while_three_publications_a_second_go_on_are_of_the_generation_they_name(
    tmp_path, backups, migrated, django_db_blocker
):
    media = tmp_path / "media"
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        made_database(tmp_path, "demo", migrated) as name,
        connected_to(name),
    ):
        url = database_url(name)
        assert run(url, media, "make_demo", "--members", COMPANIES)[0] == 0
        first, generation = export(), DirectoryState.objects.now().generation

        published, manifests = back_up_while_publishing(url, media, backups)

        assert max(took for _, _, took in published) < 5
        generations = [number for number, _, _ in published]
        assert generations == list(range(generation + 1, generation + 1 + len(generations)))
        for number, named in enumerate(manifests):
            folder = backups / str(number)
            folder.mkdir()
            with made_database(folder, "restored", migrated) as empty, connected_to(empty):
                restored = restore_backup(backups / f"{number}.zip")
                assert restored.generation == named == DirectoryState.objects.now().generation
                assert export() == export_at(named, first, published)
                assert restored.missing_logos == []
        assert manifests[0] < manifests[-1] <= generations[-1]


def back_up_while_publishing(url, media, backups):
    """Return what a process published meanwhile, and the generation of each backup."""
    with start(url, media, script=WRITES) as writer:
        lines = [writer.stdout.readline()]
        reader = threading.Thread(target=lambda: lines.extend(writer.stdout))
        reader.start()
        manifests = []
        for number in range(ROUNDS):
            code, output, errors = run(url, media, "backup", backups / f"{number}.zip")
            assert code == 0, errors
            manifests.append(int(output.split()[5].replace(",", "")))
        time.sleep(0.5)
        writer.kill()
        reader.join()
    return [json.loads(line) for line in lines if line.endswith("\n")], manifests


def export_at(generation, first, published):
    """Return the export of a generation, from the first one and what was published after it."""
    documents = {document["slug"]: document for document in first}
    for number, document, _ in published:
        if number <= generation:
            documents[document["slug"]] = document
    return [documents[slug] for slug in sorted(documents)]


def test_a_backup_waits_for_no_writer(source, tmp_path, backups):
    with transaction.atomic():
        Member.objects.update(folded_name="x")  # Holds the lock on SQLite, and all rows.
        began = time.monotonic()

        code, output, errors = run(
            database_url(source), tmp_path / "media", "backup", backups / "a.zip"
        )

        assert (code, errors) == (0, "")
        assert time.monotonic() - began < LOCK_TIMEOUT_SECONDS
        transaction.set_rollback(True)
    assert output.startswith("Backed up 0.")


@pytest.mark.parametrize("tables", [1, 20, len(BACKED_UP_TABLES)])
def test_a_killed_backup_leaves_no_file_under_its_name(source, tmp_path, backups, tables):
    arguments = "backup", backups / "a.zip"
    with start(database_url(source), tmp_path / "media", *arguments, script=STEPS) as process:
        for _ in range(tables):
            assert process.stdout.readline() == "table\n"
        process.kill()

    if tables < len(BACKED_UP_TABLES):
        assert not (backups / "a.zip").exists()
    assert run(database_url(source), tmp_path / "media", "backup", backups / "b.zip")[0] == 0
    assert all(name.endswith((".zip", ".part")) for name in names_in(backups))


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(source, tmp_path, backups):
    code, output, errors = run(
        database_url(source),
        tmp_path / "media",
        64_000,
        "backup",
        backups / "a.zip",
        script=FULL_DISK,
    )

    assert (code, output) == (1, "")
    assert errors == f"CommandError: Can't write {backups / 'a.zip'}: File too large."
    assert names_in(backups) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server has a disk of its own")
def test_a_restore_on_a_full_disk_leaves_the_database_empty(source, target, tmp_path, backups):
    write_backup(backups / "a.zip")

    code, output, errors = run(
        database_url(target),
        tmp_path / "media",
        300_000,
        "restore",
        backups / "a.zip",
        script=FULL_DISK,
    )

    assert (code, output) == (1, "")
    assert errors.startswith("CommandError: Nothing was restored. ")
    with connected_to(target):
        assert Country.objects.count() == 0


@pytest.mark.parametrize("tables", [1, 20, len(BACKED_UP_TABLES) - 1])
def test_a_killed_restore_leaves_the_database_empty_and_can_be_repeated(
    source, target, tmp_path, backups, tables
):
    write_backup(backups / "a.zip")
    arguments = "restore", backups / "a.zip"
    with start(database_url(target), tmp_path / "media", *arguments, script=STEPS) as process:
        for _ in range(tables):
            assert process.stdout.readline() == "table\n"
        process.kill()
    time.sleep(0.2)  # The server needs a moment to notice.

    with connected_to(target):
        assert (Country.objects.count(), Member.objects.count()) == (0, 0)
        restore_backup(backups / "a.zip")
        assert Member.objects.count() == 41


def test_a_process_that_served_the_empty_database_answers_from_the_restored_one(
    source, target, tmp_path, backups
):
    write_backup(backups / "a.zip")
    address = "/api/v1/members/"
    count = Client().get(address).json()["count"]
    with connected_to(target):
        before = Client().get(address)

        code, _, errors = run(
            database_url(target), tmp_path / "media", "restore", backups / "a.zip"
        )

        after = Client().get(address, headers={"If-None-Match": before["ETag"]})
    assert (code, errors) == (0, "")
    assert (before.json()["count"], after.status_code) == (0, 200)
    assert after.json()["count"] == count > 30


def test_a_backup_of_one_database_restores_on_the_other_and_back(
    source, target, empty_file, tmp_path, backups
):
    png = b"\x89PNG and the rest"
    logos.write_logo(hashlib.sha256(png).hexdigest(), png)
    file, media = shutil.copy(empty_file, tmp_path / "other.sqlite3"), tmp_path / "other_media"
    other = f"sqlite:///{file}"
    before = export()

    done = [
        run(database_url(source), tmp_path / "media", "backup", backups / "a.zip"),
        run(other, media, "restore", backups / "a.zip"),
        run(other, media, "backup", backups / "b.zip"),
        run(database_url(target), tmp_path / "third_media", "restore", backups / "b.zip"),
    ]

    assert [(code, errors) for code, _, errors in done] == [(0, "")] * len(done)
    with connected_to(target):
        assert export() == before
        with override_settings(MEDIA_ROOT=tmp_path / "third_media"):
            assert [logos.read_logo(digest) for digest in logos.list_logos()] == [png]
