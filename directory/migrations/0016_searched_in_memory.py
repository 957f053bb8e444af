"""Indexes that only the search within the database used; on SQLite one misled the lists' query."""

from django.db import migrations

MEMBER = (
    "member_status_kind",
    "member_membership",
    "member_headline_trials",
    "member_country_count",
    "member_founded",
    "member_employees",
)


class Migration(migrations.Migration):
    dependencies = [("directory", "0015_demonstration_companies")]

    operations = [
        *(migrations.RemoveIndex("member", name) for name in MEMBER),
        migrations.RemoveIndex("othername", "other_name_folded"),
    ]
