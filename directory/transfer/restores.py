"""Restoring a backup into an empty database: all of it or nothing.

The file is checked first, then loaded in one transaction. Primary keys stay, because addresses and
ETags name them. The epoch is new, so that no cache takes the restored directory for the one that
went on after the backup.
"""

import uuid
from itertools import islice

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DatabaseError, connection

from directory.events import log_event
from directory.models import DirectoryState, write_lock
from directory.profile import logos
from directory.transfer.backup_archives import open_backup
from directory.transfer.backup_files import remove_timeouts
from directory.transfer.backup_rows import UnreadableRowError, decode_backup_line
from directory.transfer.backup_tables import (
    BACKED_UP_TABLES,
    LEFT_OUT_TABLES,
    LINKED_TABLES,
    MIGRATED_TABLES,
    read_last_migrations,
)
from directory.transfer.imports import analyze_tables

ROWS_WRITTEN_AT_ONCE = 500
MOST_TABLES_NAMED = 5
# Keys given after the backup are lost with their rows, but signed links still name them. New rows
# of `LINKED_TABLES` start this far on, so that no such link opens the row of someone else.
SKIPPED_KEYS = 100_000
# A timer or a worker may run between `migrate` and `restore`; its report does no harm.
HARMLESS_TABLES = ("directory.Heartbeat",)


class RestoreRefusedError(ValueError):
    """The backup can't be restored into this database; the message says why."""


def restore_backup(path, *, step=None):
    """Restore a backup into an empty database; return its `BackupManifest`.

    `step()` is called after each table. Raise `BackupUnusableError` for the file, and
    `SchemaMismatchError` or `RestoreRefusedError` for the database. No row is written then.
    """
    migrations = read_last_migrations()
    with open_backup(path, migrations) as backup:
        refuse_full_database()
        backup.check_parts()
        for digest in backup.logos:
            logos.write_logo(digest, backup.read_logo_part(digest))
        try:
            with write_lock():
                remove_timeouts()
                refuse_full_database()
                load_backup_tables(backup, step)
        except (DatabaseError, UnreadableRowError) as error:
            problem = str(error).strip().splitlines()[0]
            raise RestoreRefusedError(f"Nothing was restored. {problem}") from error
    ContentType.objects.clear_cache()
    manifest = backup.manifest
    log_event("backup_restored", generation=manifest.generation, logos=manifest.logos)
    return manifest


def refuse_full_database():
    """Raise `RestoreRefusedError` if a table has rows that `manage.py migrate` didn't write."""
    held = []
    for label in (*BACKED_UP_TABLES, *LEFT_OUT_TABLES):
        model = apps.get_model(label)
        count = model._base_manager.count()  # noqa: SLF001 - documented by Django
        if count and label not in (*MIGRATED_TABLES, *HARMLESS_TABLES):
            names = model._meta  # noqa: SLF001 - documented by Django
            word = names.verbose_name if count == 1 else names.verbose_name_plural
            held.append(f"{count:,} {word}")
    if held:
        others = len(held) - len(held[:MOST_TABLES_NAMED])
        more = f", and rows of {others} other tables" if others else ""
        raise RestoreRefusedError(
            f"This database isn't empty: it has {', '.join(held[:MOST_TABLES_NAMED])}{more}. Set"
            " DATABASE_URL to a new database, run manage.py migrate, and restore into that."
        )


def load_backup_tables(backup, step):
    """Replace the rows of `manage.py migrate` by those of the backup, inside the write lock."""
    with connection.cursor() as cursor:
        for label in reversed(MIGRATED_TABLES):
            cursor.execute(f"DELETE FROM {quote_table(label)}")  # noqa: S608 - no user input
        for label in BACKED_UP_TABLES:
            load_backup_table(cursor, backup, label)
            if step is not None:
                step()
        connection.check_constraints()
        if not DirectoryState.objects.update(epoch=uuid.uuid4()):
            raise UnreadableRowError("The backup has no row of directory.DirectoryState.")
        set_next_keys(cursor)
    analyze_tables()


def load_backup_table(cursor, backup, label):
    """Insert the rows of a table with their primary keys."""
    columns = [connection.ops.quote_name(name) for name in backup.manifest.tables[label]["columns"]]
    places = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {quote_table(label)} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - no user input
    rows = (decode_backup_line(label, line) for line in backup.read_lines(label))
    while batch := list(islice(rows, ROWS_WRITTEN_AT_ONCE)):
        cursor.executemany(sql, batch)


def quote_table(label):
    """Return the quoted name of a table."""
    return connection.ops.quote_name(apps.get_model(label)._meta.db_table)  # noqa: SLF001 - documented by Django


def set_next_keys(cursor):
    """Let new rows have keys above all restored ones; see `SKIPPED_KEYS`."""
    models = [apps.get_model(label) for label in BACKED_UP_TABLES]
    for sql in connection.ops.sequence_reset_sql(no_style(), models):  # None on SQLite.
        cursor.execute(sql)
    for label in LINKED_TABLES:
        name = apps.get_model(label)._meta.db_table  # noqa: SLF001 - documented by Django
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {quote_table(label)}")  # noqa: S608 - no user input
        last = cursor.fetchone()[0] + SKIPPED_KEYS
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [name, last])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last])
