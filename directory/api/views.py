"""Members and vocabularies as data, by the parameters of the search page."""

from dataclasses import asdict, replace

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from directory import dates, profiles, search
from directory.api.pagination import paginated
from directory.api.problems import CONTENT_TYPE
from directory.api.serializers import (
    FacetsSerializer,
    MemberListSerializer,
    MemberRowSerializer,
    MemberSerializer,
    ProblemSerializer,
)
from directory.filters import EnvelopeFilterSet, FacetsFilterSet, MemberApiFilterSet
from directory.search.listing import membership_on


def described(filterset_class):
    """The parameters of a filterset for the OpenAPI document."""
    return [
        OpenApiParameter(
            name=name,
            location=OpenApiParameter.QUERY,
            description=str(parameter.label),
            type=parameter.schema,
        )
        for name, parameter in filterset_class.base_filters.items()
    ]


def facets_body(answer):
    """The facets and ranges of an answer as plain data."""
    return {
        "facets": {
            name: [asdict(value) for value in answer.facets[name]]
            for name in search.FACETS
            if name in answer.facets
        },
        "ranges": {name: asdict(extent) for name, extent in answer.ranges.items()},
    }


class MemberListView(APIView):
    """The published directory."""

    @extend_schema(
        operation_id="members_list",
        summary="Search the directory",
        description="Companies by the parameters of the search page. Within one parameter any of"
        " the values, across parameters all. What is not understood is 400, never everything.",
        parameters=described(MemberApiFilterSet),
        responses={
            200: MemberListSerializer,
            (400, CONTENT_TYPE): ProblemSerializer,
            (404, CONTENT_TYPE): ProblemSerializer,
        },
    )
    def get(self, request):
        """One page of the companies that match."""
        filterset = MemberApiFilterSet.from_request(request)
        listing = search.read_listing(filterset.query)
        if listing.past_end:
            raise Http404("This result has fewer pages.")
        shape = {name: filterset.form.cleaned_data[name] for name in ("fields", "omit")}
        context = {"request": request, "searched": bool(listing.query.q), **shape}
        rows = MemberRowSerializer(listing.rows, many=True, context=context).data
        more = facets_body(listing.answer) if listing.answer.facets else {}
        return paginated(request, listing, rows, **more)


class FacetsView(APIView):
    """The counts alone."""

    @extend_schema(
        operation_id="members_facets",
        summary="Count what each further choice would find",
        description="For every value of every facet: the number of companies that match all other"
        " parameters and have the value.",
        parameters=described(FacetsFilterSet),
        responses={200: FacetsSerializer, (400, CONTENT_TYPE): ProblemSerializer},
    )
    def get(self, request):
        """The facets of a search."""
        query = FacetsFilterSet.from_request(request).query
        answer = search.read_answer(replace(query, page=1))  # the counts are of all pages
        return Response({"count": answer.count, **facets_body(answer)})


class MemberView(APIView):
    """One company."""

    @extend_schema(
        operation_id="members_retrieve",
        summary="A company's profile",
        description="An envelope, and in `profile` exactly the profile document: what came in by an"
        " import or an edit, and what an export writes.",
        parameters=[
            OpenApiParameter("slug", str, OpenApiParameter.PATH),
            *described(EnvelopeFilterSet),
        ],
        responses={
            200: MemberSerializer,
            (400, CONTENT_TYPE): ProblemSerializer,
            (404, CONTENT_TYPE): ProblemSerializer,
            (410, CONTENT_TYPE): ProblemSerializer,
        },
    )
    def get(self, request, slug):
        """The profile of one company."""
        shape = EnvelopeFilterSet.from_request(request).cleaned()
        member = profiles.find(slug)
        today = dates.today()
        envelope = {
            "slug": member.slug,
            "status": member.status,
            "revision": member.revision.number,
            "updated": member.revision.published_at,
            "verified_on": member.verified_on,
            "membership": membership_on(today, member.membership, member.member_until_last),
            "merged": member.successor is not None,
            "trials": member.headline,
            "predecessors": profiles.predecessors(member),
            "profile": member.revision.document,
        }
        context = {"request": request, **shape}
        return Response(MemberSerializer(envelope, context=context).data)
