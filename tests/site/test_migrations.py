"""Databases of every age come to one schema, and migrations don't depend on the app's code."""

import ast
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string
from django.utils.timezone import now

from directory.models import DirectoryState, Member, SearchText

FOLDER = Path(settings.BASE_DIR) / "directory" / "migrations"
FROZEN = "directory.migrations._frozen"
SQUASHED = "0001_squashed_0017_directory_tables"
REPLACED = {
    name for _, name in import_string(f"directory.migrations.{SQUASHED}.Migration").replaces
}
LAST_REPLACED = max(REPLACED)
LATER = {path.stem for path in FOLDER.glob("[0-9]*.py")} - {SQUASHED, *REPLACED}
# The last migrations of the commits d9370cc and d1635cf.
WITHIN = ["0008_rules_hold_on_both_databases", "0012_tokens"]
PARENT = {"name": "Ønsket Šum", "country": "DK"}  # Not in alphabetical order, as `jsonb` has it.
DOCUMENT = {
    "trial_counts": [{}, {}],
    "citations": {"name": [{"as_of": "2019-05"}, {"as_of": ""}], "kind": [{"as_of": "2024"}]},
}
EVIDENCE = {"trial_counts": 2, "citations": {"count": 3, "undated": 1, "years": ["2019", "2024"]}}
OTHER_EVIDENCE = {"trial_counts": 7, "citations": {"count": 0, "undated": 0, "years": []}}
ENTRIES = [
    {"kind": "name", "text": "ICON", "of": "", "words": "icon"},
    {"kind": "summary", "text": "All phases.", "of": "", "words": "all phases"},
]
NEW_ENTRIES = [
    {"kind": "name", "text": "ICON", "of": ""},
    {"kind": "city", "text": "Dublin", "of": ""},
    {"kind": "parent", "text": "Ønsket Šum", "of": ""},
]
PG_SCHEMA = """
    SELECT 'column', attrelid::regclass::text, attname,
           concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, collname,
                     pg_get_expr(adbin, adrelid))
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_collation ON pg_collation.oid = attcollation
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relname LIKE 'directory%' AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid::regclass::text LIKE 'directory%'
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef
    FROM pg_indexes WHERE tablename LIKE 'directory%'
    UNION ALL
    SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(pg_trigger.oid)
    FROM pg_trigger WHERE tgrelid::regclass::text LIKE 'directory%' AND NOT tgisinternal
"""
SQLITE_SCHEMA = (
    "SELECT name, sql FROM sqlite_master WHERE tbl_name LIKE 'directory%' AND sql IS NOT NULL"
)


def read_schema():
    """Return the columns, constraints, indexes, and triggers of the directory, in one order."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(PG_SCHEMA)
            return sorted(cursor.fetchall())
        cursor.execute(SQLITE_SCHEMA)
        return sorted((name, sorted_parts(sql)) for name, sql in cursor.fetchall())


def sorted_parts(sql):
    """Return the parts of a statement. SQLite lists them in the order of Django's steps."""
    if not sql.startswith("CREATE TABLE "):
        return [sql]
    columns, *constraints = sql.removesuffix(")").split(", CONSTRAINT ")
    start, columns = columns.split(" (", 1)
    return [start, *sorted(columns.split(', "')), *sorted(constraints)]


def recorded():
    """Return the names of the directory's applied migrations, each as often as it is recorded."""
    rows = MigrationRecorder.Migration.objects.filter(app="directory")
    return sorted(rows.values_list("name", flat=True))


@pytest.fixture
def fresh_schema(django_db_setup, django_db_blocker):
    """The schema of the test database, which the squashed migration made."""
    with django_db_blocker.unblock():
        return read_schema()


@pytest.fixture
def empty_database(fresh_schema, django_db_blocker, tmp_path):
    """Connect to an empty database during the test."""
    replace = new_file if connection.vendor == "sqlite" else new_on_the_server
    with django_db_blocker.unblock(), replace(tmp_path):
        yield
    ContentType.objects.clear_cache()


@contextmanager
def new_file(folder):
    usual, kept = connection.settings_dict["NAME"], connection.connection
    # A database in memory lives as long as its connection, which must not be closed.
    connection.connection = None
    connection.settings_dict["NAME"] = folder / "migrations.sqlite3"
    yield
    connection.close()
    connection.settings_dict["NAME"], connection.connection = usual, kept


@contextmanager
def new_on_the_server(_):
    usual = connection.settings_dict["NAME"]
    name = f"{usual}_migrations"
    connection.close()
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django's own tests do
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    connection.settings_dict["NAME"] = name
    yield
    connection.close()
    connection.settings_dict["NAME"] = usual
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django creates test databases
        cursor.execute(f"DROP DATABASE {name}")


def migrate_as_before(last):
    """Apply the replaced migrations up to `last`, as a database of that time did."""
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    executor.loader.replacements.clear()  # The squashed migration is not to be recorded.
    target = [("directory", last)]
    executor.migrate(target)
    assert recorded() == sorted(name for name in REPLACED if name <= last)
    return executor.loader.project_state(target).apps


def add_member(apps, **columns):
    member = apps.get_model("directory", "Member").objects.create(
        slug="icon",
        name="ICON",
        folded_name="icon",
        kind="cro",
        headquarters_city="Dublin",
        parent=PARENT,
        **columns,
    )
    member.revision = apps.get_model("directory", "Revision").objects.create(
        number=1,
        document=DOCUMENT,
        origin="sample",
        state="published",
        published_at=now(),
        member=member,
    )
    member.status = "published"
    member.save()
    return member


def migrate():
    """Run `migrate directory` and return the directory's migrations that it applied."""
    output = StringIO()
    call_command("migrate", "directory", stdout=output, no_color=True)
    lines = [line.split() for line in output.getvalue().splitlines()]
    names = [words[1] for words in lines if words[:1] == ["Applying"]]
    return [
        name.removeprefix("directory.").rstrip(".")
        for name in names
        if name.startswith("directory.")
    ]


def assert_up_to_date(fresh_schema):
    assert read_schema() == fresh_schema
    assert recorded() == sorted([SQUASHED, *REPLACED, *LATER])
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.django_db
def test_an_empty_database_takes_the_squashed_migration_alone():
    assert recorded() == sorted([SQUASHED, *REPLACED, *LATER])
    assert DirectoryState.objects.count() == 1
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.usefixtures("empty_database")
def test_a_database_with_all_replaced_migrations_is_left_as_it_is(fresh_schema):
    apps = migrate_as_before(LAST_REPLACED)
    member = add_member(apps, evidence=OTHER_EVIDENCE)
    texts = {"names": "icon", "places": "kept", "summary": "kept", "description": "kept"}
    apps.get_model("directory", "SearchText").objects.create(
        member=member, entries=NEW_ENTRIES, **texts
    )
    epoch = DirectoryState.objects.get().epoch

    applied = migrate()

    assert set(applied) == LATER
    assert_up_to_date(fresh_schema)
    assert DirectoryState.objects.get().epoch == epoch
    assert Member.objects.get().evidence == OTHER_EVIDENCE
    assert SearchText.objects.values(*texts).get() == texts


@pytest.mark.parametrize("last", WITHIN)
@pytest.mark.usefixtures("empty_database")
def test_a_database_within_the_squashed_range_takes_the_rest_one_by_one(fresh_schema, last):
    apps = migrate_as_before(last)
    member = add_member(apps)
    apps.get_model("directory", "SearchText").objects.create(
        member=member, text="icon all phases", names="icon", entries=ENTRIES
    )
    epoch = DirectoryState.objects.get().epoch

    applied = migrate()

    assert applied == sorted({name for name in REPLACED if name > last} | LATER)
    assert_up_to_date(fresh_schema)
    assert DirectoryState.objects.get().epoch == epoch
    member = Member.objects.get()
    assert (list(member.parent.items()), member.evidence) == (list(PARENT.items()), EVIDENCE)
    assert member.revision.document == DOCUMENT
    text = SearchText.objects.get()
    assert (text.names, text.places) == ("icon", "dublin\nonsket sum")
    assert (text.summary, text.description) == ("all phases", "")
    assert text.entries == NEW_ENTRIES


def names_of_the_app(path):
    """Return the modules and attributes of the app that a migration names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = ["." * node.level + (node.module or "")]
        elif isinstance(node, ast.Attribute):
            names = [ast.unparse(node)]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in {"", "acro", "directory"})


def allowed_names(path):
    if path.stem in REPLACED:
        return {FROZEN}
    if path.stem in {SQUASHED, "_frozen", "__init__"}:
        return set()
    # Django writes this import into a later migration that adds a DocumentField.
    return {"directory.models", "directory.models.DocumentField"}


def test_migrations_import_only_frozen_code_from_the_app():
    named = {path.name: set(names_of_the_app(path)) for path in FOLDER.glob("*.py")}

    assert {name for name, used in named.items() if FROZEN in used} <= {
        f"{name}.py" for name in REPLACED
    }
    assert [name for name, used in named.items() if used - allowed_names(FOLDER / name)] == []


def test_migrations_know_the_document_field_by_a_path_that_stays():
    field = Member._meta.get_field("links")  # noqa: SLF001 - Django's name

    assert import_string(field.deconstruct()[1]) is type(field)
