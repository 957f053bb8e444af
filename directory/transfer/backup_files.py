"""Backups: one file with all rows and logos, of one generation, that works on every database.

The file is a ZIP archive: `manifest.json`, a part of JSON lines for each table, and the logos under
their SHA-256. All rows come from one read transaction, which makes no writer wait. Logos never
change, and each is stored before a row names it, so they are listed after the rows are read.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.db import connection

from directory.events import log_event
from directory.files import write_whole_file
from directory.models import DirectoryState
from directory.profile import logos
from directory.search.snapshot import hold_one_state
from directory.transfer.backup_rows import read_backup_lines
from directory.transfer.backup_tables import (
    BACKED_UP_TABLES,
    count_left_out,
    list_columns,
    read_last_migrations,
)

BACKUP_FORMAT = "acro-directory-backup"
BACKUP_VERSION = 1
MANIFEST_NAME = "manifest.json"
COMPRESSION_LEVEL = 3  # Higher levels take several times as long and save little.
BYTES_WRITTEN_AT_ONCE = 1 << 18
LOGO_COLUMN, DOCUMENT_COLUMN = "logo", "document"


@dataclass
class BackupManifest:
    """The facts of a backup, stored in its file; `tables` are by name, in the order of loading."""

    made_at: str
    release: str
    database: str
    epoch: str
    generation: int
    content_generation: int
    migrations: dict
    tables: dict = field(default_factory=dict)
    logos: int = 0
    missing_logos: list = field(default_factory=list)
    left_out: dict = field(default_factory=dict)
    format: str = BACKUP_FORMAT
    version: int = BACKUP_VERSION


def write_backup(path, *, overwrite=False, step=None):
    """Write a backup of the directory; return its `BackupManifest`.

    `step()` is called after each table. Raise `SchemaMismatchError` if the database's tables aren't
    those of this release, and `OSError` if the file can't be written or exists; nothing remains
    then.
    """
    path = Path(path).resolve()  # so that a symbolic link is kept, and its target replaced
    migrations = read_last_migrations()
    with write_whole_file(path, overwrite=overwrite) as file, ZipFile(file, "w") as archive:
        with hold_one_state():
            remove_timeouts()
            manifest = make_manifest(migrations)
            named = write_tables(archive, manifest, step)
            manifest.left_out = count_left_out()
        stored = write_logos(archive)
        manifest.logos, manifest.missing_logos = len(stored), sorted(named - stored)
        with archive.open(build_part(MANIFEST_NAME), "w") as part:
            part.write(json.dumps(asdict(manifest), indent=1).encode())
    log_event(
        "backup_written",
        generation=manifest.generation,
        rows=sum(table["rows"] for table in manifest.tables.values()),
        logos=manifest.logos,
        bytes=path.stat().st_size,
    )
    return manifest


def remove_timeouts():
    """Let a statement of this transaction take long, as a table of a large directory does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def make_manifest(migrations):
    """Return the manifest of the state that this transaction sees."""
    moment = DirectoryState.objects.now()
    return BackupManifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        release=settings.RELEASE,
        database=connection.vendor,
        epoch=str(moment.epoch),
        generation=moment.generation,
        content_generation=moment.content_generation,
        migrations=migrations,
    )


def write_tables(archive, manifest, step):
    """Write each table and describe it in the manifest; return the digests of all named logos."""
    named = set()
    for label in BACKED_UP_TABLES:
        columns = list_columns(label)
        with archive.open(build_part(f"tables/{label}.jsonl"), "w", force_zip64=True) as part:
            lines = read_backup_lines(label, build_logo_reader(columns, named))
            manifest.tables[label] = {"columns": columns} | write_lines(part, lines)
        if step is not None:
            step()
    return named


def build_logo_reader(columns, named):
    """Return a function that adds the logos that a row names to `named`; None if no row can."""
    if LOGO_COLUMN in columns:
        place = columns.index(LOGO_COLUMN)
        return lambda row: add_logo(row[place], named)
    if DOCUMENT_COLUMN in columns:
        place = columns.index(DOCUMENT_COLUMN)
        return lambda row: add_logo((row[place] or {}).get("logo"), named)
    return None


def add_logo(logo, named):
    """Add the digest of a document's logo; drafts may hold anything."""
    digest = logo.get("sha256") if isinstance(logo, dict) else None
    if isinstance(digest, str) and digest:
        named.add(digest)


def write_lines(part, lines):
    """Write lines to a part of the archive; return their count, bytes, and SHA-256."""
    digest, rows, size, waiting = hashlib.sha256(), 0, 0, []
    held = 0
    for line in lines:
        waiting.append(line)
        rows, held = rows + 1, held + len(line)
        if held >= BYTES_WRITTEN_AT_ONCE:
            block = b"".join(waiting)
            digest.update(block)
            part.write(block)
            size, held, waiting = size + held, 0, []
    block = b"".join(waiting)
    digest.update(block)
    part.write(block)
    return {"rows": rows, "bytes": size + held, "sha256": digest.hexdigest()}


def write_logos(archive):
    """Write the stored logos; return their digests. A damaged file counts as missing."""
    stored = set()
    for digest in logos.list_logos():
        png = logos.read_logo(digest)
        if png is not None and hashlib.sha256(png).hexdigest() == digest:
            archive.writestr(build_part(f"logos/{digest}.png", ZIP_STORED), png)
            stored.add(digest)
    return stored


def build_part(name, compression=ZIP_DEFLATED):
    """Return the head of a part of the archive."""
    info = ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    info.compress_type, info.external_attr = compression, 0o600 << 16
    info._compresslevel = COMPRESSION_LEVEL  # noqa: SLF001 - `compress_level` from Python 3.13 on
    return info


def describe_backup(manifest):
    """Return the generation, the time, and the main counts of a backup as words."""
    rows = {label: table["rows"] for label, table in manifest.tables.items()}
    made_at = f"{datetime.fromisoformat(manifest.made_at):%B %-d, %Y, %H:%M} UTC"
    counts = {
        "companies": rows["directory.Member"],
        "revisions": rows["directory.Revision"],
        "accounts": rows["directory.User"],
        "logos": manifest.logos,
    }
    return f"generation {manifest.generation:,} of {made_at}: {format_counts(counts)}"


def describe_absences(manifest):
    """Return sentences about what was left out of a backup, and what was missing."""
    lines = []
    if manifest.left_out:
        lines.append(f"Left out: {format_counts(manifest.left_out)}")
    if manifest.missing_logos:
        missing = {"logos that profiles name": len(manifest.missing_logos)}
        lines.append(f"Missing from the media folder: {format_counts(missing)}")
    return lines


def format_counts(counts):
    """Return counts by name as words that fit any number: `sessions 1, API tokens 12.`"""
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) + "."
