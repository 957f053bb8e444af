"""The database refuses to change or delete a decision; only its user may be forgotten."""

from django.db import migrations

TABLE = "directory_decision"
REFUSAL = "A decision can only be added to the log, not changed or deleted."
COLUMNS = ("id", "member_id", "revision_id", "kind", "reason", "document", "created_at")
# Deleting a user empties `actor_id`, as its foreign key says.
IS_SAME = {
    "sqlite": " AND ".join(f"NEW.{column} IS OLD.{column}" for column in COLUMNS),
    "postgresql": " AND ".join(
        f"NEW.{column}::text IS NOT DISTINCT FROM OLD.{column}::text" for column in COLUMNS
    ),
}
TRIGGERS = {
    "decision_not_changed": "BEFORE UPDATE ON {table} {rows} WHEN (NOT ({same} AND NEW.actor_id IS NULL))",
    "decision_not_deleted": "BEFORE DELETE ON {table} {rows}",
}
REFUSE_ON_POSTGRESQL = f"""
CREATE FUNCTION refuse_change_of_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def create_triggers(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(REFUSE_ON_POSTGRESQL)
        action = "EXECUTE FUNCTION refuse_change_of_decision()"
    else:
        action = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for name, event in TRIGGERS.items():
        event = event.format(table=TABLE, rows="FOR EACH ROW", same=IS_SAME[vendor])
        schema_editor.execute(f"CREATE TRIGGER {name} {event} {action}")


def drop_triggers(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {name}{f' ON {TABLE}' * is_postgresql}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION refuse_change_of_decision()")


class Migration(migrations.Migration):
    dependencies = [("directory", "0020_decisions_of_publications")]

    operations = [migrations.RunPython(create_triggers, drop_triggers)]
