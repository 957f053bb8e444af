"""Rows by their keys, by a query that is written once.

Django writes the SQL of a query each time it is asked: for the lists of the directory, and for
suggestions with every letter, that takes longer than finding what they show.
"""

from functools import lru_cache

from django.db import connection
from django.db.models import Subquery

from directory.models.state import DirectoryState


def read_rows_by_key(model, keys, columns):
    """These columns, with those of other tables by `__`, of the objects with these keys.

    As dictionaries, in no order. What Django's `values` gives for each column is what this gives;
    and for "generation" that of the directory which the rows are of.
    """
    if not keys:
        return []
    sql, converters = compile_rows_query(connection.vendor, model, len(keys), columns)
    with connection.cursor() as cursor:
        cursor.execute(sql, keys)
        found = cursor.fetchall()
    return [dict(zip(columns, convert_row(row, converters), strict=True)) for row in found]


@lru_cache(500)
def compile_rows_query(vendor, model, count, columns):
    """The SQL of this database for so many keys, and by place what a value goes through."""
    generation = Subquery(DirectoryState.objects.values("generation"))
    asked = model.objects.filter(pk__in=range(count)).order_by().annotate(generation=generation)
    asked = asked.values(*columns)
    compiler = asked.query.get_compiler(connection=connection)
    sql, _ = compiler.as_sql()
    expressions = [expression for expression, *_ in compiler.select]
    return sql, compiler.get_converters(expressions)


def convert_row(row, converters):
    """A row of the driver as Django gives it."""
    values = list(row)
    for place, (convert, expression) in converters.items():
        for each in convert:
            values[place] = each(values[place], expression, connection)
    return values
