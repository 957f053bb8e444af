"""A revision may come with a demonstration directory."""

from django.db import migrations, models

ORIGINS = ["representative", "staff", "api", "import", "sample", "demo"]


class Migration(migrations.Migration):
    dependencies = [("directory", "0014_text_of_the_index")]

    operations = [
        migrations.RemoveConstraint("revision", "revision_origin_known"),
        migrations.AlterField(
            "revision",
            "origin",
            models.CharField(
                choices=[(origin, origin.capitalize()) for origin in ORIGINS], max_length=16
            ),
        ),
        migrations.AddConstraint(
            "revision",
            models.CheckConstraint(
                condition=models.Q(origin__in=ORIGINS), name="revision_origin_known"
            ),
        ),
    ]
