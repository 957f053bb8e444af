"""The portal, for the representatives of member companies."""

from django.urls import path, re_path

from directory.views.portal import (
    companies,
    confirm,
    edit,
    history,
    logos,
    submit,
    team,
    tokens,
)

MEMBER = "portal/<name:slug>/"

urlpatterns = [
    # The colons in a signed value keep it apart from a company's pages.
    re_path(
        r"^portal/still-right/(?P<signed>[\w-]+:[\w-]+:[\w-]+)/$",
        confirm.confirm_by_link,
        name="still-right",
    ),
    path("portal/", companies.portal, name="portal"),
    path(MEMBER, companies.portal_member, name="portal-member"),
    path(f"{MEMBER}edit/<name:section>/", edit.portal_edit, name="portal-edit"),
    path(f"{MEMBER}logos/<digest:digest>.png", logos.portal_logo, name="portal-logo"),
    path(f"{MEMBER}preview/", submit.portal_preview, name="portal-preview"),
    path(
        f"{MEMBER}preview/submitted/",
        submit.portal_preview_submitted,
        name="portal-preview-submitted",
    ),
    path(f"{MEMBER}submit/", submit.portal_submit, name="portal-submit"),
    path(f"{MEMBER}merge/", submit.portal_merge, name="portal-merge"),
    path(f"{MEMBER}confirm/", confirm.portal_confirm, name="portal-confirm"),
    path(f"{MEMBER}withdraw/", confirm.portal_withdraw, name="portal-withdraw"),
    path(f"{MEMBER}discard/", confirm.portal_discard, name="portal-discard"),
    path(f"{MEMBER}take-up/<uuid:revision>/", confirm.portal_take_up, name="portal-take-up"),
    path(f"{MEMBER}history/", history.portal_history, name="portal-history"),
    path(f"{MEMBER}history/<int:number>/restore/", history.portal_restore, name="portal-restore"),
    path(f"{MEMBER}team/", team.portal_team, name="portal-team"),
    path(f"{MEMBER}team/leave/", team.portal_leave, name="portal-leave"),
    path(f"{MEMBER}team/<int:key>/role/", team.portal_role, name="portal-role"),
    path(f"{MEMBER}team/<int:key>/remove/", team.portal_remove, name="portal-remove"),
    path(
        f"{MEMBER}team/invitations/<int:key>/resend/",
        team.portal_resend,
        name="portal-resend",
    ),
    path(
        f"{MEMBER}team/invitations/<int:key>/withdraw/",
        team.portal_withdraw_invitation,
        name="portal-withdraw-invitation",
    ),
    path(f"{MEMBER}tokens/", tokens.portal_tokens, name="portal-tokens"),
    path(f"{MEMBER}tokens/new/", tokens.portal_token_new, name="portal-token-new"),
    path(
        f"{MEMBER}tokens/<slug:key>/revoke/",
        tokens.portal_token_revoke,
        name="portal-token-revoke",
    ),
]
