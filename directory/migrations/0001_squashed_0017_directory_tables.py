"""All tables of the directory, as migrations 0001 to 0017 leave them.

Only an empty database runs this file. Django uses the replaced migrations as long as a database
has applied some of them but not all, so the steps that filled columns of existing rows are left
out. The file imports nothing from the app: a migration has to work after the code has moved on.
"""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, SET_NULL, F, Q, Value
from django.db.models.functions import Coalesce, Length, Lower
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from psycopg.types.json import Json, Jsonb

USER = settings.AUTH_USER_MODEL
# From \A to \Z: in SQLite's REGEXP, which is Python's, $ also matches before a final line break.
PARTIAL_DATE = r"\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\Z"
SLUG = r"\A[a-z0-9]+(-[a-z0-9]+)*\Z"
RESERVED_SLUGS = ["compare", "match", "shortlist", "facets", "export", "suggest", "history"]
QUALIFIERS = ["exact", "stated", "about", "at_least", "nearly"]
MEMBER_STATUSES = ["draft", "published", "archived"]
REVISION_STATES = ["draft", "submitted", "published", "rejected", "withdrawn"]
ORIGINS = ["representative", "staff", "api", "import", "sample", "demo"]
PRESENCES = ["operations", "office", "subsidiary"]
NAME_TYPES = ["former", "alias", "acronym"]
PAGE_KINDS = ["page", "issue"]
ROLES = ["owner", "editor"]
TOKEN_KINDS = ["read", "write"]
CHANGES = ["published", "renamed", "archived", "unarchived", "confirmed", "vocabulary", "noted"]
DECISIONS = [
    *("approved", "edited", "rejected", "looked_at", "withheld", "shown", "trusted", "distrusted"),
    *("archived", "unarchived", "access", "invited", "uninvited", "joined", "role", "left"),
]
MOST = 10_000_000
C_COLLATION = (
    *(("member", "folded_name", 400), ("member", "slug", 80)),
    *(("country", "name", 100), ("region", "name", 100)),
)
ALTER = 'ALTER TABLE directory_{} ALTER COLUMN {} TYPE varchar({}) COLLATE "{}"'


class DocumentField(models.JSONField):
    """The app's `DocumentField`, copied: a `json` column on PostgreSQL, which keeps key order."""

    def deconstruct(self):
        """Return the same path as the app's field, so that the two compare as equal."""
        name, _, args, kwargs = super().deconstruct()
        return name, "directory.models.DocumentField", args, kwargs

    def db_type(self, connection):
        """Return the type of the column."""
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value, connection, prepared=False):
        """Return the value for the driver, which sends `jsonb` by default."""
        adapted = super().get_db_prep_value(value, connection, prepared)
        if connection.vendor == "postgresql" and isinstance(adapted, Jsonb):
            return Json(adapted.obj)
        return adapted

    def from_db_value(self, value, expression, connection):
        """Return the value; the PostgreSQL driver has already parsed `json`."""
        if isinstance(value, str):
            return super().from_db_value(value, expression, connection)
        return value


# Columns


def row_id():
    """Return the column `id`."""
    column = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", column


def text(length):
    """Return a column for text that may be empty."""
    return models.CharField(max_length=length, blank=True, default="")


def long_text():
    """Return a column for text of any length that may be empty."""
    return models.TextField(blank=True, default="")


def choice(length, values, **more):
    """Return a column for one of `values`."""
    labels = [(value, value.replace("_", " ").title()) for value in values]
    return models.CharField(max_length=length, choices=labels, **more)


def date_columns(name):
    """Return the three columns of a partial date: as stated, its first day, its last day."""
    days = [(f"{name}_{end}", models.DateField(null=True)) for end in ("first", "last")]
    return [(name, text(10)), *days]


def figure_columns(prefix):
    """Return the columns of a member's figure."""
    return [
        (f"{prefix}_count", models.PositiveIntegerField(null=True)),
        (f"{prefix}_qualifier", text(8)),
        *date_columns(f"{prefix}_as_of"),
        (f"{prefix}_source_url", text(2000)),
        (f"{prefix}_note", text(500)),
    ]


def term_columns(*between):
    """Return the columns of a vocabulary table, with `between` before the definition."""
    return [
        ("slug", models.SlugField(max_length=80, primary_key=True, serialize=False)),
        ("label", models.CharField(max_length=120)),
        ("synonyms", models.JSONField(default=list)),
        ("position", models.PositiveSmallIntegerField(default=0)),
        *between,
        ("definition", text(300)),
    ]


def position():
    """Return a column for the place of a row in a list."""
    return models.PositiveSmallIntegerField(default=0)


def of_member(related_name, **more):
    """Return the column `member` of a row that is deleted with its member."""
    return "member", models.ForeignKey(
        "directory.member", CASCADE, related_name=related_name, **more
    )


def link(table, on_delete=PROTECT, related_name="+", **more):
    """Return a foreign key."""
    return models.ForeignKey(table, on_delete, related_name=related_name, **more)


# Constraints


def check(name, condition):
    """Return a constraint on the values of one row."""
    return models.CheckConstraint(condition=condition, name=name)


def unique(name, *fields, **more):
    """Return a constraint that `fields` are unique together."""
    return models.UniqueConstraint(fields=fields, name=name, **more)


def known(name, column, values):
    """Return the constraint that `column` holds one of `values`."""
    return check(f"{name}_{column}_known", Q((f"{column}__in", values)))


def partial_dates(name, *columns):
    """Return the constraint that `columns` hold partial dates."""
    return check(
        f"{name}_partial_dates", Q(*((f"{column}__regex", PARTIAL_DATE) for column in columns))
    )


def slug_form(name, *more):
    """Return the constraint that `slug` looks like a slug and is at most 80 characters long."""
    # SQLite doesn't hold text to the length of its column.
    length = LessThanOrEqual(Length("slug"), 80)
    return check(f"{name}_slug_form", Q(("slug__regex", SLUG), length, *more))


def period_order(name, start, end):
    """Return the constraint that the last day of `end` isn't before the first day of `start`."""
    first, last = f"{start}_first", f"{end}_last"
    unknown = Q((f"{first}__isnull", True)) | Q((f"{last}__isnull", True))
    return check(name, unknown | Q((f"{last}__gte", F(first))))


def whole_figure(prefix):
    """Return the constraint that a member's figure is absent, or complete and with evidence."""
    count, qualifier = f"{prefix}_count", f"{prefix}_qualifier"
    url, as_of, note = f"{prefix}_source_url", f"{prefix}_as_of", f"{prefix}_note"
    absent = Q(**{f"{count}__isnull": True, qualifier: "", url: "", as_of: "", note: ""})
    # A CHECK passes if its condition is unknown, as a comparison with NULL is.
    stated = Q(**{f"{count}__isnull": False})
    valid = Q(**{f"{count}__range": (0, MOST), f"{qualifier}__in": QUALIFIERS})
    evidence = ~Q(**{url: ""}) | ~Q(**{as_of: ""})
    return check(f"member_{prefix}_figure", absent | (stated & valid & evidence))


def in_range(column):
    """Return the condition that a number is absent, or from 0 to 10 million."""
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__range": (0, MOST)})


def covered_term(name, table, related_name, constraint, *between):
    """Return the operation that creates the table of a list of vocabulary terms by member."""
    return migrations.CreateModel(
        name,
        [row_id(), *between, of_member(related_name), ("value", link(table))],
        options={
            "ordering": ("member", "value"),
            "indexes": [models.Index(fields=["value", "member"], name=f"{constraint}_by_value")],
            "constraints": [unique(f"{constraint}_once", "member", "value")],
        },
    )


# Steps


def set_collation(collation):
    """Return the step that gives sorted columns this collation on PostgreSQL.

    "C" sorts by code point, as SQLite does.
    """

    def alter(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for table, column, length in C_COLLATION:
                schema_editor.execute(ALTER.format(table, column, length, collation))

    return alter


def create_state(apps, schema_editor):
    """Create the one row of the directory's state."""
    apps.get_model("directory", "DirectoryState").objects.get_or_create(id=1)


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("directory", "0001_initial"),
        ("directory", "0002_state"),
        ("directory", "0003_order_of_names"),
        ("directory", "0004_definition"),
        ("directory", "0005_facts_of_pages"),
        ("directory", "0006_officers_and_committees"),
        ("directory", "0007_order_of_places"),
        ("directory", "0008_rules_hold_on_both_databases"),
        ("directory", "0009_people_and_decisions"),
        ("directory", "0010_reminders"),
        ("directory", "0011_names_of_the_invited"),
        ("directory", "0012_tokens"),
        ("directory", "0013_log_of_people"),
        ("directory", "0014_text_of_the_index"),
        ("directory", "0015_demonstration_companies"),
        ("directory", "0016_searched_in_memory"),
        ("directory", "0017_evidence_of_members"),
    ]

    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        # Accounts
        migrations.CreateModel(
            "User",
            [
                row_id(),
                ("password", models.CharField("password", max_length=128)),
                ("last_login", models.DateTimeField("last login", blank=True, null=True)),
                (
                    "is_superuser",
                    models.BooleanField(
                        "superuser status",
                        default=False,
                        help_text="Designates that this user has all permissions without"
                        " explicitly assigning them.",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", text(200)),
                ("is_staff", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "groups",
                    models.ManyToManyField(
                        "auth.group",
                        verbose_name="groups",
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all"
                        " permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        "auth.permission",
                        verbose_name="user permissions",
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                    ),
                ),
            ],
            options={
                "ordering": ("email",),
                "constraints": [
                    models.UniqueConstraint(
                        Lower("email"),
                        name="user_email_unique_ignoring_case",
                        violation_error_message="There is an account with this address already.",
                    ),
                ],
            },
        ),
        # The vocabulary
        migrations.CreateModel(
            "Region",
            [
                ("code", models.CharField(max_length=3, primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("parent", link("directory.region", related_name="children", null=True)),
            ],
            options={
                "ordering": ("name", "code"),
                "constraints": [check("region_code_is_m49", Q(code__regex=r"\A[0-9]{3}\Z"))],
            },
        ),
        migrations.CreateModel(
            "Country",
            [
                ("code", models.CharField(max_length=2, primary_key=True, serialize=False)),
                ("numeric", models.CharField(max_length=3, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("synonyms", models.JSONField(default=list)),
                ("region", link("directory.region", related_name="countries", null=True)),
            ],
            options={
                "verbose_name_plural": "countries",
                "ordering": ("name", "code"),
                "constraints": [check("country_code_is_alpha_2", Q(code__regex=r"\A[A-Z]{2}\Z"))],
            },
        ),
        migrations.CreateModel(
            "ServiceGroup",
            [
                ("slug", models.SlugField(max_length=80, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=120)),
                ("position", position()),
                ("definition", text(300)),
            ],
            options={"ordering": ("position", "slug")},
        ),
        migrations.CreateModel(
            "Service",
            term_columns(("group", link("directory.servicegroup", related_name="services"))),
            options={"ordering": ("group__position", "position", "slug")},
        ),
        migrations.CreateModel(
            "TherapeuticArea",
            term_columns(("mesh", text(120))),
            options={"ordering": ("position", "slug")},
        ),
        migrations.CreateModel(
            "Modality",
            term_columns(),
            options={
                "verbose_name_plural": "modalities",
                "ordering": ("position", "slug"),
            },
        ),
        migrations.CreateModel(
            "Phase",
            [
                ("code", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=60)),
                ("synonyms", models.JSONField(default=list)),
                ("position", position()),
                ("definition", text(300)),
            ],
            options={
                "ordering": ("position", "code"),
                "constraints": [
                    check(
                        "phase_code_is_a_ctgov_value",
                        Q(code__in=["EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4", "NA"]),
                    ),
                ],
            },
        ),
        # Companies and their revisions
        migrations.CreateModel(
            "Member",
            [
                row_id(),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("status", choice(12, MEMBER_STATUSES, default="draft")),
                ("verified_on", models.DateField(null=True)),
                ("trusted", models.BooleanField(default=False)),
                ("name", models.CharField(max_length=200)),
                ("folded_name", models.CharField(max_length=400)),
                ("legal_name", text(200)),
                ("kind", models.CharField(max_length=12)),
                ("summary", text(300)),
                ("description", long_text()),
                ("website", text(2000)),
                ("headquarters_city", text(100)),
                ("founded", models.PositiveSmallIntegerField(null=True)),
                ("parent", DocumentField(null=True)),
                ("membership", models.CharField(max_length=12, default="unconfirmed")),
                *date_columns("member_since"),
                *date_columns("member_until"),
                ("seen_as_member", text(10)),
                ("reports_trials", models.BooleanField(default=True)),
                *figure_columns("employees"),
                *figure_columns("countries_stated"),
                ("logo", DocumentField(null=True)),
                ("links", DocumentField(default=dict)),
                ("identifiers", DocumentField(default=dict)),
                ("headline", DocumentField(null=True)),
                ("headline_trials", models.PositiveIntegerField(null=True)),
                ("country_count", position()),
                ("service_count", position()),
                ("headquarters_country", link("directory.country", null=True)),
                ("successor", link("directory.member", related_name="predecessors", null=True)),
            ],
            options={
                "ordering": ("folded_name", "slug"),
                "indexes": [
                    models.Index(fields=["folded_name", "slug"], name="member_by_name"),
                    models.Index(fields=["verified_on"], name="member_verified_on"),
                ],
                "constraints": [
                    known("member", "status", MEMBER_STATUSES),
                    known("member", "kind", ["cro", "technology"]),
                    known("member", "membership", ["current", "former", "unconfirmed"]),
                    check("member_founded_year", Q(founded__isnull=True) | Q(founded__gte=1000)),
                    check("member_succeeds_another", ~Q(successor=F("id"))),
                    partial_dates(
                        "member",
                        *("member_since", "member_until", "seen_as_member"),
                        *("employees_as_of", "countries_stated_as_of"),
                    ),
                    period_order("member_period_order", "member_since", "member_until"),
                    whole_figure("employees"),
                    whole_figure("countries_stated"),
                ],
            },
        ),
        migrations.CreateModel(
            "Revision",
            [
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(null=True)),
                ("document", DocumentField()),
                ("base", models.PositiveIntegerField(null=True)),
                ("origin", choice(16, ORIGINS)),
                ("message", text(500)),
                ("state", choice(12, REVISION_STATES, default="draft")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("review_note", long_text()),
                ("withheld", models.BooleanField(default=False)),
                ("author", link(USER, SET_NULL, "revisions", null=True)),
                of_member("revisions"),
                ("reviewer", link(USER, SET_NULL, null=True)),
                ("looked_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("member", "-number", "-created_at", "id"),
                "indexes": [models.Index(fields=["published_at"], name="revision_published_at")],
                "constraints": [
                    known("revision", "state", REVISION_STATES),
                    known("revision", "origin", ORIGINS),
                    unique("revision_number_once", "member", "number"),
                    unique("revision_one_submitted", "member", condition=Q(state="submitted")),
                    models.UniqueConstraint(
                        F("member"),
                        Coalesce(F("author"), Value(0)),
                        condition=Q(state="draft"),
                        name="revision_one_draft",
                    ),
                    check(
                        "revision_number_on_publication",
                        Q(
                            state="published",
                            number__isnull=False,
                            number__gte=1,
                            published_at__isnull=False,
                        )
                        | (
                            ~Q(state="published")
                            & Q(number__isnull=True, published_at__isnull=True)
                        ),
                    ),
                ],
            },
        ),
        # Members and revisions refer to each other.
        migrations.AddField(
            "member",
            "revision",
            models.OneToOneField(
                "directory.revision", PROTECT, null=True, related_name="profile_of"
            ),
        ),
        migrations.AddConstraint(
            "member",
            check("member_published_has_revision", Q(status="draft") | Q(revision__isnull=False)),
        ),
        # After the other columns, as in databases that took the replaced migrations.
        migrations.AddField("member", "evidence", DocumentField(default=dict)),
        # PostgreSQL rewrites the constraints of a column whose type changes, so this one follows.
        migrations.RunPython(set_collation("C"), set_collation("default")),
        migrations.AddConstraint("member", slug_form("member", ~Q(slug__in=RESERVED_SLUGS))),
        # Rows projected from published documents
        migrations.CreateModel(
            "OtherName",
            [
                row_id(),
                ("name", models.CharField(max_length=200)),
                ("folded", models.CharField(max_length=400)),
                ("type", choice(8, NAME_TYPES)),
                *date_columns("until"),
                of_member("other_names"),
            ],
            options={
                "ordering": ("member", "type", "folded"),
                "constraints": [
                    unique("other_name_once", "member", "folded"),
                    known("other_name", "type", NAME_TYPES),
                    partial_dates("other_name", "until"),
                ],
            },
        ),
        migrations.CreateModel(
            "SlugRedirect",
            [
                ("slug", models.SlugField(max_length=80, primary_key=True, serialize=False)),
                of_member("old_slugs"),
            ],
            options={"ordering": ("slug",), "constraints": [slug_form("slug_redirect")]},
        ),
        migrations.CreateModel(
            "SearchText",
            [
                (
                    "member",
                    models.OneToOneField(
                        "directory.member",
                        CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                    ),
                ),
                ("names", models.TextField()),
                ("entries", DocumentField()),
                ("places", long_text()),
                ("summary", long_text()),
                ("description", long_text()),
            ],
            options={"ordering": ("member",)},
        ),
        migrations.CreateModel(
            "CountryPresence",
            [
                row_id(),
                ("kind", choice(12, PRESENCES)),
                *date_columns("as_of"),
                ("source_url", text(2000)),
                ("value", link("directory.country")),
                of_member("presences"),
            ],
            options={
                "ordering": ("member", "value"),
                "indexes": [models.Index(fields=["value", "member"], name="presence_by_value")],
                "constraints": [
                    unique("presence_once", "member", "value"),
                    known("presence", "kind", PRESENCES),
                    partial_dates("presence", "as_of"),
                ],
            },
        ),
        covered_term(
            "OfferedService", "directory.service", "offered_services", "offered_service"
        ),
        covered_term(
            "CoveredArea", "directory.therapeuticarea", "covered_areas", "covered_area"
        ),
        covered_term(
            "CoveredModality", "directory.modality", "covered_modalities", "covered_modality"
        ),
        covered_term(
            "CoveredPhase",
            "directory.phase",
            "covered_phases",
            "covered_phase",
            ("listed", models.BooleanField(default=True)),
        ),
        migrations.CreateModel(
            "TrialCount",
            [
                row_id(),
                ("trials", models.PositiveIntegerField(null=True)),
                ("participants", models.PositiveIntegerField(null=True)),
                ("qualifier", models.CharField(max_length=8)),
                ("measure", models.CharField(max_length=20)),
                ("scope", text(100)),
                *date_columns("period_start"),
                *date_columns("period_end"),
                ("basis", models.CharField(max_length=12)),
                *date_columns("as_of"),
                ("source_url", text(2000)),
                ("note", text(500)),
                ("area", link("directory.therapeuticarea", null=True)),
                ("country", link("directory.country", null=True)),
                of_member("trial_counts"),
                ("phase", link("directory.phase", null=True)),
            ],
            options={
                "ordering": ("member", "basis", "measure", "scope", "id"),
                "constraints": [
                    known("trial_count", "qualifier", QUALIFIERS),
                    known(
                        "trial_count",
                        "measure",
                        ["worked_on", "ongoing", "per_year", "registry_mentions"],
                    ),
                    known("trial_count", "basis", ["company", "publication"]),
                    partial_dates("trial_count", "period_start", "period_end", "as_of"),
                    check("trial_count_in_range", in_range("trials") & in_range("participants")),
                    check(
                        "trial_count_counts_something",
                        Q(trials__isnull=False) | Q(participants__isnull=False),
                    ),
                    check(
                        "trial_count_has_evidence",
                        ~Q(source_url="") | (Q(basis="company") & ~Q(as_of="")),
                    ),
                    period_order("trial_count_period_order", "period_start", "period_end"),
                    # An expression, because NULL never equals NULL in a unique constraint.
                    models.UniqueConstraint(
                        *(F("member"), F("basis"), F("measure"), F("scope")),
                        *(Coalesce(F(name), Value("")) for name in ("phase", "area", "country")),
                        *(F("period_start"), F("period_end"), F("as_of")),
                        name="trial_count_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "Citation",
            [
                row_id(),
                ("key", models.CharField(max_length=300)),
                ("position", models.PositiveSmallIntegerField()),
                ("url", models.CharField(max_length=2000)),
                *date_columns("as_of"),
                of_member("citations"),
            ],
            options={
                "ordering": ("member", "key", "position"),
                "constraints": [
                    unique("citation_place", "member", "key", "position"),
                    partial_dates("citation", "as_of"),
                    check("citation_has_address", ~Q(url="")),
                ],
            },
        ),
        migrations.CreateModel(
            "RegisteredTrial",
            [
                row_id(),
                ("number", models.CharField(max_length=11)),
                ("duties", DocumentField(default=list)),
                of_member("registered_trials"),
            ],
            options={
                "ordering": ("member", "number"),
                "constraints": [
                    unique("registered_trial_once", "member", "number"),
                    check("registered_trial_number", Q(number__regex=r"\ANCT[0-9]{8}\Z")),
                ],
            },
        ),
        # The association's own pages
        migrations.CreateModel(
            "Organization",
            [
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("short_name", models.CharField(max_length=40)),
                ("founded", models.PositiveSmallIntegerField()),
                ("founded_note", long_text()),
                ("legal_form", text(200)),
                ("headquarters", DocumentField()),
                ("website", text(2000)),
                ("mission", DocumentField(default=list)),
                ("activities", DocumentField(default=list)),
                ("audiences", DocumentField(default=list)),
                ("sources", DocumentField(default=list)),
            ],
            options={
                "ordering": ("id",),
                "constraints": [check("organization_is_one_row", Q(id=1))],
            },
        ),
        migrations.CreateModel(
            "Page",
            [
                row_id(),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("lead", long_text()),
                ("body", long_text()),
                ("kind", choice(8, PAGE_KINDS, default="page")),
                ("current", models.BooleanField(null=True)),
                ("of_the_about_page", models.BooleanField(default=False)),
                ("order", position()),
                ("published_on", models.DateField()),
                ("sources", DocumentField(default=list)),
                ("parent", link("directory.page", related_name="children", null=True)),
                ("facts", DocumentField(default=list)),
                ("related", DocumentField(default=list)),
            ],
            options={
                "ordering": ("order", "slug"),
                "indexes": [models.Index(fields=["published_on"], name="page_published_on")],
                "constraints": [known("page", "kind", PAGE_KINDS), slug_form("page")],
            },
        ),
        migrations.CreateModel(
            "Milestone",
            [
                row_id(),
                ("year", models.PositiveSmallIntegerField()),
                ("year_certain", models.BooleanField(default=True)),
                ("text", models.TextField()),
                ("sources", DocumentField(default=list)),
                ("order", position()),
            ],
            options={
                "ordering": ("year", "order", "id"),
                "constraints": [unique("milestone_place", "year", "order")],
            },
        ),
        migrations.CreateModel(
            "SocialLink",
            [
                row_id(),
                ("network", models.SlugField(max_length=40, unique=True)),
                ("label", models.CharField(max_length=120)),
                ("url", text(2000)),
                ("source_url", text(2000)),
                ("order", position()),
            ],
            options={"ordering": ("order", "network")},
        ),
        migrations.CreateModel(
            "Statistic",
            [
                row_id(),
                ("slug", models.SlugField(max_length=80)),
                ("label", models.CharField(max_length=200)),
                ("value", models.BigIntegerField(null=True)),
                ("unit", text(40)),
                ("qualifier", models.CharField(max_length=8)),
                ("as_of", text(10)),
                ("as_of_note", long_text()),
                ("period", text(40)),
                ("source_url", models.CharField(max_length=2000)),
                ("note", long_text()),
                ("order", position()),
            ],
            options={
                "ordering": ("order", "id"),
                "constraints": [
                    unique("statistic_once", "slug", "period", "as_of", "source_url"),
                    known("statistic", "qualifier", QUALIFIERS),
                    partial_dates("statistic", "as_of"),
                    check(
                        "statistic_has_evidence",
                        ~Q(source_url="") & (Q(value__isnull=False) | ~Q(note="")),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "Officer",
            [
                row_id(),
                ("role", models.CharField(max_length=120)),
                ("name", models.CharField(max_length=120)),
                ("company", text(200)),
                ("first_seen", text(10)),
                ("as_of", text(10)),
                ("certain", models.BooleanField(default=True)),
                ("note", long_text()),
                ("sources", DocumentField(default=list)),
                ("order", position()),
            ],
            options={
                "ordering": ("order", "id"),
                "constraints": [
                    unique("officer_once", "role", "name"),
                    partial_dates("officer", "first_seen", "as_of"),
                ],
            },
        ),
        migrations.CreateModel(
            "Committee",
            [
                row_id(),
                ("name", text(200)),
                ("remit", long_text()),
                ("chair", text(120)),
                ("chair_company", text(200)),
                ("first_seen", text(10)),
                ("as_of", text(10)),
                ("note", long_text()),
                ("source_url", models.CharField(max_length=2000)),
                ("order", position()),
            ],
            options={
                "ordering": ("order", "id"),
                "constraints": [
                    unique("committee_once", "name"),
                    partial_dates("committee", "first_seen", "as_of"),
                    check(
                        "committee_has_evidence",
                        ~Q(source_url="") & (~Q(name="") | ~Q(note="")),
                    ),
                ],
            },
        ),
        # People who work on profiles
        migrations.CreateModel(
            "Representative",
            [
                row_id(),
                ("role", choice(8, ROLES, default="editor")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                of_member("representatives"),
                ("user", link(USER, CASCADE, "representations")),
            ],
            options={
                "ordering": ("member", "user__email"),
                "constraints": [
                    unique("representative_once", "user", "member"),
                    known("representative", "role", ROLES),
                ],
            },
        ),
        migrations.CreateModel(
            "Invitation",
            [
                row_id(),
                ("email", models.EmailField(max_length=254)),
                ("role", choice(8, ROLES, default="editor")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(default=timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("accepted_by", link(USER, SET_NULL, null=True)),
                of_member("invitations"),
                ("sender", link(USER, SET_NULL, null=True)),
                ("name", text(200)),
            ],
            options={
                "ordering": ("member", "-created_at", "id"),
                "constraints": [
                    known("invitation", "role", ROLES),
                    models.UniqueConstraint(
                        F("member"),
                        Lower("email"),
                        condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                        name="invitation_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "AccessRequest",
            [
                row_id(),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(max_length=254)),
                ("message", text(1000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", text(500)),
                ("closed_by", link(USER, SET_NULL, null=True)),
                of_member("access_requests"),
            ],
            options={
                "ordering": ("created_at", "id"),
                "indexes": [
                    models.Index(fields=["confirmed_at"], name="access_request_confirmed")
                ],
            },
        ),
        migrations.CreateModel(
            "Decision",
            [
                row_id(),
                ("kind", choice(12, DECISIONS)),
                ("reason", long_text()),
                ("document", DocumentField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("actor", link(USER, SET_NULL, null=True)),
                of_member("decisions"),
                ("revision", link("directory.revision", CASCADE, "decisions", null=True)),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "constraints": [known("decision", "kind", DECISIONS)],
            },
        ),
        migrations.CreateModel(
            "Reminder",
            [
                row_id(),
                ("since", models.DateField()),
                ("months", models.PositiveSmallIntegerField()),
                ("sent_at", models.DateTimeField(auto_now_add=True)),
                of_member("reminders"),
            ],
            options={
                "ordering": ("member", "since", "months"),
                "constraints": [unique("reminder_once", "member", "since", "months")],
            },
        ),
        migrations.CreateModel(
            "Token",
            [
                ("digest", models.CharField(max_length=128, primary_key=True, serialize=False)),
                ("token_key", models.CharField(max_length=25, db_index=True)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("expiry", models.DateTimeField(blank=True, null=True)),
                ("kind", choice(5, TOKEN_KINDS)),
                ("name", models.CharField(max_length=100)),
                ("representation", link("directory.representative", CASCADE, "tokens", null=True)),
                ("user", link(USER, CASCADE, "auth_token_set")),
            ],
            options={
                "ordering": ("-created", "digest"),
                "constraints": [
                    known("token", "kind", TOKEN_KINDS),
                    check(
                        "token_writes_for_an_owner",
                        Q(kind="write", representation__isnull=False)
                        | Q(kind="read", representation__isnull=True),
                    ),
                    check("token_expires", Q(expiry__isnull=False)),
                    unique(
                        *("token_write_name_once", "representation", "name"),
                        condition=Q(kind="write"),
                    ),
                    unique("token_read_name_once", "name", condition=Q(kind="read")),
                ],
            },
        ),
        # The state of the directory
        migrations.CreateModel(
            "DirectoryState",
            [
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.UUIDField(default=uuid.uuid4)),
                ("generation", models.PositiveBigIntegerField(default=0)),
                ("content_generation", models.PositiveBigIntegerField(default=0)),
            ],
            options={"constraints": [check("directory_state_is_one_row", Q(id=1))]},
        ),
        migrations.CreateModel(
            "Change",
            [
                row_id(),
                ("generation", models.PositiveBigIntegerField()),
                ("slug", text(80)),
                ("kind", choice(12, CHANGES)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                of_member("+", null=True),
            ],
            options={
                "ordering": ("generation", "id"),
                "indexes": [models.Index(fields=["generation"], name="change_generation")],
            },
        ),
        migrations.RunPython(create_state, migrations.RunPython.noop),
    ]
