"""What somebody who is still typing may mean, as data."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse

from directory import search
from directory.api.reads import ReadView
from directory.filters import SuggestFilterSet

SUGGESTION_URL_NAMES = {
    "member": ("api:member-detail", "member-detail", "slug"),
    "service": ("api:services-detail", "service-detail", "key"),
    "area": ("api:areas-detail", "area-detail", "key"),
    "country": ("api:countries-detail", "country-detail", "key"),
}


class SuggestionSerializer(serializers.Serializer):
    """A company, or a value that can narrow a search: by the parameter that `type` names."""

    type = serializers.ChoiceField(list(SUGGESTION_URL_NAMES))
    label = serializers.CharField()
    note = serializers.CharField(
        allow_blank=True, help_text='By which other name it was found, as in "formerly Kendle".'
    )
    value = serializers.CharField(
        help_text="A company's slug, or the value of the parameter that `type` names."
    )
    url = serializers.URLField()
    html_url = serializers.URLField()


class SuggestionsSerializer(serializers.Serializer):
    """At most eight suggestions, the best first."""

    suggestions = SuggestionSerializer(many=True)


class SuggestView(ReadView):
    """Suggestions."""

    filterset_class = SuggestFilterSet

    @extend_schema(
        operation_id="suggest",
        summary="Suggest what is meant, as one types",
        description="Companies by the beginnings of their names, former ones too; then services,"
        " therapeutic areas and countries that some company has, by labels and synonyms. Slips of"
        " the keyboard are mended where nothing matches without. Nothing typed, nothing suggested.",
        responses={200: SuggestionsSerializer},
    )
    def get(self, request):
        """At most eight."""
        found = search.find_suggestions(self.filterset.typed)
        return Response(
            {"suggestions": [add_suggestion_addresses(item, request) for item in found]}
        )


def add_suggestion_addresses(suggestion, request):
    """A suggestion with its two addresses: its own, and its page."""
    own, page, key = SUGGESTION_URL_NAMES[suggestion.type]
    code = "code" if suggestion.type == "country" else "slug"
    return asdict(suggestion) | {
        "url": reverse(own, kwargs={key: suggestion.value}, request=request),
        "html_url": reverse(page, kwargs={code: suggestion.value}, request=request),
    }
