"""The one row of the directory's state."""

from django.db import migrations


def create(apps, schema_editor):
    apps.get_model("directory", "DirectoryState").objects.get_or_create(id=1)


def delete(apps, schema_editor):
    apps.get_model("directory", "DirectoryState").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [migrations.RunPython(create, delete)]
