"""The log of decisions records what staff publish themselves."""

from django.db import migrations, models

KINDS = [
    *("approved", "edited", "rejected", "looked_at", "withheld", "shown", "trusted", "distrusted"),
    *("archived", "unarchived", "access", "invited", "uninvited", "joined", "role", "left"),
    *("published", "restored"),
]


class Migration(migrations.Migration):
    dependencies = [("directory", "0019_token_last_write")]

    operations = [
        migrations.RemoveConstraint("decision", "decision_kind_known"),
        migrations.AlterField(
            "decision",
            "kind",
            models.CharField(
                choices=[(kind, kind.replace("_", " ").title()) for kind in KINDS], max_length=12
            ),
        ),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="decision_kind_known"),
        ),
    ]
