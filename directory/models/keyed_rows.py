"""Rows fetched by primary key, with SQL that is compiled once.

Django compiles a query's SQL each time it runs. For the directory's lists, and for suggestions on
every keystroke, that takes longer than fetching the rows.
"""

from functools import lru_cache

from django.db import connection
from django.db.models import Subquery

from directory.models.state import DirectoryState


def read_rows_by_key(model, keys, columns):
    """Return these columns (other tables' by `__`) of the objects with these primary keys.

    The rows are dictionaries, in no particular order, with the values that Django's `values()`
    gives. The column "generation" is the directory's generation at the time of the read.
    """
    if not keys:
        return []
    sql, converters = compile_rows_query(connection.vendor, model, len(keys), columns)
    with connection.cursor() as cursor:
        cursor.execute(sql, keys)
        rows = cursor.fetchall()
    return [dict(zip(columns, convert_row(row, converters), strict=True)) for row in rows]


@lru_cache(500)
def compile_rows_query(vendor, model, count, columns):
    """Return the SQL for this number of keys, and the converters by column position."""
    generation = Subquery(DirectoryState.objects.values("generation"))
    queryset = model.objects.filter(pk__in=range(count)).order_by().annotate(generation=generation)
    queryset = queryset.values(*columns)
    compiler = queryset.query.get_compiler(connection=connection)
    sql, _ = compiler.as_sql()
    expressions = [expression for expression, *_ in compiler.select]
    return sql, compiler.get_converters(expressions)


def convert_row(row, converters):
    """Return the driver's row with Django's converters applied."""
    values = list(row)
    for position, (column_converters, expression) in converters.items():
        for convert in column_converters:
            values[position] = convert(values[position], expression, connection)
    return values
