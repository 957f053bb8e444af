"""The addresses of the desk, and of what was published of a company."""

from django.urls import path

from directory import reviewing
from directory.views import desk, desk_members, history

REVISION = "desk/revisions/<uuid:pk>/"
MEMBER = "desk/members/<name:slug>/"

urlpatterns = [
    path("members/<name:slug>/history/", history.member_history, name="member-history"),
    path("portal/<name:slug>/history/", history.portal_history, name="portal-history"),
    path(
        "portal/<name:slug>/history/<int:number>/restore/",
        history.portal_restore,
        name="portal-restore",
    ),
    path("desk/", desk.queue, name="desk"),
    path(REVISION, desk.revision_detail, name="desk-revision"),
    path(f"{REVISION}approve/", desk.approve, name="desk-approve"),
    path(f"{REVISION}reject/", desk.reject, name="desk-reject"),
    path(f"{REVISION}edit/", desk.edit, name="desk-edit"),
    path(f"{REVISION}look-at/", desk.look_at, name="desk-look-at"),
    path(
        f"{REVISION}withhold/",
        desk.set_withheld,
        {"verb": reviewing.withhold},
        name="desk-withhold",
    ),
    path(f"{REVISION}show/", desk.set_withheld, {"verb": reviewing.show}, name="desk-show"),
    path("desk/members/", desk_members.member_list, name="desk-member-list"),
    path(MEMBER, desk_members.member_detail, name="desk-member"),
    *(
        path(f"{MEMBER}{verb}/", desk_members.act, {"verb": verb}, name=f"desk-member-{verb}")
        for verb in desk_members.VERBS
    ),
]
