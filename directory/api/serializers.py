"""Serializers of members and vocabularies. They run no queries."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from directory.api.json_schemas import allow_null, allow_one_of, allow_pattern, allow_text
from directory.api.profile_schema import (
    COUNTRY_CODE_SCHEMA,
    KIND_SCHEMA,
    MEMBERSHIP_SCHEMA,
    PHASE_SCHEMA,
    PROFILE_FIELD_SCHEMAS,
    PROFILE_SCHEMA,
    SLUG_SCHEMA,
    TRIAL_COUNT_SCHEMA,
)
from directory.document.problems import MAX_LISTED_PROBLEMS
from directory.http.url_cache import find_request_origin, split_path_at_slug
from directory.models import Member


class StoredField(serializers.JSONField):
    """A value returned as stored, with its JSON schema."""

    def __init__(self, schema, **kwargs):
        super().__init__(**kwargs)
        self.schema = schema


class CountField(serializers.IntegerField):
    """A number of things."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, **kwargs)


MATCH_SCHEMA = {
    "title": "Match",
    "type": "object",
    "description": "The name or field that matched the search.",
    "required": ["kind", "text", "of"],
    "properties": {
        "kind": {
            "type": "string",
            "description": "What matched, such as `name`, `former`, `predecessor`, `service`, or"
            " `description`. A later release may add kinds.",
        },
        "text": {"type": "string", "description": "Empty for a summary or a description."},
        "of": {"type": "string", "description": "The slug of a predecessor that had the name."},
    },
}


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

    @extend_schema_field(serializers.URLField())
    def get_url(self, row):
        """Return the API URL of the object."""
        return self.addresses(row)["url"]

    @extend_schema_field(serializers.URLField())
    def get_html_url(self, row):
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


class MemberRowSerializer(ShapedSerializer):
    """A company in a list. `matched` is present only if `q` is sent."""

    slug = StoredField(SLUG_SCHEMA)
    name = StoredField(PROFILE_FIELD_SCHEMAS["name"])
    kind = StoredField(KIND_SCHEMA)
    membership = StoredField(MEMBERSHIP_SCHEMA)
    merged = serializers.BooleanField(help_text="Whether the company is now part of another one.")
    headquarters = StoredField(PROFILE_FIELD_SCHEMAS["headquarters"])
    summary = StoredField(PROFILE_FIELD_SCHEMAS["summary"])
    country_count = CountField()
    service_count = CountField()
    trials = StoredField(allow_null(TRIAL_COUNT_SCHEMA))
    reports_trials = serializers.BooleanField()
    verified_on = serializers.DateField(
        allow_null=True, help_text="The day on which the company last confirmed its profile."
    )
    updated = serializers.DateTimeField()
    matched = StoredField(allow_null(MATCH_SCHEMA), required=False)


class PredecessorSerializer(AddressesSerializer):
    """A company that is now part of this one, with all of its names."""

    slug = StoredField(SLUG_SCHEMA)
    name = serializers.CharField()
    names = serializers.ListField(child=serializers.CharField())


class MemberSerializer(ShapedSerializer):
    """A company's published profile. `profile` is the profile document."""

    slug = StoredField(SLUG_SCHEMA)
    status = StoredField(allow_one_of("ProfileStatus", (Member.Status.PUBLISHED.value,)))
    revision = serializers.IntegerField(
        min_value=1, help_text="The number of the published revision."
    )
    updated = serializers.DateTimeField()
    verified_on = serializers.DateField(
        allow_null=True, help_text="The day on which the company last confirmed its profile."
    )
    membership = StoredField(MEMBERSHIP_SCHEMA)
    merged = serializers.BooleanField(help_text="Whether the company is now part of another one.")
    trials = StoredField(allow_null(TRIAL_COUNT_SCHEMA))
    predecessors = PredecessorSerializer(many=True)
    profile = StoredField(PROFILE_SCHEMA)


class FacetValueSerializer(serializers.Serializer):
    """A value of a facet, and how many companies match if it is the only value selected."""

    value = serializers.CharField()
    label = serializers.CharField()
    count = CountField()
    selected = serializers.BooleanField()


class RangeSerializer(serializers.Serializer):
    """The lowest and highest value of a figure, and the number of companies that report it."""

    min = CountField(allow_null=True)
    max = CountField(allow_null=True)
    stated = CountField()


class FacetsSerializer(serializers.Serializer):
    """The counts of every facet and the ranges of the figures."""

    count = CountField()
    facets = serializers.DictField(child=FacetValueSerializer(many=True))
    ranges = serializers.DictField(child=RangeSerializer())


class ListSerializer(serializers.Serializer):
    """A page of a list: the number of all items, and the URLs of the pages before and after."""

    count = CountField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class MemberListSerializer(ListSerializer):
    """A page of companies. `facets` and `ranges` are present only with `include=facets`."""

    results = MemberRowSerializer(many=True)
    facets = serializers.DictField(child=FacetValueSerializer(many=True), required=False)
    ranges = serializers.DictField(child=RangeSerializer(), required=False)


class ValueSerializer(serializers.Serializer):
    """A value of a vocabulary, with its number of companies."""

    count = CountField(help_text="The number of companies that list the value.")
    url = serializers.URLField()
    html_url = serializers.URLField()


class DefinedValueSerializer(ValueSerializer):
    """A value with its definition, which is empty if the label says it all."""

    label = StoredField(allow_text(120, 1))
    definition = StoredField(allow_text(300))
    synonyms = serializers.ListField(child=serializers.CharField())


class TermValueSerializer(DefinedValueSerializer):
    """A value with its slug."""

    slug = StoredField(SLUG_SCHEMA)


class ServiceValueSerializer(TermValueSerializer):
    """A service with the slug of its group."""

    group = StoredField(SLUG_SCHEMA)


class PhaseValueSerializer(DefinedValueSerializer):
    """A phase with its ClinicalTrials.gov value."""

    code = StoredField(PHASE_SCHEMA)


class RegionValueSerializer(ValueSerializer):
    """A UN M49 region with the slug of the region that contains it, or null."""

    slug = StoredField(SLUG_SCHEMA)
    code = StoredField(allow_pattern("[0-9]{3}"))
    name = StoredField(allow_text(100, 1))
    parent = StoredField(allow_null(SLUG_SCHEMA))


class CountryValueSerializer(ValueSerializer):
    """A country with its ISO 3166-1 alpha-2 code, and the slug of its region or null."""

    code = StoredField(COUNTRY_CODE_SCHEMA)
    name = StoredField(allow_text(100, 1))
    region = StoredField(allow_null(SLUG_SCHEMA))
    synonyms = serializers.ListField(child=serializers.CharField())


class WrongValueSerializer(serializers.Serializer):
    """An invalid parameter or field: its path, what to send instead, and an error code."""

    path = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    code = serializers.CharField(help_text="A later release may add codes.")


class ProblemSerializer(serializers.Serializer):
    """An error (RFC 9457)."""

    type = StoredField(
        {
            "type": "string",
            "format": "uri",
            "description": "The URL of the entry that explains this type of error and what to do.",
        }
    )
    title = serializers.CharField(help_text="The title of the type.")
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField(help_text="What is wrong with this request, in one sentence.")
    instance = StoredField({"type": "string", "format": "uri-reference"})
    errors = WrongValueSerializer(
        many=True, required=False, help_text=f"The first {MAX_LISTED_PROBLEMS} invalid values."
    )
    error_count = CountField(
        required=False, help_text="The number of all invalid values, listed or not."
    )
