"""The association's content as data."""

from django.http import Http404
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_field,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse

from directory import dates, search
from directory.api.json_schemas import allow_null, allow_one_of
from directory.api.openapi import PATH_SLUG
from directory.api.pagination import wrap_whole_list
from directory.api.problems import PROBLEM_CONTENT_TYPE
from directory.api.profile_schema import (
    ADDRESS_SCHEMA,
    COUNTRY_CODE_SCHEMA,
    PARTIAL_DATE_SCHEMA,
    QUALIFIER_SCHEMA,
    SLUG_SCHEMA,
)
from directory.api.reads import ReadView
from directory.api.serializers import CountField, ListSerializer, ProblemSerializer, StoredField
from directory.association.statistics import LIVE_FIGURES_QUERY, list_live_figures
from directory.markdown import render_markdown
from directory.models import (
    Committee,
    Milestone,
    Officer,
    Organization,
    Page,
    SocialLink,
    Statistic,
)


class StatedField(StoredField):
    """Text that is null if not reported; its column then holds ""."""

    def __init__(self, schema=None, **kwargs):
        super().__init__(allow_null(schema or {"type": "string"}), **kwargs)

    def to_representation(self, value):
        """Return the text, or None if it is empty."""
        return super().to_representation(value) or None


class SeatSerializer(serializers.Serializer):
    """The association's headquarters."""

    city = serializers.CharField()
    region = serializers.CharField()
    country = StoredField(COUNTRY_CODE_SCHEMA)
    note = serializers.CharField(allow_blank=True)


class OrganizationSerializer(serializers.ModelSerializer):
    """Facts about the association."""

    headquarters = SeatSerializer()
    website = StatedField(ADDRESS_SCHEMA)
    sources = serializers.ListField(child=serializers.URLField())

    class Meta:
        model = Organization
        fields = ("name", "short_name", "founded", "founded_note", "legal_form")
        fields += ("headquarters", "website", "sources")
        read_only_fields = fields


class StatementSerializer(serializers.Serializer):
    """A statement with its sources."""

    text = serializers.CharField()
    sources = serializers.ListField(child=serializers.URLField())


class FactSerializer(StatementSerializer):
    """A fact about an issue. `as_of` is its date, or null if its sources are undated."""

    as_of = StatedField(PARTIAL_DATE_SCHEMA)


class OfficerSerializer(serializers.ModelSerializer):
    """A person named in a role from `first_seen` to `as_of`."""

    company = StatedField()
    first_seen = StatedField(PARTIAL_DATE_SCHEMA)
    as_of = StatedField(PARTIAL_DATE_SCHEMA)
    sources = serializers.ListField(child=serializers.URLField())

    class Meta:
        model = Officer
        fields = ("role", "name", "company", "first_seen", "as_of", "certain", "note", "sources")
        read_only_fields = fields


class CommitteeSerializer(serializers.ModelSerializer):
    """A committee as its source describes it. Missing values are null."""

    name = StatedField()
    remit = StatedField()
    chair = StatedField()
    chair_company = StatedField()
    first_seen = StatedField(PARTIAL_DATE_SCHEMA)
    as_of = StatedField(PARTIAL_DATE_SCHEMA)
    source_url = serializers.URLField()

    class Meta:
        model = Committee
        fields = ("name", "remit", "chair", "chair_company", "first_seen", "as_of")
        fields += ("source_url", "note")
        read_only_fields = fields


class LiveFigureSerializer(serializers.Serializer):
    """A number counted from published profiles."""

    count = CountField()
    unit = serializers.CharField()
    definition = serializers.CharField()


class MilestoneSerializer(serializers.ModelSerializer):
    """A milestone in the association's history."""

    sources = serializers.ListField(child=serializers.URLField())

    class Meta:
        model = Milestone
        fields = ("year", "year_certain", "text", "sources")
        read_only_fields = fields


class StatisticSerializer(serializers.ModelSerializer):
    """A figure about the association with its source."""

    unit = StatedField()
    slug = StoredField(SLUG_SCHEMA)
    qualifier = StoredField(QUALIFIER_SCHEMA)
    source_url = serializers.URLField()
    as_of = StatedField(PARTIAL_DATE_SCHEMA)
    period = StatedField()

    class Meta:
        model = Statistic
        fields = ("slug", "label", "value", "unit", "qualifier", "as_of", "as_of_note")
        fields += ("period", "source_url", "note")
        read_only_fields = fields


class SocialLinkSerializer(serializers.ModelSerializer):
    """A channel of the association. `url` is null if it has no known address."""

    url = StatedField(ADDRESS_SCHEMA)
    source_url = StatedField(ADDRESS_SCHEMA)

    class Meta:
        model = SocialLink
        fields = ("network", "label", "url", "source_url")
        read_only_fields = fields


class StepSerializer(serializers.Serializer):
    """A step of a breadcrumb: its title, API URL, and page URL."""

    title = serializers.CharField()
    url = serializers.URLField()
    html_url = serializers.URLField()


class PageRowSerializer(serializers.ModelSerializer):
    """A page in a list."""

    slug = StoredField(SLUG_SCHEMA)
    kind = StoredField(allow_one_of("PageKind", tuple(Page.Kind.values)))
    parent = serializers.SlugRelatedField("slug", read_only=True, allow_null=True)
    url = serializers.SerializerMethodField(help_text="The API URL of the page.")
    html_url = serializers.SerializerMethodField(help_text="The URL of the page on the site.")

    class Meta:
        model = Page
        fields = ("slug", "title", "lead", "kind", "parent", "current", "of_the_about_page")
        fields += ("published_on", "url", "html_url")
        read_only_fields = fields

    @extend_schema_field(serializers.URLField())
    def get_url(self, page):
        """Return the API URL of the page."""
        return reverse("api:page-detail", args=[page.slug], request=self.context["request"])

    @extend_schema_field(serializers.URLField())
    def get_html_url(self, page):
        """Return the URL of the page."""
        return self.context["request"].build_absolute_uri(page.get_absolute_url())


class PageListSerializer(ListSerializer):
    """All published pages in one list."""

    results = PageRowSerializer(many=True)


class PageSerializer(PageRowSerializer):
    """A page: Markdown, sanitized HTML, breadcrumb, and sources."""

    html = serializers.SerializerMethodField(help_text="The body as sanitized HTML.")
    breadcrumb = serializers.SerializerMethodField()
    facts = FactSerializer(many=True)
    related = serializers.SerializerMethodField(help_text="The slugs of related published issues.")
    sources = serializers.ListField(child=serializers.URLField())

    class Meta(PageRowSerializer.Meta):
        fields = (*PageRowSerializer.Meta.fields, "body", "html", "facts", "related")
        fields += ("breadcrumb", "sources")
        read_only_fields = fields

    def get_html(self, page) -> str:
        """Return the body as sanitized HTML."""
        return render_markdown(page.body)

    def get_related(self, page) -> list[str]:
        """Return the slugs of related issues that are published, in order."""
        return [slug for slug in page.related if slug in self.context["visible"]]

    @extend_schema_field(StepSerializer(many=True))
    def get_breadcrumb(self, page):
        """Return the breadcrumb of the page, ending with the page itself."""
        request = self.context["request"]
        home = {
            "title": "Home",
            "url": reverse("api:root", request=request),
            "html_url": reverse("home", request=request),
        }
        return [home, *map(self.step, page.path())]

    def step(self, page):
        """Return a page as a step of a breadcrumb."""
        return {"title": page.title, "url": self.get_url(page), "html_url": self.get_html_url(page)}


ABOUT_SERIALIZERS = {
    "milestones": MilestoneSerializer,
    "statistics": StatisticSerializer,
    "officers": OfficerSerializer,
    "committees": CommitteeSerializer,
    "social_links": SocialLinkSerializer,
}


class AboutView(ReadView):
    """All content about the association in one object."""

    @extend_schema(
        operation_id="get_about",
        summary="Get facts about ACRO",
        description="Returns the association's mission, activities, audiences, issues, milestones,"
        " figures, officers, committees, and channels in one object.",
        responses={
            200: inline_serializer(
                "About",
                {
                    "organization": OrganizationSerializer(),
                    "mission": StatementSerializer(many=True),
                    "activities": StatementSerializer(many=True),
                    "audiences": StatementSerializer(many=True),
                    "issues": PageSerializer(many=True),
                    "milestones": MilestoneSerializer(many=True),
                    "statistics": StatisticSerializer(many=True),
                    "live_figures": LiveFigureSerializer(many=True),
                    "officers": OfficerSerializer(many=True),
                    "committees": CommitteeSerializer(many=True),
                    "social_links": SocialLinkSerializer(many=True),
                    "url": serializers.URLField(),
                    "html_url": serializers.URLField(),
                },
            ),
            (404, PROBLEM_CONTENT_TYPE): ProblemSerializer,
        },
    )
    def get(self, request):
        """Return all content about the association."""
        organization = Organization.objects.first()
        if organization is None:
            raise Http404("The About content isn't available.")
        issues = select_visible_pages().issues()
        counted = list_live_figures(search.read_answer(LIVE_FIGURES_QUERY))
        return Response(
            {
                "organization": OrganizationSerializer(organization).data,
                "mission": organization.mission,
                "activities": organization.activities,
                "audiences": organization.audiences,
                "issues": PageSerializer(
                    issues, many=True, context=build_page_context(request)
                ).data,
                "live_figures": LiveFigureSerializer(counted, many=True).data,
                **{
                    name: serializer(serializer.Meta.model.objects.all(), many=True).data
                    for name, serializer in ABOUT_SERIALIZERS.items()
                },
                "url": reverse("api:about", request=request),
                "html_url": reverse("about", request=request),
            }
        )


class PageListView(ReadView):
    """The published pages about the association."""

    @extend_schema(
        operation_id="list_pages",
        summary="List pages about ACRO",
        description="Returns every published page about the association, without its text.",
        responses=PageListSerializer,
    )
    def get(self, request):
        """Return the pages."""
        pages = PageRowSerializer(select_visible_pages(), many=True, context={"request": request})
        return wrap_whole_list(pages.data)


class PageView(ReadView):
    """A page about the association."""

    @extend_schema(
        operation_id="get_page",
        summary="Get a page about ACRO",
        description="Returns a page as Markdown and as sanitized HTML, with its breadcrumb and"
        " sources.",
        parameters=[PATH_SLUG],
        responses={200: PageSerializer, (404, PROBLEM_CONTENT_TYPE): ProblemSerializer},
    )
    def get(self, request, slug):
        """Return the page as Markdown and as sanitized HTML."""
        page = select_visible_pages().filter(slug=slug).first()
        if page is None:
            raise Http404("Page not found.")
        return Response(PageSerializer(page, context=build_page_context(request)).data)


def build_page_context(request):
    """Return the serializer context of a page: the request and the slugs of visible pages."""
    return {
        "request": request,
        "visible": set(select_visible_pages().values_list("slug", flat=True)),
    }


def select_visible_pages():
    """Return the pages published by today, with their parents."""
    return Page.objects.visible(dates.today()).select_related("parent__parent")
