"""A file that isn't a whole backup of this schema is refused before anything is written."""

import hashlib
import io
import json
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from databases import connected_to, copied_database, empty_database
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from directory.models import Country, User
from directory.profile import logos
from directory.transfer import backup_archives
from directory.transfer.backup_files import write_backup

PNG = b"\x89PNG\r\n\x1a\n and the rest"
DIGEST = hashlib.sha256(PNG).hexdigest()
COUNTRIES = "tables/directory.Country.jsonl"


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker, tmp_path_factory):
    """The parts of a backup by name, while this thread is connected to an empty database."""
    folder = tmp_path_factory.mktemp("unusable")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=folder / "media"),
        copied_database(folder, "unusable_source") as source,
        empty_database(folder, "unusable_target") as target,
    ):
        with connected_to(source):
            logos.write_logo(DIGEST, PNG)
            write_backup(folder / "backup.zip")
        with ZipFile(folder / "backup.zip") as archive, connected_to(target):
            yield {name: archive.read(name) for name in archive.namelist()}


def packed(parts, compression=ZIP_DEFLATED):
    """Return an archive of these parts."""
    file = io.BytesIO()
    with ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_manifest(parts, **facts):
    return parts | {"manifest.json": json.dumps(json.loads(parts["manifest.json"]) | facts)}


def with_countries(parts, lines):
    return with_lines(parts, "directory.Country", lines)


def with_lines(parts, label, lines):
    """Return the parts with other rows of a table, described rightly in the manifest."""
    facts = {"rows": lines.count(b"\n"), "bytes": len(lines)}
    facts["sha256"] = hashlib.sha256(lines).hexdigest()
    tables = json.loads(parts["manifest.json"])["tables"]
    tables[label] |= facts
    return with_manifest(parts, tables=tables) | {f"tables/{label}.jsonl": lines}


def without(parts, left_out):
    return {name: content for name, content in parts.items() if name != left_out}


def with_table(parts, name):
    tables = json.loads(parts["manifest.json"])["tables"]
    lines = {f"tables/{name}.jsonl": b""}
    return with_manifest(parts, tables=tables | {name: tables["auth.Group"]}) | lines


def with_column(parts):
    tables = json.loads(parts["manifest.json"])["tables"]
    tables["directory.User"]["columns"].append("is_admin")
    return with_manifest(parts, tables=tables)


UNUSABLE = {
    "half a file": (lambda parts: packed(parts)[:5000], "damaged or isn't a backup"),
    "nothing": (lambda parts: b"", "damaged or isn't a backup"),
    "text": (lambda parts: b"id,name\n1,Alpha\n", "damaged or isn't a backup"),
    "another archive": (lambda parts: packed({"a.txt": "a"}), "it has no manifest"),
    "no JSON": (lambda parts: packed(parts | {"manifest.json": "{"}), "isn't a backup of a dir"),
    "deep JSON": (
        lambda parts: packed(parts | {"manifest.json": "[" * 100_000}),
        "isn't a backup of a directory",
    ),
    "unknown format": (
        lambda parts: packed(with_manifest(parts, version=2, release="9.0")),
        r"has format 2; this release reads format 1\. Restore it with release '9\.0'",
    ),
    "unknown fact": (lambda parts: packed(with_manifest(parts, more=1)), "manifest isn't complete"),
    "newer schema": (
        lambda parts: packed(with_manifest(parts, migrations={"directory": "0099_more"})),
        "made by release .*, whose tables differ",
    ),
    "unknown table": (
        lambda parts: packed(with_table(parts, "auth.Wheel")),
        "This backup has other tables: auth.Wheel",
    ),
    "sessions": (
        lambda parts: packed(with_table(parts, "sessions.Session")),
        r"This backup has other tables: sessions\.Session",
    ),
    "unknown column": (lambda parts: packed(with_column(parts)), "User has other columns"),
    "missing table": (lambda parts: packed(without(parts, COUNTRIES)), "parts are missing"),
    "missing logo": (
        lambda parts: packed(without(parts, f"logos/{DIGEST}.png")),
        "parts are missing",
    ),
    "changed rows": (
        lambda parts: packed(parts | {COUNTRIES: parts[COUNTRIES].replace(b"Germany", b"Germani")}),
        "Country isn't as it was written",
    ),
    "changed logo": (
        lambda parts: packed(parts | {f"logos/{DIGEST}.png": b"x"}),
        "is another file",
    ),
    "path of a logo": (
        lambda parts: packed(parts | {"logos/../../settings.py": b"x"}),
        "a part that no backup has: 'logos/../../settings.py'",
    ),
    "absolute path": (lambda parts: packed(parts | {"/etc/x": b"x"}), "a part that no backup has"),
    "other compression": (lambda parts: packed(parts, ZIP_BZIP2), "its compression is another"),
    "bomb": (
        lambda parts: packed(parts | {COUNTRIES: bytes(200 << 20)}),
        "would unpack to far more",
    ),
    "long line": (
        lambda parts: packed(with_countries(parts, b" " * (33 << 20))),
        "a line of directory.Country that is too long",
    ),
    "rows of another shape": (
        lambda parts: packed(with_countries(parts, b'["DE"]\n')),
        r"Nothing was restored\. A line of directory\.Country isn't a row",
    ),
    "deep rows": (
        lambda parts: packed(with_countries(parts, b"[" * 100_000 + b"\n")),
        r"Nothing was restored\. A line of directory\.Country isn't a row",
    ),
    "a row that breaks a rule": (
        lambda parts: packed(with_countries(parts, b'["de","276","Germany",[],"155"]\n')),
        r"Nothing was restored\. ",
    ),
    "no state": (
        lambda parts: packed(with_lines(parts, "directory.DirectoryState", b"")),
        r"Nothing was restored\. The backup has no row of directory\.DirectoryState",
    ),
    "odd counts": (
        lambda parts: packed(with_manifest(parts, left_out={"sessions": "many"})),
        "manifest isn't complete",
    ),
    "odd time": (lambda parts: packed(with_manifest(parts, made_at="\x1b[2J")), "isn't complete"),
    "rows that others name are gone": (
        lambda parts: packed(with_countries(parts, b"")),
        r"Nothing was restored\. ",
    ),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_an_unusable_file_is_refused_and_nothing_is_written(whole, case, tmp_path):
    make, message = UNUSABLE[case]
    file = tmp_path / "backup.zip"
    file.write_bytes(make(whole))

    with pytest.raises(CommandError, match=message):
        call_command("restore", file)

    assert (Country.objects.count(), User.objects.count()) == (0, 0)
    assert [path.name for path in tmp_path.rglob("*")] == ["backup.zip"]


def test_the_unchanged_parts_can_be_restored(whole, tmp_path):
    file = tmp_path / "backup.zip"
    file.write_bytes(packed(whole))

    with backup_archives.open_backup(
        file, json.loads(whole["manifest.json"])["migrations"]
    ) as backup:
        backup.check_parts()

    assert backup.logos == [DIGEST]


def test_a_missing_file_is_named(whole, tmp_path):
    with pytest.raises(CommandError, match=r"Nothing was restored\. .*none\.zip: No such file"):
        call_command("restore", tmp_path / "none.zip")


def test_a_database_without_tables_is_refused(whole, tmp_path):
    file = tmp_path / "backup.zip"
    file.write_bytes(packed(whole))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'usersessions'")
        with pytest.raises(CommandError, match=r"Run manage\.py migrate first"):
            call_command("restore", file)
        transaction.set_rollback(True)
