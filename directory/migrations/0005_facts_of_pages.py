"""A page holds what sources say of its subject, fact by fact, and names related issues."""

from django.db import migrations

from directory.migrations._frozen import DocumentField


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_definition")]

    operations = [
        migrations.AddField("page", "facts", DocumentField(default=list)),
        migrations.AddField("page", "related", DocumentField(default=list)),
    ]
