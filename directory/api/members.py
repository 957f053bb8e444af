"""The list of companies, its facets, and a company's profile."""

from dataclasses import replace

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from directory import dates, search
from directory.api.openapi import PATH_SLUG
from directory.api.pagination import paginate_listing
from directory.api.patches import ProfilePatchMixin
from directory.api.problems import PROBLEM_CONTENT_TYPE
from directory.api.reads import ReadView
from directory.api.serializers import (
    FacetsSerializer,
    MemberListSerializer,
    MemberSerializer,
    ProblemSerializer,
    build_member_addresses,
)
from directory.filters import ROW_FIELDS, EnvelopeFilterSet, FacetsFilterSet, MemberApiFilterSet
from directory.profile import page
from directory.search.listing import resolve_membership


def build_facets_body(answer):
    """Return the facets and ranges of an answer as plain data."""
    return {
        "facets": {
            name: answer.facets[name] for name in search.FACET_NAMES if name in answer.facets
        },
        "ranges": {name: extent._asdict() for name, extent in answer.ranges.items()},
    }


def build_rows_body(request, listing, wanted, left_out):
    """Return the rows of a list as `MemberRowSerializer` describes them, with the chosen fields.

    The rows are plain data already. DRF would process each field of each row, which takes as long
    as the rest of the request.
    """
    names = [name for name in wanted or ROW_FIELDS if name not in left_out]
    if not listing.query.q:
        names = [name for name in names if name != "matched"]
    places = build_member_addresses(request, [row["slug"] for row in listing.rows])
    rows = (row | place for row, place in zip(listing.rows, places, strict=True))
    return [{name: row[name] for name in names} for row in rows]


class MemberListView(ReadView):
    """The published companies."""

    filterset_class = MemberApiFilterSet

    @extend_schema(
        operation_id="list_members",
        summary="Search companies",
        description="Returns companies, filtered by the parameters of the search page. A company"
        " must match every parameter and at least one value of each repeated parameter. Unknown"
        " or invalid parameters return 400.",
        responses={
            200: MemberListSerializer,
            (404, PROBLEM_CONTENT_TYPE): ProblemSerializer,
        },
    )
    def get(self, request):
        """Return a page of matching companies."""
        listing = search.read_listing(self.filterset.query)
        if listing.past_end:
            raise Http404("That page doesn't exist. Follow `next` from the first page.")
        given = self.filterset.cleaned()
        rows = build_rows_body(request, listing, given.get("fields"), given.get("omit", ()))
        more = build_facets_body(listing.answer) if listing.answer.facets else {}
        return paginate_listing(request, listing, rows, **more)


class FacetsView(ReadView):
    """The number of matches for each filter value."""

    filterset_class = FacetsFilterSet

    @extend_schema(
        operation_id="count_members",
        summary="Count companies by filter value",
        description="Returns, for every value of every facet, the number of companies that have the"
        " value and match all other parameters. Takes the same parameters as the company search."
        " `ordering`, `page`, `page_size`, `fields`, and `omit` have no effect.",
        responses={200: FacetsSerializer},
    )
    def get(self, request):
        """Return the facets of a search."""
        query = replace(self.filterset.query, page=1)  # The counts cover all pages.
        answer = search.read_answer(query)
        return Response({"count": answer.count, **build_facets_body(answer)})


class MemberView(ProfilePatchMixin, ReadView):
    """A company's profile, to read and, with a token, to update."""

    filterset_class = EnvelopeFilterSet

    @extend_schema(
        operation_id="get_member",
        summary="Get a company's profile",
        description="Returns the published profile. `profile` is the profile document, in the"
        " same form as in exports. The other fields describe it.",
        parameters=[PATH_SLUG],
        responses={
            200: MemberSerializer,
            301: None,
            (404, PROBLEM_CONTENT_TYPE): ProblemSerializer,
            (410, PROBLEM_CONTENT_TYPE): ProblemSerializer,
        },
    )
    def get(self, request, slug):
        """Return a company's profile."""
        member = page.find_published_member(slug)
        today = dates.today()
        envelope = {
            "slug": member.slug,
            "status": member.status,
            "revision": member.revision.number,
            "updated": member.revision.published_at,
            "verified_on": member.verified_on,
            "membership": resolve_membership(today, member.membership, member.member_until_last),
            "merged": member.successor is not None,
            "trials": member.headline,
            "predecessors": page.list_predecessors(member),
            "profile": member.revision.document,
        }
        context = {"request": request, **self.filterset.cleaned()}
        return Response(MemberSerializer(envelope, context=context).data)
