"""Suggestions for a search as you type."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse

from directory import search
from directory.api.json_schemas import allow_one_of
from directory.api.reads import ReadView
from directory.api.serializers import StoredField
from directory.filters import SuggestFilterSet
from directory.search.facets import sort_facets

SUGGESTION_URL_NAMES = {"member": ("api:member-detail", "member-detail", "slug")} | {
    facet.name: (f"api:{facet.vocabulary}-detail", f"{facet.name}-detail", "key")
    for facet in sort_facets("suggestion_order")
}


class SuggestionSerializer(serializers.Serializer):
    """A company, or a value for the search parameter that `type` names."""

    type = StoredField(allow_one_of("SuggestionType", tuple(SUGGESTION_URL_NAMES)))
    label = serializers.CharField()
    note = serializers.CharField(
        allow_blank=True, help_text='The other name that matched, such as "formerly Kendle".'
    )
    value = serializers.CharField(
        help_text="A company's slug, or the value of the parameter that `type` names."
    )
    url = serializers.URLField()
    html_url = serializers.URLField()


class SuggestionsSerializer(serializers.Serializer):
    """Up to eight suggestions, best match first."""

    suggestions = SuggestionSerializer(many=True)


class SuggestView(ReadView):
    """Suggestions."""

    filterset_class = SuggestFilterSet

    @extend_schema(
        operation_id="get_suggestions",
        summary="Get suggestions as you type",
        description="Returns companies whose current or former names begin with the text, then"
        " services, therapeutic areas, and countries that match by label or synonym and that at"
        " least one company lists. Typos are corrected if there is no exact match. Returns an"
        " empty list if `q` is empty or missing.",
        responses={200: SuggestionsSerializer},
    )
    def get(self, request):
        """Return up to eight suggestions."""
        found = search.find_suggestions(self.filterset.typed)
        return Response(
            {"suggestions": [add_suggestion_addresses(item, request) for item in found]}
        )


def add_suggestion_addresses(suggestion, request):
    """Return a suggestion with its API URL and its page URL."""
    own, page, key = SUGGESTION_URL_NAMES[suggestion.type]
    code = "code" if suggestion.type == "country" else "slug"
    return asdict(suggestion) | {
        "url": reverse(own, kwargs={key: suggestion.value}, request=request),
        "html_url": reverse(page, kwargs={code: suggestion.value}, request=request),
    }
