"""Checks of a backup's file before anything of it is written, with bounded work and memory."""

import hashlib
import json
import re
import struct
import zlib
from contextlib import contextmanager
from datetime import datetime
from io import BufferedReader
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from directory.transfer.backup_files import (
    BACKUP_FORMAT,
    BACKUP_VERSION,
    MANIFEST_NAME,
    BackupManifest,
)
from directory.transfer.backup_tables import BACKED_UP_TABLES, list_columns

MOST_MANIFEST_BYTES = 16 << 20
MOST_LINE_BYTES = 32 << 20
MOST_LOGO_BYTES_STORED = 8 << 20
# A backup unpacks to about 7 times its size, a ZIP bomb to over 1,000 times.
MOST_UNPACKED_RATIO, FREE_UNPACKED_BYTES = 100, 64 << 20
BLOCK_BYTES = 1 << 20
TABLE_FACTS = {"columns", "rows", "bytes", "sha256"}
LOGO_PART = re.compile(r"logos/([0-9a-f]{64})\.png")
DAMAGED_ERRORS = (
    *(BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError),
    *(struct.error, zlib.error),
)


class BackupUnusableError(ValueError):
    """A file that can't be restored; the message says why."""


class BackupArchive:
    """An open backup: its manifest, the rows of its tables, and its logos."""

    def __init__(self, archive, migrations):
        self.archive = archive
        self.manifest = read_manifest(archive)
        refuse_other_schema(self.manifest, migrations)
        self.logos = refuse_unknown_parts(archive, self.manifest)

    def check_parts(self):
        """Raise `BackupUnusableError` unless each part is as the manifest says, and each logo too.

        All is read, and nothing is kept.
        """
        for label, facts in self.manifest.tables.items():
            digest, rows, size = hashlib.sha256(), 0, 0
            for line in self.read_lines(label):
                digest.update(line)
                rows, size = rows + 1, size + len(line)
            read = {"rows": rows, "bytes": size, "sha256": digest.hexdigest()}
            if facts != {"columns": facts["columns"]} | read:
                raise BackupUnusableError(f"The file is damaged: {label} isn't as it was written.")
        for digest in self.logos:
            self.read_logo_part(digest)

    def read_lines(self, label):
        """Yield the lines of a table."""
        with refuse_damage(), self.archive.open(f"tables/{label}.jsonl") as part:
            lines = BufferedReader(part, BLOCK_BYTES)
            while line := lines.readline(MOST_LINE_BYTES + 1):
                if len(line) > MOST_LINE_BYTES:
                    raise BackupUnusableError(f"The file has a line of {label} that is too long.")
                yield line

    def read_logo_part(self, digest):
        """Return a logo; raise `BackupUnusableError` if it isn't the one that its name says."""
        with refuse_damage(), self.archive.open(f"logos/{digest}.png") as part:
            png = part.read(MOST_LOGO_BYTES_STORED + 1)
        if len(png) > MOST_LOGO_BYTES_STORED or hashlib.sha256(png).hexdigest() != digest:
            raise BackupUnusableError(f"The file is damaged: the logo {digest} is another file.")
        return png


@contextmanager
def open_backup(path, migrations):
    """Yield the `BackupArchive` of a file.

    Raise `BackupUnusableError` if it can't be read or was made with other last `migrations`.
    """
    with refuse_damage():
        archive = ZipFile(path)
    with archive:
        yield BackupArchive(archive, migrations)


@contextmanager
def refuse_damage():
    """Raise `BackupUnusableError` for the library's errors in the block, which reads the file."""
    try:
        yield
    except BackupUnusableError:
        raise
    except DAMAGED_ERRORS as error:
        raise BackupUnusableError(
            f"The file is damaged or isn't a backup ({error}). Use another backup."
        ) from error


def read_manifest(archive):
    """Return the `BackupManifest`; raise `BackupUnusableError` if it isn't one of this version."""
    refuse_bombs(archive)
    if MANIFEST_NAME not in archive.NameToInfo:
        raise BackupUnusableError("This file isn't a backup of a directory: it has no manifest.")
    with refuse_damage(), archive.open(MANIFEST_NAME) as part:
        text = part.read(MOST_MANIFEST_BYTES + 1)
    try:
        facts = json.loads(text) if len(text) <= MOST_MANIFEST_BYTES else None
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict) or facts.get("format") != BACKUP_FORMAT:
        raise BackupUnusableError("This file isn't a backup of a directory.")
    if facts.get("version") != BACKUP_VERSION:
        raise BackupUnusableError(
            f"This backup has format {facts.get('version')!r:.40}; this release reads format"
            f" {BACKUP_VERSION}. Restore it with release {facts.get('release')!r:.40}."
        )
    return build_manifest(facts)


def build_manifest(facts):
    """Return the `BackupManifest` of these facts; raise `BackupUnusableError` if they are odd."""
    try:
        manifest = BackupManifest(**facts)
        datetime.fromisoformat(manifest.made_at)
        counts = [manifest.generation, manifest.logos, *manifest.left_out.values()]
        described = [set(table) == TABLE_FACTS for table in manifest.tables.values()]
        sound = all(described) and all(isinstance(count, int) for count in counts)
        sound = sound and isinstance(manifest.migrations, dict) and len(manifest.missing_logos) >= 0
    except (TypeError, ValueError, AttributeError):
        sound = False
    if not sound:
        raise BackupUnusableError("The file is damaged: its manifest isn't complete.")
    return manifest


def refuse_other_schema(manifest, migrations):
    """Raise `BackupUnusableError` if the backup's tables are those of another release."""
    apps = sorted(set(manifest.migrations) | set(migrations))
    for app in apps:
        theirs, ours = manifest.migrations.get(app), migrations.get(app)
        if theirs != ours:
            raise BackupUnusableError(
                f"This backup was made by release {manifest.release!s:.40}, whose tables differ"
                f" ({app}: {theirs!s:.80} there, {ours} here). Restore it with that release, then"
                " upgrade."
            )


def refuse_bombs(archive):
    """Raise `BackupUnusableError` if the parts would unpack to far more than a backup does."""
    parts = archive.infolist()
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise BackupUnusableError("This file isn't a backup: its compression is another one.")
    packed = archive.fp.seek(0, 2)
    if sum(part.file_size for part in parts) > packed * MOST_UNPACKED_RATIO + FREE_UNPACKED_BYTES:
        raise BackupUnusableError("This file would unpack to far more than a backup does.")


def refuse_unknown_parts(archive, manifest):
    """Raise `BackupUnusableError` unless the file has a backup's parts; return its logos' digests.

    Names of parts are never used as paths.
    """
    if set(manifest.tables) != set(BACKED_UP_TABLES):
        other = sorted(set(manifest.tables) ^ set(BACKED_UP_TABLES))
        raise BackupUnusableError(f"This backup has other tables: {', '.join(other)[:200]}.")
    for label, facts in manifest.tables.items():
        if facts["columns"] != list_columns(label):
            raise BackupUnusableError(f"In this backup, {label} has other columns.")
    names = archive.namelist()
    expected = {MANIFEST_NAME, *(f"tables/{label}.jsonl" for label in BACKED_UP_TABLES)}
    logos = [match[1] for match in map(LOGO_PART.fullmatch, names) if match]
    unknown = sorted(
        name for name in names if name not in expected and not LOGO_PART.fullmatch(name)
    )
    if unknown:
        raise BackupUnusableError(f"This file has a part that no backup has: {unknown[0]!r:.100}.")
    if len(names) != len(expected) + len(set(logos)) or len(set(logos)) != manifest.logos:
        raise BackupUnusableError("The file is damaged: parts are missing or there twice.")
    return logos
