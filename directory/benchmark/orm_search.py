"""The usual Django way, for comparison: django-filter over joins, and a query for each facet.

It does less than docs/search.md asks. Words match anywhere within a name or text, without typos,
and not in the vocabulary (see below). Results aren't ranked. A choice in a facet narrows the facet
itself, so its counts differ.
"""

from django.db.models import Count, F, Q
from django_filters import CharFilter, FilterSet, MultipleChoiceFilter, NumberFilter

from directory.benchmark.queries import DRAWN_FACETS
from directory.models import Member
from directory.search.facets import FACETS
from directory.search.index_source import FACET_TABLES

LISTED_COLUMNS = {
    name: f"{table.member.field.related_query_name()}__value"
    for name, table in FACET_TABLES.items()
}
GROUPED_COLUMNS = {facet.name: facet.column for facet in FACETS if facet.column}
GROUPED_COLUMNS |= LISTED_COLUMNS | {"region": f"{LISTED_COLUMNS['country']}__region"}
ORDERED_COLUMNS = {"trials": "headline_trials", "countries": "country_count", "founded": "founded"}
ORDERED_COLUMNS |= {"updated": "revision__published_at"}
# Labels of services, areas, and countries are left out: their joins multiply the rows, so that a
# search for two words takes minutes.
TEXT_COLUMNS = (
    "name",
    "legal_name",
    "other_names__name",
    "summary",
    "description",
    "headquarters_city",
)


class UsualFilterSet(FilterSet):
    """The filters that most projects would write."""

    q = CharFilter(method="search")
    employees_min = NumberFilter(field_name="employees_count", lookup_expr="gte")
    locals().update(
        {name: MultipleChoiceFilter(field_name=LISTED_COLUMNS[name]) for name in DRAWN_FACETS}
    )

    class Meta:
        model = Member
        fields = ()

    def search(self, queryset, name, value):
        """Return the members that have every word in any of the columns."""
        every_word = Q()
        for word in value.split():
            any_column = Q()
            for column in TEXT_COLUMNS:
                any_column |= Q(**{f"{column}__icontains": word})
            every_word &= any_column
        return queryset.filter(every_word)


def search_by_orm(query):
    """Return the count, the ids of the page, and the facet counts by (facet, value)."""
    data = {name: sorted(getattr(query, name)) for name in DRAWN_FACETS}
    if query.q:
        data["q"] = query.q
    if query.employees_min is not None:
        data["employees_min"] = query.employees_min
    filters = UsualFilterSet(
        {name: value for name, value in data.items() if value}, select_default_members()
    )
    for name in DRAWN_FACETS:
        filters.form.fields[name].choices = [(value, value) for value in data[name]]
    found = filters.qs.distinct()
    end = query.page * query.page_size
    ids = list(found.order_by(*build_ordering(query)).values_list("pk", flat=True)[end - 20 : end])
    counts = {
        (facet, value): count
        for facet, column in GROUPED_COLUMNS.items()
        for value, count in filters.qs.order_by()
        .values_list(column)
        .annotate(Count("pk", distinct=True))
    }
    return found.values("pk").count(), ids, counts  # DISTINCT can't compare JSON on PostgreSQL.


def build_ordering(query):
    """Return the `order_by` arguments of a query; relevance means the name."""
    column = ORDERED_COLUMNS.get(query.order.lstrip("-"))
    by_name = ["folded_name", "slug"]
    if column is None:
        return ["-folded_name", "slug"] if query.order == "-name" else by_name
    descending = query.order.startswith("-")
    figure = F(column).desc(nulls_last=True) if descending else F(column).asc(nulls_last=True)
    return [figure, *by_name]


def select_default_members():
    """Return the members that a search shows by default."""
    independent = Member.objects.filter(status="published", successor=None)
    return independent.filter(membership__in=["current", "unconfirmed"])
