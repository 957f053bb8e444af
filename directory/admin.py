"""Read-only database records for staff, behind the site's own sign-in.

Profiles change only through revisions, and accounts come by invitation. A superuser may make a user
staff and close an account.
"""

from django.contrib import admin
from django.shortcuts import redirect

from directory.events import log_event
from directory.models import Decision, Invitation, Member, Representative, Revision, User
from directory.people import accounts, team
from directory.permissions import is_staff
from directory.terms import DIRECTORY_NAME
from directory.views.decorators import staff_only

ACCOUNT_FLAGS = ("is_active", "is_staff", "is_superuser")


class Records(admin.AdminSite):
    """The admin site; only staff can see it."""

    site_header = site_title = f"{DIRECTORY_NAME}: records"
    index_title = "Records"
    site_url = "/desk/"

    def has_permission(self, request):
        """Return whether the request comes from staff."""
        return is_staff(request.user)

    def admin_view(self, view, cacheable=False):
        """Return the view, restricted to staff."""
        return staff_only(super().admin_view(view, cacheable))

    def login(self, request, extra_context=None):
        """Redirect to the site's sign-in, and from there back to the records."""
        return staff_only(lambda _: redirect("admin:index"))(request)

    def logout(self, request, extra_context=None):
        """Redirect to the site's sign-out."""
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        """Redirect to the account page that changes the password."""
        return redirect("account_change_password")


records_site = Records()


class ReadOnlyAdmin(admin.ModelAdmin):
    """The base of all record lists: read-only."""

    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request):
        """Return True: all staff see all records."""
        return True

    def has_view_permission(self, request, obj=None):
        """Return True: all staff may read."""
        return True

    def has_add_permission(self, request, obj=None):
        """Return False: rows are never added here."""
        return False

    def has_change_permission(self, request, obj=None):
        """Return False: rows are never changed here."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Return False: rows are never deleted here."""
        return False


@admin.register(Member, site=records_site)
class MemberAdmin(ReadOnlyAdmin):
    """Companies, with the columns that aren't part of their documents."""

    list_display = ("name", "slug", "status", "membership", "trusted", "verified_on")
    list_filter = ("status", "membership", "trusted")
    search_fields = ("name", "slug")


@admin.register(Revision, site=records_site)
class RevisionAdmin(ReadOnlyAdmin):
    """Revisions in every state; a draft is visible only to its author."""

    list_display = ("member", "number", "state", "origin", "author", "published_at", "withheld")
    list_filter = ("state", "origin", "withheld")
    list_select_related = ("member", "author")
    search_fields = ("member__name", "member__slug")

    def get_queryset(self, request):
        """Return the revisions this user may see."""
        return super().get_queryset(request).visible_to(request.user)


@admin.register(Decision, site=records_site)
class DecisionAdmin(ReadOnlyAdmin):
    """The log of decisions."""

    list_display = ("created_at", "kind", "member", "actor", "reason")
    list_filter = ("kind",)
    list_select_related = ("member", "actor")


@admin.register(Representative, site=records_site)
class RepresentativeAdmin(ReadOnlyAdmin):
    """The representatives of companies."""

    list_display = ("user", "member", "role", "created_at")
    list_select_related = ("user", "member")
    search_fields = ("user__email", "member__name")


@admin.register(Invitation, site=records_site)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations, without their token hashes."""

    exclude = ("token_hash",)
    list_display = ("email", "member", "role", "sender", "expires_at", "accepted_at")
    list_select_related = ("member", "sender")


@admin.register(User, site=records_site)
class UserAdmin(ReadOnlyAdmin):
    """Accounts: a superuser makes users staff and closes accounts."""

    fields = ("email", "name", "is_active", "is_staff", "is_superuser", "created_at", "last_login")
    readonly_fields = ("email", "created_at", "last_login")
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")

    def has_change_permission(self, request, obj=None):
        """Return whether the user is a superuser; other staff may only read."""
        return request.user.is_superuser

    def save_model(self, request, obj, form, change):
        """Save the user; new staff are signed out and must sign in with a second factor.

        Invitations that the user may no longer send are withdrawn.
        """
        super().save_model(request, obj, form, change)
        changed = set(form.changed_data)
        flags = {name: getattr(obj, name) for name in ACCOUNT_FLAGS}
        log_event("account_changed", user=obj.pk, by=request.user.pk, **flags)
        if obj.is_staff and {"is_staff", "is_superuser"} & changed:
            accounts.end_sessions(obj)
        if {"is_staff", "is_active"} & changed:
            team.withdraw_void_invitations(obj)
