"""The published revisions of a company's profile and their changes."""

from django.http import Http404
from django.urls import reverse as path_of
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse

from directory.api.json_schemas import allow_null, allow_one_of
from directory.api.openapi import PATH_ID, PATH_SLUG
from directory.api.pagination import paginate_listing
from directory.api.problems import PROBLEM_CONTENT_TYPE
from directory.api.profile_schema import PROFILE_SCHEMA, SLUG_SCHEMA
from directory.api.reads import ReadView
from directory.api.serializers import ListSerializer, ProblemSerializer, StoredField
from directory.filters import PageNumberApiFilterSet
from directory.models import Member, Revision
from directory.profile import history
from directory.profile import page as profile_page
from directory.profile.page import ProfileGoneError

ANY_VALUE = {"description": "A value of any type, or null."}


class DifferenceSerializer(serializers.Serializer):
    """A changed value: its path, and its value before and after. An empty value is null."""

    path = serializers.CharField()
    before = StoredField(ANY_VALUE)
    after = StoredField(ANY_VALUE)


class RevisionRowSerializer(serializers.Serializer):
    """A published revision. A withheld revision has only its number and time."""

    number = serializers.IntegerField(
        min_value=1, allow_null=True, help_text="Null if the revision isn't published."
    )
    withheld = serializers.BooleanField()
    published_at = serializers.DateTimeField(allow_null=True)
    id = serializers.UUIDField(allow_null=True)
    origin = StoredField(allow_null(allow_one_of("RevisionOrigin", tuple(Revision.Origin.values))))
    edited = serializers.BooleanField(
        help_text="True if ACRO staff edited the submission before approving it."
    )
    compared_with = serializers.IntegerField(
        min_value=1, allow_null=True, help_text="The number of the revision before."
    )
    changes = DifferenceSerializer(many=True)
    in_words = serializers.ListField(child=serializers.CharField())
    url = serializers.URLField(allow_null=True)
    html_url = serializers.URLField()


class RevisionListSerializer(ListSerializer):
    """A page of a company's revisions, latest first."""

    results = RevisionRowSerializer(many=True)


class RevisionSerializer(RevisionRowSerializer):
    """A revision. `changes` compares it with the published revision it is based on.

    `message` and `review_note` are null unless the token belongs to the company.
    """

    id = serializers.UUIDField()
    url = serializers.URLField()
    member = StoredField(SLUG_SCHEMA)
    state = StoredField(allow_one_of("RevisionState", tuple(Revision.State.values)))
    base = serializers.IntegerField(
        min_value=1, allow_null=True, help_text="The number of the revision it was made from."
    )
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    message = serializers.CharField(allow_null=True)
    review_note = serializers.CharField(allow_null=True)
    profile = StoredField(PROFILE_SCHEMA)


def serialize_revision_row(version, slug, page, request):
    """Return a revision in the history as plain data; a withheld one has only number and time."""
    revision, is_visible = version.revision, not version.withheld
    address = f"{reverse('member-history', args=[slug], request=request)}?page={page}"
    return {
        "number": revision.number,
        "withheld": version.withheld,
        "published_at": revision.published_at,
        "id": revision.pk if is_visible else None,
        "origin": revision.origin if is_visible else None,
        "edited": is_visible and revision.was_edited,
        "compared_with": version.before.number if version.before else None,
        "changes": version.differences if is_visible else [],
        "in_words": [str(change) for change in version.changes] if is_visible else [],
        "url": build_revision_url(revision, request) if is_visible else None,
        "html_url": f"{address}#revision-{revision.number}",
    }


def build_revision_url(revision, request):
    """Return the API URL of a revision."""
    return reverse("api:revision-detail", args=[revision.pk], request=request)


def serialize_revision(revision, request, *, inside):
    """Return a revision as plain data; `inside` adds what only the company may see."""
    member = revision.member
    page = history.find_history_page(revision) if revision.number else None
    row = serialize_revision_row(
        history.compare_with_previous(revision, inside=inside), member.slug, page, request
    )
    if not revision.number:
        portal = path_of("portal-history", args=[member.slug])
        row["html_url"] = request.build_absolute_uri(portal)
    return row | {
        "id": revision.pk,
        "origin": revision.origin,
        "edited": revision.was_edited,
        "url": build_revision_url(revision, request),
        "member": member.slug,
        "state": revision.state,
        "base": revision.base,
        "created_at": revision.created_at,
        "submitted_at": revision.submitted_at,
        "message": revision.message if inside else None,
        "review_note": revision.review_note if inside else None,
        "profile": revision.document,
    }


def find_token_member(request):
    """Return the company of the request's token, or None."""
    return getattr(request.auth, "member", None)


class RevisionListView(ReadView):
    """The published revisions of a company's profile."""

    filterset_class = PageNumberApiFilterSet

    @extend_schema(
        operation_id="list_member_revisions",
        summary="List revisions of a profile",
        description="Returns published revisions, latest first, with their changes. People's names"
        " aren't included. A revision that ACRO staff have withheld has only its number and time,"
        " and the next revision is compared with the last public one.",
        parameters=[PATH_SLUG],
        responses={
            200: RevisionListSerializer,
            301: None,
            (404, PROBLEM_CONTENT_TYPE): ProblemSerializer,
            (410, PROBLEM_CONTENT_TYPE): ProblemSerializer,
        },
    )
    def get(self, request, slug):
        """Return a page of the revisions."""
        member = profile_page.find_published_member(slug)
        found = history.read_public_history(member, self.filterset.number)
        if found.past_end:
            raise Http404("That page doesn't exist. Follow `next` from the first page.")
        rows = [
            serialize_revision_row(version, slug, found.number, request)
            for version in found.versions
        ]
        return paginate_listing(request, found, RevisionRowSerializer(rows, many=True).data)


class RevisionView(ReadView):
    """A revision of a profile."""

    @extend_schema(
        operation_id="get_revision",
        summary="Get a revision",
        description="Returns a revision with its profile document. Published revisions are public."
        " Other revisions, such as a submission awaiting review, require a token of the company.",
        parameters=[PATH_ID],
        responses={
            200: RevisionSerializer,
            (404, PROBLEM_CONTENT_TYPE): ProblemSerializer,
            (410, PROBLEM_CONTENT_TYPE): ProblemSerializer,
        },
    )
    def get(self, request, id):  # noqa: A002 - the name in the URL pattern
        """Return a revision of a profile."""
        company = find_token_member(request)
        seen = Revision.objects.open_to(company).with_edited().select_related("member__revision")
        revision = seen.filter(pk=id).first()
        if revision is None:
            raise Http404("No revision has this id, or this token can't see it.")
        inside = revision.member == company
        if revision.member.status == Member.Status.ARCHIVED and not inside:
            raise ProfileGoneError(revision.member.name)
        return Response(
            RevisionSerializer(serialize_revision(revision, request, inside=inside)).data
        )
