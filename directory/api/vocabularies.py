"""The vocabularies, each value with its number of companies."""

from functools import cache

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.reverse import reverse

from directory import search
from directory.api.openapi import ApiSchema
from directory.api.pagination import wrap_whole_list
from directory.api.problems import PROBLEM_CONTENT_TYPE
from directory.api.reads import ReadView
from directory.api.serializers import (
    CountryValueSerializer,
    ListSerializer,
    PhaseValueSerializer,
    ProblemSerializer,
    RegionValueSerializer,
    ServiceValueSerializer,
    TermValueSerializer,
)
from directory.models import Country, Modality, Phase, Region, Service, TherapeuticArea
from directory.search.facets import FACETS_BY_NAME


def serialize_country(row):
    """Return an ISO 3166-1 country with its region's slug."""
    region = row.region.slug if row.region else None
    return {"code": row.code, "name": row.name, "region": region, "synonyms": row.synonyms}


def serialize_region(row):
    """Return a UN M49 region with its parent's slug."""
    parent = row.parent.slug if row.parent else None
    return {"slug": row.slug, "code": row.code, "name": row.name, "parent": parent}


def serialize_service(row):
    """Return a service with its group's slug."""
    return serialize_term(row) | {"group": row.group_id}


def serialize_term(row):
    """Return a value with its slug."""
    return {"slug": row.slug} | serialize_label(row)


def serialize_phase(row):
    """Return a phase with its ClinicalTrials.gov value."""
    return {"code": row.code} | serialize_label(row)


def serialize_label(row):
    """Return the label, definition, and synonyms of a value."""
    return {"label": row.label, "definition": row.definition, "synonyms": row.synonyms}


# Facet with the counts: (queryset, key field, serializer function).
VOCABULARY_SOURCES = {
    "country": (Country.objects.select_related("region"), "code", serialize_country),
    "region": (Region.objects.select_related("parent"), "slug", serialize_region),
    "service": (Service.objects.all(), "slug", serialize_service),
    "area": (TherapeuticArea.objects.all(), "slug", serialize_term),
    "modality": (Modality.objects.all(), "slug", serialize_term),
    "phase": (Phase.objects.all(), "code", serialize_phase),
}
# By the name of the vocabulary, which its URL has too.
VOCABULARY_FACETS = {
    FACETS_BY_NAME[name].vocabulary: FACETS_BY_NAME[name] for name in VOCABULARY_SOURCES
}


def build_value_html_url(facet, value, request):
    """Return the URL of the page about a value, or of the search for it if it has no page."""
    if facet.has_page:
        return reverse(f"{facet.name}-detail", args=[value], request=request)
    return f"{reverse('member-list', request=request)}?{facet.name}={value}"


def list_vocabulary_values(name, request, key=None):
    """Return every value of a vocabulary as plain data, or only that with a key, if it exists.

    The rows and the counts are of one generation.
    """
    facet = VOCABULARY_FACETS[name]
    rows, key_field, shape = VOCABULARY_SOURCES[facet.name]
    rows = rows.all() if key is None else rows.filter(**{key_field: key})
    query = search.Query(facets=frozenset({facet.name}))
    answer, found = search.read_consistently(
        lambda snapshot: (search.run_query(query, snapshot), list(rows.all()))
    )
    counts = answer.counted(facet.name)
    values = [(getattr(row, key_field), shape(row)) for row in found]
    return [
        shaped
        | {
            "count": counts.get(value, 0),
            "url": reverse(f"api:{name}-detail", kwargs={"key": value}, request=request),
            "html_url": build_value_html_url(facet, value, request),
        }
        for value, shaped in values
    ]


# Each vocabulary has a class of its own in generated clients, with the keys of its values.
VALUE_SERIALIZERS = {
    "country": CountryValueSerializer,
    "region": RegionValueSerializer,
    "service": ServiceValueSerializer,
    "area": TermValueSerializer,
    "modality": TermValueSerializer,
    "phase": PhaseValueSerializer,
}


class VocabularyApiSchema(ApiSchema):
    """The operations of a vocabulary, named after it."""

    @property
    def is_value(self):
        """Whether the operation returns one value."""
        return "{key}" in self.path

    def get_operation_id(self):
        """Return an id such as `list_countries` or `get_country`."""
        facet = VOCABULARY_FACETS[self.view.name]
        noun = facet.noun if self.is_value else facet.plural
        return f"{'get' if self.is_value else 'list'}_{noun.replace(' ', '_')}"

    def get_summary(self):
        """Return a summary such as "List countries"."""
        facet = VOCABULARY_FACETS[self.view.name]
        return f"Get a {facet.noun}" if self.is_value else f"List {facet.plural}"

    def get_response_serializers(self):
        """Return the serializer of the vocabulary's values, or of the list of all."""
        serializer = VALUE_SERIALIZERS[VOCABULARY_FACETS[self.view.name].name]
        if self.is_value:
            return {200: serializer, (404, PROBLEM_CONTENT_TYPE): ProblemSerializer}
        name = serializer.__name__.removesuffix("ValueSerializer")
        return {200: build_list_serializer(f"{name}ListSerializer", serializer)}

    def get_override_parameters(self):
        """Return the key of a value, which has the form of the vocabulary's keys."""
        if not self.is_value:
            return []
        serializer = VALUE_SERIALIZERS[VOCABULARY_FACETS[self.view.name].name]
        _, key, _ = VOCABULARY_SOURCES[VOCABULARY_FACETS[self.view.name].name]
        schema = {"type": "string", "minLength": 1}
        form = serializer().fields[key].schema
        schema |= {name: form[name] for name in ("pattern", "maxLength") if name in form}
        return [OpenApiParameter("key", schema, OpenApiParameter.PATH, description=f"A {key}.")]


@cache  # because each class has a name of its own in the OpenAPI document
def build_list_serializer(name, serializer):
    """Return the serializer of all values of a vocabulary."""
    results = serializer(many=True)
    return type(
        name, (ListSerializer,), {"__doc__": "All values of a vocabulary.", "results": results}
    )


class VocabularyView(ReadView):
    """All values of a vocabulary."""

    name = ""
    schema = VocabularyApiSchema()

    @extend_schema(
        description="Returns every value with the number of companies that list it. Former members"
        " and companies that are now part of another one aren't counted.",
    )
    def get(self, request):
        """Return every value."""
        return wrap_whole_list(list_vocabulary_values(self.name, request))


class VocabularyValueView(ReadView):
    """A value of a vocabulary."""

    name = ""
    schema = VocabularyApiSchema()

    @extend_schema(
        description="Returns one value with the number of companies that list it.",
    )
    def get(self, request, key):
        """Return the value."""
        # PostgreSQL takes no NUL in text.
        found = [] if "\0" in key else list_vocabulary_values(self.name, request, key)
        if not found:
            raise NotFound(
                "This value isn't in the vocabulary. Get the vocabulary to see all values."
            )
        return Response(found[0])
