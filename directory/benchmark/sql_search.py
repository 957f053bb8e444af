"""Hand-written SQL on SQLite, for comparison: FTS5 and covering indexes, in its own tables.

The matching members are collected once in a temporary table and counted by each facet. A facet
with a choice is counted once more without its own choice. It does less than docs/search.md asks:
words match as beginnings, without typos, and not in the vocabulary, and the counts of membership
and merging include their own filter.
"""

from django.db import connection

from directory.models import Member
from directory.search.facets import FACETS
from directory.search.index_source import FACET_TABLES
from directory.text import split_words

COUNT_LINKED = "SELECT facet, value, count(*) FROM found JOIN linked ON member = id"
SQL_FACET_TABLES = {name: table._meta.db_table for name, table in FACET_TABLES.items()}  # noqa: SLF001 - Django documents `_meta`
MEMBER_FACETS = tuple(facet.name for facet in FACETS if facet.column)


def select_facet_column(facet):
    """Return the SQL that selects the value of a facet from the member's row."""
    column = f"m.{Member._meta.get_field(facet.column).column}"  # noqa: SLF001 - Django documents `_meta`
    return f"{column}{' IS NOT NULL' if facet.labels else ''} AS {facet.name}"


SORT_COLUMNS = {"trials": "trials", "countries": "countries", "updated": "updated"}
SORT_COLUMNS |= {"founded": "founded", "name": "place"}
PREPARE_STATEMENTS = [
    "PRAGMA temp_store = MEMORY",
    "DROP TABLE IF EXISTS temp.company",
    f"""CREATE TEMP TABLE company AS
    SELECT m.id, row_number() OVER (ORDER BY m.folded_name, m.slug) AS place,
           {", ".join(select_facet_column(facet) for facet in FACETS if facet.column)},
           m.headline_trials AS trials, m.founded,
           m.employees_count AS employees, m.country_count AS countries, r.published_at AS updated
    FROM directory_member m JOIN directory_revision r ON r.id = m.revision_id
    WHERE m.status = 'published'""",  # noqa: S608 - our own columns
    "CREATE UNIQUE INDEX temp.company_id ON company (id)",
    *(
        f"CREATE INDEX temp.company_{name} ON company ({column}, place, id, merged, membership)"
        for name, column in SORT_COLUMNS.items()
    ),
    """CREATE VIRTUAL TABLE temp.texts USING fts5(
        names, places, summary, description, prefix='2 3')""",
    """INSERT INTO texts (rowid, names, places, summary, description)
    SELECT member_id, names, places, summary, description FROM directory_searchtext""",
    """CREATE TEMP TABLE linked (
    facet, value, member, PRIMARY KEY (facet, value, member)) WITHOUT ROWID""",
    *(
        f"INSERT INTO linked SELECT '{facet}', value_id, member_id FROM {table}"  # noqa: S608 - ours
        for facet, table in SQL_FACET_TABLES.items()
    ),
    """WITH RECURSIVE inside (country, region) AS (
    SELECT code, region_id FROM directory_country WHERE region_id IS NOT NULL
    UNION SELECT inside.country, r.parent_id FROM inside JOIN directory_region r
    ON r.code = inside.region WHERE r.parent_id IS NOT NULL)
    INSERT OR IGNORE INTO linked SELECT 'region', r.slug, h.member FROM linked h
    JOIN inside ON inside.country = h.value JOIN directory_region r ON r.code = inside.region
    WHERE h.facet = 'country'""",
    "CREATE INDEX temp.linked_member ON linked (member, facet, value)",
    "CREATE TEMP TABLE found (id INTEGER PRIMARY KEY)",
    "ANALYZE temp",
]


def prepare_sql_tables():
    """Make the tables, on SQLite only; they last as long as the connection."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for statement in PREPARE_STATEMENTS:
            cursor.execute(statement)


def search_by_sql(query):
    """Return the count, the ids of the page, and the facet counts by (facet, value)."""
    end = query.page * query.page_size
    with connection.cursor() as cursor:
        collect_matches(cursor, query)
        count = cursor.execute("SELECT count(*) FROM found").fetchone()[0]
        if query.q:
            ids = cursor.execute(
                build_ranked_sql(), [build_fts_match(query.q), query.page_size]
            ).fetchall()
        else:
            ids = cursor.execute(build_page_sql(query), [20, end - 20]).fetchall()
        counts = cursor.execute(f"{COUNT_LINKED} GROUP BY 1, 2").fetchall()
        for column in MEMBER_FACETS:
            counts += cursor.execute(
                f"SELECT '{column}', {column}, count(*) FROM found JOIN company USING (id)"  # noqa: S608 - ours
                " GROUP BY 2"
            ).fetchall()
        for facet in (facet for facet in SQL_FACET_TABLES if getattr(query, facet)):
            counts = [row for row in counts if row[0] != facet]
            collect_matches(cursor, query, unfiltered_facet=facet)
            counts += cursor.execute(f"{COUNT_LINKED} WHERE facet = %s GROUP BY 1, 2", [facet])
    return count, [pk for (pk,) in ids], {(facet, value): n for facet, value, n in counts}


def collect_matches(cursor, query, unfiltered_facet=None):
    """Fill the table `found` with the matches, without the choice of one facet if given."""
    conditions, values = build_conditions(query, unfiltered_facet)
    cursor.execute("DELETE FROM found")
    where = " AND ".join(conditions)
    cursor.execute(f"INSERT INTO found SELECT id FROM company c WHERE {where}", values)  # noqa: S608 - ours


def build_conditions(query, unfiltered_facet):
    """Return the SQL conditions on a company `c`, and their values."""
    conditions = ["merged = 0", "membership <> 'former'"]
    values = []
    for facet in (facet for facet in SQL_FACET_TABLES if facet != unfiltered_facet):
        if wanted := sorted(getattr(query, facet)):
            marks = ", ".join(["%s"] * len(wanted))
            conditions.append(
                f"id IN (SELECT member FROM linked WHERE facet = %s AND value IN ({marks}))"  # noqa: S608 - ours
            )
            values += [facet, *wanted]
    if query.employees_min is not None:
        conditions.append("employees >= %s")
        values.append(query.employees_min)
    if query.q:
        conditions.append("id IN (SELECT rowid FROM texts WHERE texts MATCH %s)")
        values.append(build_fts_match(query.q))
    return conditions, values


def build_fts_match(text):
    """Return the FTS5 expression that matches each word of a text as a beginning, anywhere."""
    return " ".join(f'"{word}"*' for word in split_words(text))


def build_page_sql(query):
    """Return the SQL that selects the ids of the page, in order."""
    descending = "DESC" if query.order.startswith("-") else "ASC"
    column = SORT_COLUMNS.get(query.order.lstrip("-"), "place")
    order = f"{column} IS NULL, {column} {descending}, place"
    return f"SELECT id FROM company JOIN found USING (id) ORDER BY {order} LIMIT %s OFFSET %s"  # noqa: S608 - ours


def build_ranked_sql():
    """Return the SQL that selects the best matches by FTS5's own rank."""
    return (
        "SELECT found.id FROM texts JOIN found ON found.id = texts.rowid WHERE texts MATCH %s"
        " ORDER BY bm25(texts, 10, 2, 2, 1) LIMIT %s"
    )
