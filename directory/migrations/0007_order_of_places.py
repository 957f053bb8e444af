"""Names of countries and regions sort by code point on PostgreSQL, as they do on SQLite."""

from django.db import migrations

TABLES = ("country", "region")
ALTER = 'ALTER TABLE directory_{} ALTER COLUMN name TYPE varchar(100) COLLATE "{}"'


def collate(collation):
    def alter(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for table in TABLES:
                schema_editor.execute(ALTER.format(table, collation))

    return alter


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_officers_and_committees")]

    operations = [migrations.RunPython(collate("C"), collate("default"))]
