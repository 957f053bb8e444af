"""About the API itself: its root, its release, its OpenAPI document, and a page to read that by."""

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

from directory.api.reads import ReadView
from directory.api.renderers import PlainJSONRenderer, SchemaRenderer

ROOT_URL_NAMES = ("member-list", "member-facets", "countries", "regions", "services", "areas")
ROOT_URL_NAMES += (
    "modalities",
    "phases",
    "suggest",
    "about",
    "page-list",
    "schema",
    "docs",
    "version",
)


class RootView(ReadView):
    """Where everything is."""

    @extend_schema(exclude=True)
    def get(self, request):
        """The addresses of the API."""
        return Response({name: absolute(f"api:{name}", request=request) for name in ROOT_URL_NAMES})


class VersionView(ReadView):
    """Which release answers."""

    @extend_schema(
        summary="The release that answers",
        responses=inline_serializer("Version", {"version": serializers.CharField()}),
    )
    def get(self, request):
        """The release."""
        return Response({"version": settings.RELEASE})


class SchemaView(ReadView, SpectacularJSONAPIView):
    """The OpenAPI document."""

    renderer_classes = (SchemaRenderer, PlainJSONRenderer)


class DocsView(APIView):
    """The API in words: every address, its parameters and answers, from its OpenAPI document."""

    def perform_content_negotiation(self, request, force=False):
        """A page for everyone; errors are problems all the same."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(exclude=True)
    def get(self, request):
        """The page."""
        document = SchemaGenerator().get_schema(request=None, public=True)
        context = {
            "operations": list(list_operations(document)),
            "schema_url": reverse("api:schema"),
        }
        return render(request, "api/docs.html", context)


def list_operations(document):
    """Every operation of an OpenAPI document, in the words of the page."""
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
    """One parameter in the words of the page."""
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
