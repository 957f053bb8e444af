from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0017_evidence_of_members")]

    operations = [
        migrations.AddField("token", "last_write", models.PositiveBigIntegerField(default=0)),
    ]
