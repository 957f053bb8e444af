"""Writing by API: a merge patch (RFC 7396) of the profile that a token acts for.

What is asked first is answered first, in this order: who, which company, in what form, from which
revision, whether another change waits; then the patch itself. The last questions are asked again
under the lock, by `submissions.submit_document`.
"""

from http import HTTPStatus

from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from directory.api.openapi import build_query_parameters
from directory.api.problems import (
    PROBLEM_CONTENT_TYPE,
    PROFILE_PUBLISHED_ANEW,
    RequestRefused,
    StaffKeysChanged,
    reverse_revision,
)
from directory.api.profile_schema import PATCH_SCHEMA
from directory.api.revisions import RevisionSerializer, serialize_revision
from directory.api.serializers import ProblemSerializer
from directory.document import diff, schema
from directory.filters import ProfilePatchFilterSet
from directory.http.caching import hash_state
from directory.models import Revision
from directory.people import tokens
from directory.profile import page
from directory.transfer.document_rows import parse_document
from directory.workflow import submissions

MERGE_PATCH_CONTENT_TYPE = "application/merge-patch+json"
PATCH_ERROR_STATUSES = ("401", "403", "404", "409", "410", "412", "413", "415", "428", "503")


class WaitingProblemSerializer(ProblemSerializer):
    """409: `revision` is the address of what waits."""

    revision = serializers.URLField(required=False)


class ProfilePatchMixin:
    """What the view of a profile does with `PATCH`."""

    @property
    def default_response_headers(self):
        """The usual, and the form in which a profile is patched (RFC 5789)."""
        return super().default_response_headers | {"Accept-Patch": MERGE_PATCH_CONTENT_TYPE}

    @extend_schema(
        operation_id="members_partial_update",
        summary="Change a company's profile",
        description="A JSON Merge Patch (RFC 7396) of the profile document, with a token that an"
        " owner of the company made. Objects are merged, null empties a key, lists are replaced"
        " whole. The answer is 200 where it is published at once, 202 where it waits for ACRO's"
        " review, with the revision; `Location` names it. What changes nothing is 200 with the"
        " published revision. `kind`, `slug`, `membership`, `member_since`, `member_until` and"
        " `successor` are the staff's: with their present value they are no change. A logo is"
        " named by the SHA-256 of one that was sent in the portal. What the change is about may"
        " be said to the review in `message`, which is no part of the profile.",
        parameters=[
            *build_query_parameters(ProfilePatchFilterSet),
            OpenApiParameter("slug", str, OpenApiParameter.PATH),
            OpenApiParameter(
                "If-Match",
                str,
                OpenApiParameter.HEADER,
                required=True,
                description="The `ETag` of the profile that the patch was made from; the id of its"
                " revision counts.",
            ),
        ],
        request={MERGE_PATCH_CONTENT_TYPE: PATCH_SCHEMA},
        responses={
            200: RevisionSerializer,
            202: RevisionSerializer,
            301: None,
            **{
                (status, PROBLEM_CONTENT_TYPE): ProblemSerializer for status in PATCH_ERROR_STATUSES
            },
            ("409", PROBLEM_CONTENT_TYPE): WaitingProblemSerializer,
        },
    )
    def patch(self, request, slug):
        """Submit the profile with a patch applied."""
        member = find_own_member(request.auth, slug)
        require_merge_patch(request)
        base = match_base_revision(request, member)
        submissions.refuse_second_submission(member, Revision.Origin.API)
        said = ProfilePatchFilterSet.from_request(request).cleaned()
        document = diff.apply_merge_patch(member.revision.document, read_patch(request))
        refuse_staff_keys(member.revision.document, document)
        revision = tokens.submit_by_token(token=request.auth, document=document, base=base, **said)
        seen = Revision.objects.with_edited().select_related("member__revision")
        return answer_patch(request, get_object_or_404(seen, pk=revision.pk))


def find_own_member(token, slug):
    """The company of this slug, where the token acts for it."""
    if token is None:
        raise exceptions.NotAuthenticated("Send a token that an owner of the company made.")
    member = page.find_published_member(slug)
    if token.member != member:
        raise exceptions.PermissionDenied("This token does not write for this company.")
    return member


def require_merge_patch(request):
    """Refuse any other form: a plain JSON document would be taken for a whole profile."""
    media_type = (request.content_type or "").partition(";")[0].strip().lower()
    if media_type != MERGE_PATCH_CONTENT_TYPE:
        raise exceptions.UnsupportedMediaType(
            media_type, f"Send a patch as {MERGE_PATCH_CONTENT_TYPE}."
        )


def match_base_revision(request, member):
    """The number of the revision that the patch was made from, which has to be the published one.

    A tag's first part is the revision's id, which identifies the document; what a proxy made of
    the rest, or `W/` before it, says nothing else. `*` is whatever is published (RFC 9110).
    """
    stated = request.headers.get("If-Match", "").strip()
    if not stated:
        mend = "Send the `ETag` of the profile as `If-Match`, so that nobody's change is lost."
        raise RequestRefused(HTTPStatus.PRECONDITION_REQUIRED, mend)
    tags = parse_etags(stated)
    ids = {tag.removeprefix("W/").strip('"').partition(".")[0] for tag in tags}
    if ids.isdisjoint({"*", str(member.revision.pk)}):
        raise RequestRefused(HTTPStatus.PRECONDITION_FAILED, PROFILE_PUBLISHED_ANEW)
    return member.revision.number


def read_patch(request):
    """The patch, a JSON object."""
    patch, problems = parse_document(request.body)
    if not isinstance(patch, dict):
        message = "A patch is a JSON object with the keys to change."
        problems = [schema.Problem("", message, "wrong_type")]
    if problems:
        raise schema.DocumentInvalid(problems)
    return patch


def refuse_staff_keys(before, after):
    """Raise StaffOnly where a patch changes what is the staff's."""
    changed = [
        schema.Problem(key, "Only the association's staff may change this. Keep it.", "staff_only")
        for key in schema.STAFF_KEYS
        if convert_blank_to_none(after.get(key, schema.build_empty_value(key))) != before[key]
    ]
    if changed:
        raise StaffKeysChanged(changed)


def convert_blank_to_none(value):
    """A staff key's value as the document keeps it: "" says as much as null."""
    return None if value == "" else value


def answer_patch(request, revision):
    """The answer to a patch: 200 with what is published, or 202 with what waits for review."""
    published = revision.state == Revision.State.PUBLISHED
    headers = {"Location": reverse_revision(revision)}
    if published:  # as the profile says it when it is read next, so that patch can follow patch
        headers["ETag"] = f'"{revision.pk}.{hash_state(request)}"'
    body = RevisionSerializer(serialize_revision(revision, request, inside=True)).data
    return Response(body, HTTPStatus.OK if published else HTTPStatus.ACCEPTED, headers=headers)
