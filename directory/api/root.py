"""The API's root, release, OpenAPI document, and documentation page."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse as absolute
from rest_framework.views import APIView

from directory.api.problem_types import PROBLEM_TYPES
from directory.api.reads import ReadView
from directory.api.renderers import PlainJSONRenderer, SchemaRenderer
from directory.api.vocabularies import VOCABULARY_FACETS
from directory.markdown import render_markdown

ROOT_URL_NAMES = (
    "member-list",
    "member-facets",
    *VOCABULARY_FACETS,
    "suggest",
    "about",
    "page-list",
    "schema",
    "docs",
    "version",
)


class RootView(ReadView):
    """The entry points of the API."""

    @extend_schema(
        operation_id="get_root",
        summary="Get the entry points",
        description="Returns the URLs of the API by name.",
        responses=inline_serializer(
            "EntryPoints", {name: serializers.URLField() for name in ROOT_URL_NAMES}
        ),
    )
    def get(self, request):
        """Return the URLs of the API."""
        return Response({name: absolute(f"api:{name}", request=request) for name in ROOT_URL_NAMES})


class VersionView(ReadView):
    """The release of the API."""

    @extend_schema(
        operation_id="get_version",
        summary="Get the release",
        description="Returns the release of the software that serves the API.",
        responses=inline_serializer("Version", {"version": serializers.CharField()}),
    )
    def get(self, request):
        """Return the release."""
        return Response({"version": settings.RELEASE})


class SchemaView(ReadView, SpectacularJSONAPIView):
    """The OpenAPI document."""

    renderer_classes = (SchemaRenderer, PlainJSONRenderer)


class DocumentationView(APIView):
    """A page for people, below the API's root."""

    def perform_content_negotiation(self, request, force=False):
        """Serve the page whatever the `Accept` header says."""
        return super().perform_content_negotiation(request, force=True)


class DocsView(DocumentationView):
    """The documentation page: every URL, its parameters, and its responses, as OpenAPI has them."""

    @extend_schema(exclude=True)
    def get(self, request):
        """Render the page."""
        document = SchemaGenerator().get_schema(request=None, public=True)
        context = {
            "operations": list(list_operations(document)),
            "schema_url": reverse("api:schema"),
        }
        return render(request, "api/docs.html", context)


class ProblemsView(DocumentationView):
    """The page with an entry for every type of error, whose URL is the `type` of the error."""

    @extend_schema(exclude=True)
    def get(self, request):
        """Render the page."""
        entries = [
            {
                "name": each.name,
                "status": each.status,
                "title": each.title,
                "meaning": render_markdown(each.meaning),
                "fix": render_markdown(each.fix),
            }
            for each in PROBLEM_TYPES
        ]
        return render(request, "api/problems.html", {"entries": entries})


def list_operations(document):
    """Yield every operation of an OpenAPI document as the page shows it."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "parameters": [
                    describe_parameter(found) for found in operation.get("parameters", [])
                ],
                "responses": [
                    {"status": status, "description": answer.get("description", "")}
                    for status, answer in operation["responses"].items()
                ],
            }


def describe_parameter(found):
    """Return a parameter as the page shows it."""
    schema = found.get("schema", {})
    values = schema.get("items", schema).get("enum", [])
    return {
        "name": found["name"],
        "where": found["in"],
        "required": found.get("required", False),
        "type": schema.get("type", ""),
        "repeats": schema.get("type") == "array",
        "description": found.get("description", ""),
        "values": values,
    }
