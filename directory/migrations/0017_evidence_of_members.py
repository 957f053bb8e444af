"""How much evidence a profile has, in the members' table: lists need not read the documents."""

from django.db import migrations

from directory.migrations._frozen import DocumentField, count_evidence

BATCH = 500


def count(apps, schema_editor):
    """Give every member that is, or was, published what its document holds."""
    table = apps.get_model("directory", "Member")
    members = table.objects.filter(revision__isnull=False).only("evidence", "revision__document")
    rows = []
    for member in members.select_related("revision").iterator(chunk_size=BATCH):
        member.evidence = count_evidence(member.revision.document)
        rows.append(member)
        if len(rows) == BATCH:
            table.objects.bulk_update(rows, ["evidence"])
            rows = []
    table.objects.bulk_update(rows, ["evidence"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0016_searched_in_memory")]

    operations = [
        migrations.AddField("member", "evidence", DocumentField(default=dict)),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
