"""The database reads of the index: members' columns and folded texts, and listed values."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Aggregate, TextField

from directory import models
from directory.models import Member
from directory.models.keyed_rows import read_rows_by_key
from directory.search.facets import FACETS
from directory.search.sets import Numbers

FACET_TABLES = {facet.name: getattr(models, facet.table) for facet in FACETS if facet.table}
INDEXED_COLUMNS = (
    "id",
    "folded_name",
    "slug",
    "kind",
    "headquarters_country",
    "membership",
    "member_until_last",
    "verified_on",
    "successor",
    "headline_trials",
    "founded",
    "employees_count",
    "country_count",
    "revision__published_at",
    "search_text__names",
    "search_text__places",
    "search_text__summary",
    "search_text__description",
)
INDEX_CHUNK_SIZE = 2_000


class MemberRow(NamedTuple):
    """A published member as the index reads it, without its listed values."""

    member: int
    name: str
    slug: str
    kind: str
    hq: str | None
    membership: str
    until: date | None
    verified: date | None
    successor: int | None
    trials: int | None
    founded: int | None
    employees: int | None
    countries: int
    updated: datetime
    names: str | None
    places: str | None
    summary: str | None
    description: str | None

    @property
    def merged(self) -> str:
        """The value of the facet `merged`: whether the company became part of another."""
        return "false" if self.successor is None else "true"


class JoinedKeys(Aggregate):
    """The keys of a group, joined by commas: one row of text costs less than a row per key."""

    output_field = TextField()
    allow_distinct = False

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return the SQL, with the name that this database has for the function."""
        if connection.vendor == "postgresql":
            template = "STRING_AGG(%(expressions)s::text, ',')"
        else:
            template = "GROUP_CONCAT(%(expressions)s)"
        return super().as_sql(compiler, connection, template=template, **context)


def read_all_member_rows() -> Iterator[MemberRow]:
    """Return all published members, by ascending key."""
    rows = Member.objects.published().order_by("pk").values_list(*INDEXED_COLUMNS)
    return map(MemberRow._make, rows.iterator(chunk_size=INDEX_CHUNK_SIZE))


def read_member_rows(members: Iterable[int]) -> tuple[dict[int, MemberRow], dict[int, int]]:
    """Return the published ones of these members, and the successor of each merged one, by key.

    Drafts are left out. Archived members keep their successor.
    """
    stored = read_rows_by_key(Member, sorted(members), ("status", *INDEXED_COLUMNS))
    rows = {row["id"]: row for row in stored if row["status"] == Member.Status.PUBLISHED}
    ever_published = (row for row in stored if row["status"] != Member.Status.DRAFT)
    successors = {row["id"]: row["successor"] for row in ever_published if row["successor"]}
    return {
        key: MemberRow._make(row[name] for name in INDEXED_COLUMNS) for key, row in rows.items()
    }, successors


def read_all_listed_values() -> dict[str, dict[str, Numbers]]:
    """Return the members with each listed value, by facet; drafts and archived ones too."""
    members_by_value: dict[str, dict[str, Numbers]] = {}
    for facet, table in FACET_TABLES.items():
        joined = (
            table.objects.order_by().values_list("value").annotate(members=JoinedKeys("member"))
        )
        members_by_value[facet] = {
            value: np.fromstring(keys, dtype=np.int64, sep=",").astype(np.uint32)
            for value, keys in joined
        }
    return members_by_value


def read_listed_values(members: Iterable[int]) -> list[tuple[str, str, int]]:
    """Return the listed values of these members as (facet, value, member)."""
    keys = list(members)
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(build_values_sql(len(keys)), keys * len(FACET_TABLES))
        return cursor.fetchall()


@cache
def build_values_sql(count: int) -> str:
    """Return the SQL for `count` members: Django would build a query per table every time."""
    marks, parts = ", ".join(["%s"] * count), []
    for facet, table in FACET_TABLES.items():
        columns = [table.value.field.column, table.member.field.column]
        name = table._meta.db_table  # noqa: SLF001 - Django documents `_meta`
        value, member, name = map(connection.ops.quote_name, (*columns, name))
        parts.append(f"SELECT '{facet}', {value}, {member} FROM {name} WHERE {member} IN ({marks})")  # noqa: S608 - no outside text
    return " UNION ALL ".join(parts)


def read_successors() -> dict[int, int]:
    """Return the successor of each merged member that has or had a public page, by key."""
    # `> 0` uses the index. For `IS NOT NULL`, SQLite scans the whole table.
    merged = Member.objects.ever_published().filter(successor__gt=0)
    return dict(merged.order_by().values_list("pk", "successor"))
