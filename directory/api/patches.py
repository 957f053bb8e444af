"""Writes by API: a merge patch (RFC 7396) of the profile of a token's company.

A request is checked in this order: its token, the company, the media type, the base revision,
changes awaiting review, and then the patch itself. `submissions.submit_document` repeats the
checks of the base revision and of pending changes inside the write lock.
"""

import codecs
from http import HTTPStatus

from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from directory.api.openapi import PATH_SLUG, build_query_parameters
from directory.api.patch_parameters import ProfilePatchFilterSet
from directory.api.problems import (
    PROBLEM_CONTENT_TYPE,
    PROFILE_PUBLISHED_ANEW,
    BodyCompressed,
    PatchUnreadable,
    RequestRefused,
    StaffKeysChanged,
    reverse_revision,
)
from directory.api.profile_schema import PATCH_SCHEMA
from directory.api.revisions import RevisionSerializer, serialize_revision
from directory.api.serializers import ProblemSerializer
from directory.document import citations, diff, schema
from directory.http.caching import hash_state
from directory.models import Revision
from directory.people import tokens
from directory.profile import page
from directory.transfer.document_rows import parse_document
from directory.workflow import submissions

MERGE_PATCH_CONTENT_TYPE = "application/merge-patch+json"
UTF_8_NAMES = {"utf-8", "utf8"}
PATCH_ERROR_STATUSES = ("401", "403", "404", "409", "410", "412", "413", "415", "428", "503")

NO_ETAG_STATED = (
    "`If-Match` isn't an `ETag` in double quotes. Send the profile's `ETag` exactly as you got it."
)
ANY_PROFILE_MATCHED = (
    "`If-Match: *` would overwrite changes that you haven't seen. Send the profile's `ETag`."
)


class WaitingProblemSerializer(ProblemSerializer):
    """A 409 error. `revision` is the URL of the changes awaiting review."""

    revision = serializers.URLField(required=False)


class PatchResultSerializer(RevisionSerializer):
    """The revision that a patch makes, or the published one if the patch changes nothing.

    With `validate_only`, it is the revision that the patch would make, in the state that it would
    get. It isn't stored, so `id`, `url`, `html_url`, and `created_at` are null.
    """

    changed = serializers.BooleanField(help_text="False if the patch changes nothing.")
    id = serializers.UUIDField(allow_null=True)
    url = serializers.URLField(allow_null=True)
    html_url = serializers.URLField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)


class ProfilePatchMixin:
    """The `PATCH` method of the profile view."""

    @property
    def default_response_headers(self):
        """The default headers, with `Accept-Patch` for the media type of a patch (RFC 5789)."""
        return super().default_response_headers | {"Accept-Patch": MERGE_PATCH_CONTENT_TYPE}

    @extend_schema(
        operation_id="update_member",
        summary="Update a company's profile",
        description="Applies a JSON Merge Patch (RFC 7396) to the profile document. Requires a"
        " token created by an owner of the company. Objects are merged, null clears a field"
        " (`reports_trials` becomes true, as in a new profile), and lists are replaced. The"
        " citations of values that the patch removes are removed with them, unless the patch"
        " contains `citations`. Returns 200 if the changes are published immediately and"
        " 202 if they are awaiting review. `Location` is the URL of the revision."
        " A patch that changes nothing returns 200 with the published revision, and `changed` is"
        " false. Only ACRO staff can change `kind`, `slug`, `membership`, `member_since`,"
        " `member_until`, and `successor`; sending their current values is allowed. To set a logo,"
        " send the SHA-256 of an image uploaded in the portal. Use `message` for a note to the"
        " reviewer. `validate_only=true` makes all checks and stores nothing. It returns an error"
        " or, always with 200, the revision that the patch would make: `state` is `published` if it"
        " would be published immediately and `submitted` if it would await review.",
        parameters=[
            *build_query_parameters(ProfilePatchFilterSet),
            PATH_SLUG,
            OpenApiParameter(
                "If-Match",
                str,
                OpenApiParameter.HEADER,
                required=True,
                description="The `ETag` of the profile on which the patch is based. Only the"
                " revision id in it is compared. `*` is refused.",
            ),
        ],
        request={MERGE_PATCH_CONTENT_TYPE: PATCH_SCHEMA},
        responses={
            200: PatchResultSerializer,
            202: PatchResultSerializer,
            301: None,
            **{
                (status, PROBLEM_CONTENT_TYPE): ProblemSerializer for status in PATCH_ERROR_STATUSES
            },
            ("409", PROBLEM_CONTENT_TYPE): WaitingProblemSerializer,
        },
    )
    def patch(self, request, slug):
        """Apply a patch and submit the profile."""
        member = find_own_member(request.auth, slug)
        require_merge_patch(request)
        base = match_base_revision(request, member)
        submissions.refuse_second_submission(member, Revision.Origin.API)
        parameters = ProfilePatchFilterSet.from_request(request).cleaned()
        document = patch_profile(member.revision.document, read_patch(request))
        refuse_staff_keys(member.revision.document, document)
        revision = submit_patch(request.auth, document, base, **parameters)
        return answer_patch(request, revision, base)


def find_own_member(token, slug):
    """Return the company of this slug. Raise an error if the token isn't one of its own."""
    if token is None:
        raise exceptions.NotAuthenticated("Send a token created by an owner of the company.")
    member = page.find_published_member(slug)
    if token.member != member:
        raise exceptions.PermissionDenied("This token can't update this company's profile.")
    return member


def require_merge_patch(request):
    """Raise UnsupportedMediaType unless the request is a merge patch in UTF-8, not compressed.

    A client that sends plain JSON may mean a whole profile.
    """
    media_type = (request.content_type or "").partition(";")[0].strip().lower()
    if media_type != MERGE_PATCH_CONTENT_TYPE:
        raise exceptions.UnsupportedMediaType(
            media_type, f"Send the patch as {MERGE_PATCH_CONTENT_TYPE}."
        )
    charset = request.content_params.get("charset", "utf-8").strip().lower()
    if charset not in UTF_8_NAMES:
        raise exceptions.UnsupportedMediaType(
            charset, "Send the patch in UTF-8: JSON has no other encoding."
        )
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity"}:
        raise BodyCompressed(encoding)


def match_base_revision(request, member):
    """Return the number of the published revision, which the patch must be based on.

    Raise `RequestRefused` if `If-Match` is missing or names another revision. Only the first part
    of the ETag counts: the revision's id, which identifies the document. A proxy may have changed
    the rest or added `W/`. `*` is refused, though it matches by RFC 9110: it names no revision.
    """
    stated = request.headers.get("If-Match", "").strip()
    if not stated:
        advice = "Send the profile's `ETag` in `If-Match` so that no one's changes are lost."
        raise RequestRefused(HTTPStatus.PRECONDITION_REQUIRED, advice)
    if stated == "*":
        raise RequestRefused(HTTPStatus.PRECONDITION_FAILED, ANY_PROFILE_MATCHED)
    tags = parse_etags(stated)
    if not tags:
        raise RequestRefused(HTTPStatus.PRECONDITION_FAILED, NO_ETAG_STATED)
    ids = {tag.removeprefix("W/").strip('"').partition(".")[0] for tag in tags}
    if str(member.revision.pk) not in ids:
        raise RequestRefused(HTTPStatus.PRECONDITION_FAILED, PROFILE_PUBLISHED_ANEW)
    return member.revision.number


def read_patch(request):
    """Return the patch, a JSON object. Raise `PatchUnreadable` if the body isn't one."""
    try:
        patch, repeated = parse_document(request.body.removeprefix(codecs.BOM_UTF8))
    except schema.DocumentInvalid as error:
        raise PatchUnreadable(error.found) from error
    if not isinstance(patch, dict):
        message = "Send a JSON object with the fields to change."
        raise PatchUnreadable([schema.Problem("", message, "wrong_type")])
    if repeated:
        raise PatchUnreadable(repeated)
    return patch


def patch_profile(document, patch):
    """Return a profile with a patch applied, without the citations of values that it removes.

    A patch with `citations` is taken as it is.
    """
    patched = diff.apply_merge_patch(document, patch)
    return patched if "citations" in patch else citations.drop_lost_citations(patched)


def refuse_staff_keys(before, after):
    """Raise `StaffKeysChanged` if a patch changes fields that only ACRO staff can change."""
    changed = [
        schema.Problem(key, "Only ACRO staff can change this field. Leave it as is.", "staff_only")
        for key in schema.STAFF_KEYS
        if convert_blank_to_none(after.get(key, schema.build_empty_value(key))) != before[key]
    ]
    if changed:
        raise StaffKeysChanged(changed)


def convert_blank_to_none(value):
    """Return a staff field's value as the document stores it: null instead of ""."""
    return None if value == "" else value


def submit_patch(token, document, base, *, message="", validate_only="false"):
    """Submit a patched profile, or only check it; return the revision with `was_edited`."""
    given = {"token": token, "document": document, "base": base, "message": message}
    if validate_only == "true":
        revision = tokens.preview_by_token(**given)
        if revision.created_at is None:
            revision.was_edited = False
            return revision
    else:
        revision = tokens.submit_by_token(**given)
    seen = Revision.objects.with_edited().select_related("member__revision")
    return seen.get(pk=revision.pk)


def answer_patch(request, revision, base):
    """Return the response to a patch: 200 if it is published, 202 if it awaits review.

    If the patch changes nothing, the revision is the published one, with the number `base`. A
    revision that isn't stored, because the patch was only checked, has no id and no URL.
    """
    row = serialize_revision(revision, request, inside=True) | {"changed": revision.number != base}
    if revision.created_at is None:
        body = PatchResultSerializer(row | {"id": None, "url": None, "html_url": None}).data
        return Response(body)
    published = revision.state == Revision.State.PUBLISHED
    headers = {"Location": reverse_revision(revision)}
    if published:  # The ETag of the next read, so that another patch can follow at once.
        headers["ETag"] = f'"{revision.pk}.{hash_state(request)}"'
    body = PatchResultSerializer(row).data
    return Response(body, HTTPStatus.OK if published else HTTPStatus.ACCEPTED, headers=headers)
