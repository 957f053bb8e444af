"""What the index reads of members: their columns and folded texts, and the values they have."""

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
    """What the index knows of one published member, beside its values."""

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
        """Whether the company became part of another, as the facet's value."""
        return "false" if self.successor is None else "true"


class JoinedKeys(Aggregate):
    """The keys of a group, joined by commas: a row of text costs less than a row each."""

    output_field = TextField()
    allow_distinct = False

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By the name that each database has for it."""
        if connection.vendor == "postgresql":
            template = "STRING_AGG(%(expressions)s::text, ',')"
        else:
            template = "GROUP_CONCAT(%(expressions)s)"
        return super().as_sql(compiler, connection, template=template, **context)


def read_all_member_rows() -> Iterator[MemberRow]:
    """All published members by their keys, ascending."""
    rows = Member.objects.published().order_by("pk").values_list(*INDEXED_COLUMNS)
    return map(MemberRow._make, rows.iterator(chunk_size=INDEX_CHUNK_SIZE))


def read_member_rows(members: Iterable[int]) -> tuple[dict[int, MemberRow], dict[int, int]]:
    """Those of these few members that are published, by their keys; and their successors."""
    found = read_rows_by_key(Member, sorted(members), ("status", *INDEXED_COLUMNS))
    rows = {row["id"]: row for row in found if row["status"] == Member.Status.PUBLISHED}
    ever_published = (row for row in found if row["status"] != Member.Status.DRAFT)
    successors = {row["id"]: row["successor"] for row in ever_published if row["successor"]}
    return {
        key: MemberRow._make(row[name] for name in INDEXED_COLUMNS) for key, row in rows.items()
    }, successors


def read_all_listed_values() -> dict[str, dict[str, Numbers]]:
    """The members that have each value of each list, by facet; drafts' and archived ones' too."""
    found: dict[str, dict[str, Numbers]] = {}
    for facet, table in FACET_TABLES.items():
        joined = (
            table.objects.order_by().values_list("value").annotate(members=JoinedKeys("member"))
        )
        found[facet] = {
            value: np.fromstring(keys, dtype=np.int64, sep=",").astype(np.uint32)
            for value, keys in joined
        }
    return found


def read_listed_values(members: Iterable[int]) -> list[tuple[str, str, int]]:
    """(facet, value, member) of what these few members list."""
    few = list(members)
    if not few:
        return []
    with connection.cursor() as cursor:
        cursor.execute(build_values_sql(len(few)), few * len(FACET_TABLES))
        return cursor.fetchall()


@cache
def build_values_sql(count: int) -> str:
    """The query for so many members, in SQL: Django would write one for each table each time."""
    marks, parts = ", ".join(["%s"] * count), []
    for facet, table in FACET_TABLES.items():
        columns = [table.value.field.column, table.member.field.column]
        name = table._meta.db_table  # noqa: SLF001 - Django's word for it
        value, member, name = map(connection.ops.quote_name, (*columns, name))
        parts.append(f"SELECT '{facet}', {value}, {member} FROM {name} WHERE {member} IN ({marks})")  # noqa: S608 - no outside text
    return " UNION ALL ".join(parts)


def read_successors() -> dict[int, int]:
    """Which member became part of which, of all that have or had a public page."""
    # Greater than nothing, for SQLite looks through the whole table for what is not null.
    merged = Member.objects.ever_published().filter(successor__gt=0)
    return dict(merged.order_by().values_list("pk", "successor"))
