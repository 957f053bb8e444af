"""The folded text by field, without the words of the vocabulary; rows are divided as they stand."""

from django.db import migrations, models

from directory.migrations._frozen import fold

NAMES = {"name", "legal_name", "former", "alias", "acronym", "predecessor"}
BATCH = 500
KINDS = [
    (kind, kind.capitalize())
    for kind in (
        *("published", "renamed", "archived", "unarchived", "confirmed"),
        *("vocabulary", "noted"),
    )
]


def divide(apps, schema_editor):
    """Give every row its text by field, from its entries and its member's columns."""
    table = apps.get_model("directory", "SearchText")
    columns = ["names", "places", "summary", "description", "entries"]
    rows = []
    for row in table.objects.select_related("member").iterator(chunk_size=BATCH):
        words = {entry["kind"]: entry["words"] for entry in row.entries}
        names = [entry for entry in row.entries if entry["kind"] in NAMES]
        parent = (row.member.parent or {}).get("name", "")
        found = (("city", row.member.headquarters_city), ("parent", parent))
        places = [(kind, text) for kind, text in found if text]
        row.names = "\n".join(entry["words"] for entry in names)
        row.places = "\n".join(fold(text) for _, text in places)
        row.summary, row.description = words.get("summary", ""), words.get("description", "")
        row.entries = [{key: entry[key] for key in ("kind", "text", "of")} for entry in names]
        row.entries += [{"kind": kind, "text": text, "of": ""} for kind, text in places]
        rows.append(row)
        if len(rows) == BATCH:
            table.objects.bulk_update(rows, columns)
            rows = []
    table.objects.bulk_update(rows, columns)


class Migration(migrations.Migration):
    dependencies = [("directory", "0013_log_of_people")]

    operations = [
        migrations.RemoveField("searchtext", "text"),
        migrations.AddField("searchtext", "places", models.TextField(blank=True, default="")),
        migrations.AddField("searchtext", "summary", models.TextField(blank=True, default="")),
        migrations.AddField("searchtext", "description", models.TextField(blank=True, default="")),
        migrations.AlterField("change", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.RunPython(divide, migrations.RunPython.noop),
    ]
