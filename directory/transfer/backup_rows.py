"""Rows of a backup as lines of JSON, the same on every database."""

import json
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection

from directory.transfer.backup_tables import list_backed_up_rows, list_stored_fields

ROWS_READ_AT_ONCE = 500


class UnreadableRowError(ValueError):
    """A line of a backup that isn't a row of its table."""


def read_backup_lines(label, step=None):
    """Yield the rows of a table as lines of JSON: a list of values in the order of the columns.

    Each row is passed to `step`, if given, as a list of Python values.
    """
    fields = list_stored_fields(label)
    rows = list_backed_up_rows(label).values_list(*(field.attname for field in fields))
    encode = json.JSONEncoder(default=encode_value, separators=(",", ":")).encode
    for row in rows.iterator(chunk_size=ROWS_READ_AT_ONCE):
        if step is not None:
            step(row)
        yield encode(row).encode() + b"\n"


def encode_value(value):
    """Return a value that JSON doesn't have as text, without any loss."""
    if isinstance(value, date):  # Also a time, with its microseconds.
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"A backup can't hold a {type(value).__name__}.")


def decode_backup_line(label, line):
    """Return the values of a line for the database's driver; raise `UnreadableRowError`."""
    fields = list_stored_fields(label)
    try:
        values = json.loads(line)
        if not isinstance(values, list) or len(values) != len(fields):
            raise UnreadableRowError(f"A line of {label} isn't a row of this table.")
        return [
            field.get_db_prep_save(field.to_python(value), connection)
            for field, value in zip(fields, values, strict=True)
        ]
    except (ValueError, TypeError, RecursionError, ValidationError) as error:
        raise UnreadableRowError(f"A line of {label} isn't a row of this table.") from error
