from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0018_heartbeats")]

    operations = [
        migrations.AddField("token", "last_write", models.PositiveBigIntegerField(default=0)),
    ]
