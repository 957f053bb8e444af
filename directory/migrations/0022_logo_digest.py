from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Cast, NullIf, StrIndex, Substr


class Migration(migrations.Migration):
    dependencies = [("directory", "0021_append_only_decisions")]

    operations = [
        migrations.AddField(
            "revision",
            "logo_digest",
            models.GeneratedField(
                expression=Substr(
                    Cast("document", models.TextField()),
                    NullIf(
                        StrIndex(Cast("document", models.TextField()), Value('"sha256": "')),
                        Value(0),
                    )
                    + 11,
                    64,
                ),
                output_field=models.CharField(max_length=64, null=True),
                db_persist=True,
                db_index=True,
            ),
        ),
    ]
