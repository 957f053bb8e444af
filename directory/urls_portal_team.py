"""The addresses by which people come to a company and leave it: invited, asking, removed."""

from django.urls import path

from directory.views import access, desk_invitations, desk_requests, invitations, team

urlpatterns = [
    path("accounts/invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("members/<name:slug>/access/", access.member_access, name="member-access"),
    path("members/<name:slug>/access/sent/", access.access_sent, name="member-access-sent"),
    path("access/confirmed/", access.access_confirmed, name="member-access-confirmed"),
    path("access/<str:signed>/", access.access_confirm, name="member-access-confirm"),
    path("portal/<name:slug>/team/", team.member_team, name="portal-team"),
    path("portal/<name:slug>/team/leave/", team.leave, name="portal-leave"),
    path("portal/<name:slug>/team/<int:key>/role/", team.set_role, name="portal-role"),
    path("portal/<name:slug>/team/<int:key>/remove/", team.remove, name="portal-remove"),
    path(
        "portal/<name:slug>/team/invitations/<int:key>/resend/", team.resend, name="portal-resend"
    ),
    path(
        "portal/<name:slug>/team/invitations/<int:key>/withdraw/",
        team.withdraw,
        name="portal-withdraw-invitation",
    ),
    path("desk/invitations/", desk_invitations.invite_many, name="desk-invitations"),
    path("desk/requests/", desk_requests.waiting, name="desk-requests"),
    path("desk/requests/<int:key>/", desk_requests.access_request, name="desk-request"),
    path("desk/requests/<int:key>/invite/", desk_requests.grant, name="desk-request-invite"),
    path("desk/requests/<int:key>/decline/", desk_requests.decline, name="desk-request-decline"),
]
