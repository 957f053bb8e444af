"""Serializers of members and vocabularies. They run no queries."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from directory.document.problems import MAX_LISTED_PROBLEMS
from directory.http.url_cache import find_request_origin, split_path_at_slug
from directory.terms import BASES, KINDS, MEASURES, MEMBERSHIPS, QUALIFIERS


class HeadquartersSerializer(serializers.Serializer):
    """A city and a country. Each is null if not reported."""

    city = serializers.CharField(allow_null=True)
    country = serializers.CharField(allow_null=True)


class TrialCountSerializer(serializers.Serializer):
    """A trial count from the profile document."""

    trials = serializers.IntegerField(allow_null=True)
    participants = serializers.IntegerField(allow_null=True)
    qualifier = serializers.ChoiceField(QUALIFIERS)
    measure = serializers.ChoiceField(MEASURES)
    scope = serializers.CharField(allow_blank=True)
    period_start = serializers.CharField(allow_null=True)
    period_end = serializers.CharField(allow_null=True)
    phase = serializers.CharField(allow_null=True)
    area = serializers.CharField(allow_null=True)
    country = serializers.CharField(allow_null=True)
    basis = serializers.ChoiceField(BASES)
    as_of = serializers.CharField(allow_null=True)
    source_url = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)


class MatchSerializer(serializers.Serializer):
    """The name or field that matched the search. `of` is the slug of a predecessor."""

    kind = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    of = serializers.CharField(allow_blank=True)


def build_member_addresses(request, slugs):
    """Return the API URL and the page URL of each company, on the site of the request."""
    site = find_request_origin(request)
    (own, own_end), (page, page_end) = (
        split_path_at_slug("api:member-detail"),
        split_path_at_slug("member-detail"),
    )
    return [
        {"url": f"{site}{own}{slug}{own_end}", "html_url": f"{site}{page}{slug}{page_end}"}
        for slug in slugs
    ]


class AddressesSerializer(serializers.Serializer):
    """The API URL and the page URL of an object."""

    url = serializers.SerializerMethodField(help_text="The API URL of the company.")
    html_url = serializers.SerializerMethodField(help_text="The URL of its page on the site.")

    def get_url(self, row) -> str:
        """Return the API URL of the object."""
        return self.addresses(row)["url"]

    def get_html_url(self, row) -> str:
        """Return the page URL of the object."""
        return self.addresses(row)["html_url"]

    def addresses(self, row):
        """Return both URLs."""
        return build_member_addresses(self.context["request"], [row["slug"]])[0]


class ShapedSerializer(AddressesSerializer):
    """An object limited to the fields that `fields` and `omit` in the context select."""

    def get_fields(self):
        """Return the requested fields."""
        fields = super().get_fields()
        wanted = self.context.get("fields") or fields
        left_out = self.context.get("omit", ())
        return {
            name: field for name, field in fields.items() if name in wanted and name not in left_out
        }


@extend_schema_field(TrialCountSerializer)
class HeadlineField(serializers.JSONField):
    """A trial count, returned as stored."""


@extend_schema_field(MatchSerializer)
class MatchField(serializers.JSONField):
    """A match, as the search returns it."""


class MemberRowSerializer(ShapedSerializer):
    """A company in a list. `matched` is present only if `q` is sent."""

    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(KINDS)
    membership = serializers.ChoiceField(MEMBERSHIPS)
    merged = serializers.BooleanField()
    headquarters = HeadquartersSerializer()
    summary = serializers.CharField(allow_blank=True)
    country_count = serializers.IntegerField()
    service_count = serializers.IntegerField()
    trials = HeadlineField(allow_null=True)
    reports_trials = serializers.BooleanField()
    verified_on = serializers.DateField(allow_null=True)
    updated = serializers.DateTimeField()
    matched = MatchField(allow_null=True, required=False)


class PredecessorSerializer(AddressesSerializer):
    """A company that is now part of this one, with all of its names."""

    slug = serializers.CharField()
    name = serializers.CharField()
    names = serializers.ListField(child=serializers.CharField())


class ProfileSerializer(serializers.Serializer):
    """The profile document, described in `profile_schema`."""


@extend_schema_field(ProfileSerializer)
class ProfileField(serializers.JSONField):
    """The profile document, returned as stored."""


class MemberSerializer(ShapedSerializer):
    """A company's published profile. `profile` is the profile document."""

    slug = serializers.CharField()
    status = serializers.CharField()
    revision = serializers.IntegerField()
    updated = serializers.DateTimeField()
    verified_on = serializers.DateField(allow_null=True)
    membership = serializers.ChoiceField(MEMBERSHIPS)
    merged = serializers.BooleanField()
    trials = HeadlineField(allow_null=True)
    predecessors = PredecessorSerializer(many=True)
    profile = ProfileField()


class FacetValueSerializer(serializers.Serializer):
    """A value of a facet, and how many companies match if it is the only value selected."""

    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    selected = serializers.BooleanField()


class RangeSerializer(serializers.Serializer):
    """The lowest and highest value of a figure, and the number of companies that report it."""

    min = serializers.IntegerField(allow_null=True)
    max = serializers.IntegerField(allow_null=True)
    stated = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer):
    """The counts of every facet and the ranges of the figures."""

    count = serializers.IntegerField()
    facets = serializers.DictField(child=FacetValueSerializer(many=True))
    ranges = serializers.DictField(child=RangeSerializer())


class MemberListSerializer(serializers.Serializer):
    """A page of companies."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = MemberRowSerializer(many=True)
    facets = serializers.DictField(child=FacetValueSerializer(many=True), required=False)
    ranges = serializers.DictField(child=RangeSerializer(), required=False)


class VocabularyValueSerializer(serializers.Serializer):
    """A value of a vocabulary. Its keys depend on the vocabulary."""

    label = serializers.CharField(required=False)
    definition = serializers.CharField(required=False, allow_blank=True)
    name = serializers.CharField(required=False)
    slug = serializers.CharField(required=False)
    code = serializers.CharField(required=False)
    synonyms = serializers.ListField(child=serializers.CharField(), required=False)
    region = serializers.CharField(required=False, allow_null=True)
    parent = serializers.CharField(required=False, allow_null=True)
    group = serializers.CharField(required=False)
    count = serializers.IntegerField()
    url = serializers.URLField()
    html_url = serializers.URLField()


class VocabularyListSerializer(serializers.Serializer):
    """All values of a vocabulary."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = VocabularyValueSerializer(many=True)


class WrongValueSerializer(serializers.Serializer):
    """An invalid parameter or field: its path, what to send instead, and an error code."""

    path = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    code = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """An error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = WrongValueSerializer(
        many=True, required=False, help_text=f"The first {MAX_LISTED_PROBLEMS} invalid values."
    )
    error_count = serializers.IntegerField(
        required=False, help_text="The number of all invalid values, listed or not."
    )
