"""The desk, for ACRO staff."""

from django.urls import path

from directory.views.desk import invitations, members, queue, requests, revisions, tokens
from directory.workflow import review

REVISION = "desk/revisions/<uuid:pk>/"
MEMBER_AT_DESK = "desk/members/<name:slug>/"
REQUEST = "desk/requests/<int:key>/"

urlpatterns = [
    path("desk/", queue.desk_queue, name="desk"),
    path(REVISION, revisions.desk_revision, name="desk-revision"),
    path(f"{REVISION}approve/", revisions.desk_approve, name="desk-approve"),
    path(f"{REVISION}reject/", revisions.desk_reject, name="desk-reject"),
    path(f"{REVISION}edit/", revisions.desk_edit, name="desk-edit"),
    path(f"{REVISION}look-at/", revisions.desk_look_at, name="desk-look-at"),
    path(
        f"{REVISION}withhold/",
        revisions.desk_set_withheld,
        {"verb": review.withhold},
        name="desk-withhold",
    ),
    path(
        f"{REVISION}show/",
        revisions.desk_set_withheld,
        {"verb": review.unwithhold},
        name="desk-show",
    ),
    path("desk/members/", members.desk_member_list, name="desk-member-list"),
    path(MEMBER_AT_DESK, members.desk_member, name="desk-member"),
    *(
        path(
            f"{MEMBER_AT_DESK}{verb}/",
            members.desk_member_act,
            {"verb": verb},
            name=f"desk-member-{verb}",
        )
        for verb in members.MEMBER_ACTIONS
    ),
    path("desk/invitations/", invitations.desk_invitations, name="desk-invitations"),
    path("desk/requests/", requests.desk_requests, name="desk-requests"),
    path(REQUEST, requests.desk_request, name="desk-request"),
    path(f"{REQUEST}invite/", requests.desk_request_invite, name="desk-request-invite"),
    path(f"{REQUEST}decline/", requests.desk_request_decline, name="desk-request-decline"),
    path("desk/tokens/", tokens.desk_tokens, name="desk-tokens"),
    path("desk/tokens/new/", tokens.desk_token_new, name="desk-token-new"),
    path("desk/tokens/<slug:key>/revoke/", tokens.desk_token_revoke, name="desk-token-revoke"),
]
