"""The tables of a backup, and those that are left out."""

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from directory.models import AccessRequest, Invitation

# In the order of their references. Two loops remain, from members to revisions and successors:
# foreign keys are checked at the end.
BACKED_UP_TABLES = (
    "contenttypes.ContentType",
    "auth.Permission",
    "auth.Group",
    "auth.Group_permissions",
    "directory.DirectoryState",
    "directory.Region",
    "directory.Country",
    "directory.ServiceGroup",
    "directory.Service",
    "directory.TherapeuticArea",
    "directory.Modality",
    "directory.Phase",
    "directory.Organization",
    "directory.Page",
    "directory.Milestone",
    "directory.Statistic",
    "directory.SocialLink",
    "directory.Officer",
    "directory.Committee",
    "directory.User",
    "directory.User_groups",
    "directory.User_user_permissions",
    "account.EmailAddress",
    "mfa.Authenticator",
    "admin.LogEntry",
    "directory.Member",
    "directory.Revision",
    "directory.SlugRedirect",
    "directory.SearchText",
    "directory.OtherName",
    "directory.CountryPresence",
    "directory.OfferedService",
    "directory.CoveredArea",
    "directory.CoveredModality",
    "directory.CoveredPhase",
    "directory.TrialCount",
    "directory.Citation",
    "directory.RegisteredTrial",
    "directory.Representative",
    "directory.Invitation",
    "directory.AccessRequest",
    "directory.Decision",
    "directory.Reminder",
    "directory.Change",
)
# `manage.py migrate` fills these, so an empty database has rows in them.
MIGRATED_TABLES = ("contenttypes.ContentType", "auth.Permission", "directory.DirectoryState")
LEFT_OUT_TABLES = {
    "sessions.Session": "sessions",
    "usersessions.UserSession": "entries in the lists of sessions",
    "directory.Token": "API tokens",
    "directory.Heartbeat": "signs of life of programs",
    "account.EmailConfirmation": "links that verify an address",
    # Most have been delivered since, and their links may be void.
    "django_tasks_database.DBTaskResult": "undelivered letters",
}
# Tables of which some rows are left out.
LEFT_OUT_ROWS = {
    "directory.Invitation": "open invitations",
    "directory.AccessRequest": "access requests without a confirmed address",
}
# Signed links in letters name rows of these tables by key; see `restores.set_next_keys`.
LINKED_TABLES = (
    "directory.User",
    "account.EmailAddress",
    "directory.Representative",
    "directory.AccessRequest",
)


class SchemaMismatchError(ValueError):
    """The database's tables aren't those of this release; the message says what to do."""


def list_backed_up_rows(label):
    """Return the rows of a table that belong in a backup."""
    model = apps.get_model(label)
    rows = model._base_manager.all()  # noqa: SLF001 - documented by Django
    if model is Invitation:
        rows = Invitation.objects.exclude(pk__in=Invitation.objects.open().values("pk"))
    elif model is AccessRequest:
        rows = AccessRequest.objects.confirmed()
    return rows.order_by("pk")


def count_left_out():
    """Return the number of rows that a backup leaves out, by their name, without zeros."""
    counts = {}
    for label, name in LEFT_OUT_TABLES.items():
        counts[name] = apps.get_model(label).objects.count()
    for label, name in LEFT_OUT_ROWS.items():
        counts[name] = apps.get_model(label).objects.count() - list_backed_up_rows(label).count()
    # The records of delivered letters are no longer of use.
    counts["undelivered letters"] -= DBTaskResult.objects.successful().count()
    return {name: count for name, count in counts.items() if count}


def list_stored_fields(label):
    """Return the fields of a table, without those that the database computes from others."""
    fields = apps.get_model(label)._meta.concrete_fields  # noqa: SLF001 - documented by Django
    return [field for field in fields if not field.generated]


def list_columns(label):
    """Return the columns of a table in a backup, as the database names them."""
    return [field.column for field in list_stored_fields(label)]


def read_last_migrations():
    """Return the last migration of each app.

    Raise `SchemaMismatchError` unless the database has exactly the tables of this release.
    """
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    if executor.migration_plan(leaves):
        raise SchemaMismatchError(
            "The tables of this database aren't those of this release. Run manage.py migrate first."
        )
    refuse_newer_tables()
    return dict(leaves)


def refuse_newer_tables():
    """Raise `SchemaMismatchError` if a newer release added tables or columns to the database."""
    introspection = connection.introspection
    labels = (*BACKED_UP_TABLES, *LEFT_OUT_TABLES)
    known = {apps.get_model(label)._meta.db_table: label for label in labels}  # noqa: SLF001 - documented by Django
    with connection.cursor() as cursor:
        names = [n for n in introspection.table_names(cursor) if n.startswith("directory_")]
        more = sorted(set(names) - set(known))
        for table, label in known.items():
            # Django's introspection of a table would wait for the writer on SQLite.
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")  # noqa: S608 - no user input
            found = {column[0] for column in cursor.description}
            fields = apps.get_model(label)._meta.concrete_fields  # noqa: SLF001 - documented by Django
            more += sorted(f"{table}.{name}" for name in found - {field.column for field in fields})
    if more:
        raise SchemaMismatchError(
            f"A newer release has changed this database ({', '.join(more)}). Use that release."
        )
