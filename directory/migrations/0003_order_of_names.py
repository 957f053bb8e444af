"""Folded names and slugs sort by code point on PostgreSQL, as they do on SQLite."""

from django.db import migrations

COLUMNS = (("folded_name", 400), ("slug", 80))
ALTER = 'ALTER TABLE directory_member ALTER COLUMN {} TYPE varchar({}) COLLATE "{}"'


def collate(collation):
    def alter(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for column, length in COLUMNS:
                schema_editor.execute(ALTER.format(column, length, collation))

    return alter


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_state")]

    operations = [migrations.RunPython(collate("C"), collate("default"))]
