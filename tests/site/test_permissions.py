"""The table of all URLs, with who may open each one and who may post to it.

A page that a user may not see is 404. Visitors are sent to sign in, and staff without a second
factor to enrollment. `test_account_addresses.py` has the table of allauth's URLs.
"""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from factories import (
    document,
    empty_the_directory,
    make_editor,
    make_member,
    make_owner,
    make_reading_token,
    make_staff,
    make_token,
    make_user,
    with_token,
)
from signing_in import enter

from directory import search
from directory.mail import reminders
from directory.models import AccessRequest, Invitation, Revision, Token, User
from directory.people import access_requests, team
from directory.workflow import review, submissions

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "stranger", "editor", "owner", "other", "enrolling", "staff", "superuser")
EVERYBODY = set(ROLES)
SIGNED_IN = EVERYBODY - {"anonymous"}
STAFF = {"staff", "superuser"}
REPRESENTING = {"editor", "owner"}
EDITING = REPRESENTING | STAFF
MANAGING = {"owner"} | STAFF
READ_ONLY = 405
LIBRARY = ("account_", "mfa_", "usersessions_")  # In test_account_addresses.py.
LOGIN = "/accounts/login/?next="
ENROLLMENT = "/accounts/2fa/"
GUARDED = ("/portal/", "/desk/", "/admin/")


@dataclass(frozen=True)
class Row:
    """A URL with the status for each role that may see it; all other roles are denied.

    `post` is the status for an empty form: 400 or 409 means that the form was read.
    """

    path: str
    who: set
    get: int = 200
    post: int = READ_ONLY
    denied: int = 404
    post_by_staff: int | None = None  # If it differs.


def public(path, get=200, post=READ_ONLY):
    return Row(path, EVERYBODY, get, post)


PAGES = {
    "home": public("/"),
    "member-list": public("/members/"),
    "member-detail": public("/members/alpha/"),
    "member-picture": public("/members/alpha/picture.png"),
    "member-history": public("/members/alpha/history/"),
    "country-list": public("/countries/"),
    "country-detail": public("/countries/DE/"),
    "service-list": public("/services/"),
    "service-detail": public("/services/rtsm/"),
    "area-list": public("/areas/"),
    "area-detail": public("/areas/oncology/"),
    "about": public("/about/"),
    "page-detail": public("/about/history/"),
    "stay-connected": public("/stay-connected/"),
    "members-feed": public("/feeds/members.atom"),
    "sitemap": public("/sitemap.xml"),
    "sitemap-section": public("/sitemap-browse.xml"),
    "robots": public("/robots.txt"),
    "manifest": public("/site.webmanifest"),
    "favicon": public("/favicon.ico", get=302),
    "picture": public("/picture.png"),
    "apple-touch-icon": public("/apple-touch-icon.png"),
    "icon-192": public("/icon-192.png"),
    "icon-512": public("/icon-512.png"),
    "healthz": public("/healthz"),
    "readyz": public("/readyz"),
    "styleguide": public("/styleguide/"),
    "logo": public(f"/logos/{'0' * 64}.png", get=404),
    "member-access": public("/members/open/access/", post=400),
    "member-access-sent": public("/members/open/access/sent/"),
    "member-access-confirm": public("/access/{signed}/", post=200),
    "member-access-confirmed": public("/access/confirmed/"),
}
API = {
    "api:root": public("/api/v1/"),
    "api:member-list": public("/api/v1/members/"),
    "api:member-facets": public("/api/v1/members/facets/"),
    "api:member-detail": public("/api/v1/members/alpha/"),
    "api:revision-list": public("/api/v1/members/alpha/revisions/"),
    "api:revision-detail": public("/api/v1/revisions/{published}/"),
    "api:suggest": public("/api/v1/suggest/"),
    "api:about": public("/api/v1/about/"),
    "api:page-list": public("/api/v1/pages/"),
    "api:page-detail": public("/api/v1/pages/history/"),
    "api:version": public("/api/v1/version/"),
    "api:schema": public("/api/v1/schema/"),
    "api:docs": public("/api/v1/docs/"),
    "api:problems": public("/api/v1/docs/problems/"),
    "api:countries": public("/api/v1/countries/"),
    "api:countries-detail": public("/api/v1/countries/DE/"),
    "api:regions": public("/api/v1/regions/"),
    "api:regions-detail": public("/api/v1/regions/europe/"),
    "api:services": public("/api/v1/services/"),
    "api:services-detail": public("/api/v1/services/rtsm/"),
    "api:areas": public("/api/v1/areas/"),
    "api:areas-detail": public("/api/v1/areas/oncology/"),
    "api:modalities": public("/api/v1/modalities/"),
    "api:modalities-detail": public("/api/v1/modalities/drug/"),
    "api:phases": public("/api/v1/phases/"),
    "api:phases-detail": public("/api/v1/phases/PHASE1/"),
}
# A link in an email replaces signing in; other tests check the rules of each link.
LINKS = {
    "invitation": Row("/accounts/invitations/{token}/", {"anonymous"}, post=400, denied=403),
    "still-right": Row("/portal/still-right/{reminder}/", EVERYBODY - {"enrolling"}, post=409),
}
PORTAL = {
    "portal": Row("/portal/", SIGNED_IN - {"enrolling"}),
    "portal-member": Row("/portal/alpha/", EDITING),
    "portal-edit": Row("/portal/alpha/edit/identity/", EDITING, post=303),
    "portal-logo": Row(f"/portal/alpha/logos/{'0' * 64}.png", EDITING, get=404),
    "portal-preview": Row("/portal/alpha/preview/", EDITING),
    "portal-preview-submitted": Row("/portal/alpha/preview/submitted/", EDITING),
    "portal-submit": Row("/portal/alpha/submit/", EDITING, post=409),
    "portal-merge": Row("/portal/alpha/merge/", EDITING, get=303, post=303),
    "portal-confirm": Row("/portal/alpha/confirm/", EDITING, get=409, post=409),
    "portal-withdraw": Row("/portal/alpha/withdraw/", EDITING, post=303, post_by_staff=409),
    "portal-discard": Row("/portal/alpha/discard/", EDITING, get=409, post=409),
    "portal-take-up": Row("/portal/alpha/take-up/{rejected}/", EDITING, post=303),
    "portal-history": Row("/portal/alpha/history/", EDITING),
    "portal-restore": Row("/portal/alpha/history/1/restore/", EDITING, post=409),
    "portal-tokens": Row("/portal/alpha/tokens/", MANAGING),
    "portal-token-new": Row("/portal/alpha/tokens/new/", {"owner"}, post=400),
    "portal-token-revoke": Row("/portal/alpha/tokens/{writing}/revoke/", MANAGING, post=303),
    "portal-team": Row("/portal/alpha/team/", MANAGING, post=400),
    "portal-leave": Row("/portal/alpha/team/leave/", REPRESENTING, post=303),
    "portal-role": Row("/portal/alpha/team/{person}/role/", MANAGING, get=303, post=303),
    "portal-remove": Row("/portal/alpha/team/{person}/remove/", MANAGING, post=303),
    "portal-resend": Row(
        "/portal/alpha/team/invitations/{invited}/resend/", MANAGING, get=303, post=303
    ),
    "portal-withdraw-invitation": Row(
        "/portal/alpha/team/invitations/{invited}/withdraw/", MANAGING, get=303, post=303
    ),
}
DESK = {
    "desk": Row("/desk/", STAFF),
    "desk-revision": Row("/desk/revisions/{submitted}/", STAFF),
    "desk-approve": Row("/desk/revisions/{submitted}/approve/", STAFF, get=405, post=400),
    "desk-reject": Row("/desk/revisions/{submitted}/reject/", STAFF, get=405, post=400),
    "desk-edit": Row("/desk/revisions/{submitted}/edit/", STAFF, get=405, post=303),
    "desk-look-at": Row("/desk/revisions/{published}/look-at/", STAFF, get=405, post=303),
    "desk-withhold": Row("/desk/revisions/{published}/withhold/", STAFF, get=405, post=400),
    "desk-show": Row("/desk/revisions/{published}/show/", STAFF, get=405, post=400),
    "desk-member-list": Row("/desk/members/", STAFF),
    "desk-member": Row("/desk/members/alpha/", STAFF),
    "desk-member-trust": Row("/desk/members/alpha/trust/", STAFF, get=405, post=400),
    "desk-member-distrust": Row("/desk/members/alpha/distrust/", STAFF, get=405, post=400),
    "desk-member-archive": Row("/desk/members/alpha/archive/", STAFF, get=405, post=400),
    "desk-member-unarchive": Row("/desk/members/alpha/unarchive/", STAFF, get=405, post=400),
    "desk-invitations": Row("/desk/invitations/", STAFF, post=400),
    "desk-tokens": Row("/desk/tokens/", STAFF),
    "desk-token-new": Row("/desk/tokens/new/", STAFF, post=400),
    "desk-token-revoke": Row("/desk/tokens/{reading}/revoke/", STAFF, post=303),
    "desk-requests": Row("/desk/requests/", STAFF),
    "desk-request": Row("/desk/requests/{asked}/", STAFF),
    "desk-request-invite": Row("/desk/requests/{asked}/invite/", STAFF, get=303, post=303),
    "desk-request-decline": Row("/desk/requests/{asked}/decline/", STAFF, get=303, post=400),
}
TABLE = PAGES | API | LINKS | PORTAL | DESK


def names(patterns, namespace=""):
    """Yield the names of all URLs; for the admin, including its models' URLs."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inside = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern.url_patterns, namespace + inside)


ADDRESSES = {
    name for name in names(get_resolver().url_patterns) if not name.startswith((*LIBRARY, "admin:"))
}


def test_every_address_has_a_row():
    assert set(TABLE) == ADDRESSES


@pytest.fixture(scope="module")
def directory(django_db_setup, django_db_blocker):
    """Empty the directory for all tests in this module. `ask` rolls back each request."""
    with django_db_blocker.unblock(), transaction.atomic():
        empty_the_directory()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def things(directory):
    """Create what the URLs name: one of each for Alpha, and the company Open without an owner."""
    alpha, unowned = make_member("Alpha", "DE"), make_member("Open")
    owner, author = make_owner(alpha, "owner"), make_owner(alpha, "second")
    make_editor(alpha, "editor")
    make_editor(make_member("Beta"), "other")
    person = make_editor(alpha, "person").representations.get()
    invited, token = team.invite_by_email(
        member=alpha, email="i@example.org", role="editor", sender=owner
    )
    Invitation.objects.update(sent_at=invited.created_at - team.RESEND_PAUSE)
    asked = AccessRequest.objects.create(member=unowned, name="Ana", email="ana@example.org")
    access_requests.confirm_access_request(request=asked)
    rejected = submit(alpha, author, "One.")
    review.reject_submission(revision=rejected, reviewer=make_staff("reviewer"), note="No.")
    make_token(owner), make_reading_token()
    return {
        "writing": Token.objects.writing_for(alpha).get().token_key,
        "reading": Token.objects.reading().get().token_key,
        "rejected": rejected.pk,
        "submitted": submit(alpha, author, "Two.").pk,
        "alpha": alpha.pk,
        "user": owner.pk,
        "decision": rejected.decisions.get().pk,
        "published": alpha.revision_id,
        "person": person.pk,
        "invited": invited.pk,
        "token": token,
        "asked": asked.pk,
        "signed": access_requests.sign_access_request(asked),
        "reminder": reminders.sign_reminder(owner.representations.get()),
    }


def submit(member, author, summary):
    changed = document(member.name, "DE", summary=summary)
    origin = Revision.Origin.REPRESENTATIVE
    return submissions.submit_document(
        member=member, author=author, origin=origin, document=changed, base=1
    )


@pytest.fixture(scope="module")
def clients(things):
    """Return a client for each role. `things` created owner, editor, and other."""
    make_user("stranger")
    make_staff("enrolling")
    for user in (make_staff("staff"), make_user("superuser", is_staff=True, is_superuser=True)):
        user.authenticator_set.create(type="totp", data={"secret": "x"})
    clients_by_role = {role: Client() for role in ROLES}
    for role in set(ROLES) - {"anonymous"}:
        enter(clients_by_role[role], User.objects.get(email=f"{role}@example.org"))
    return clients_by_role


def ask(client, method, path, **more):
    """Return the response's status, or where it redirects to: sign-in or enrollment."""
    with transaction.atomic():
        response = getattr(client, method)(path, **more)
        transaction.set_rollback(True)
    search.fetch_snapshot()  # The rollback made the current snapshot outdated.
    where = response.get("Location", "")
    for way in (LOGIN, ENROLLMENT):
        if response.status_code == 302 and where.startswith(way):
            return way
    return response.status_code


def expected(row, role, method):
    if role == "enrolling" and row.path.startswith(GUARDED):
        return ENROLLMENT
    status = {"get": row.get, "post": row.post}.get(method, READ_ONLY)
    if role in STAFF and method == "post" and row.post_by_staff:
        return row.post_by_staff
    if status == READ_ONLY or role in row.who:
        return status
    return LOGIN if role == "anonymous" else row.denied


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_role_gets_the_status_in_the_table(clients, things, name):
    row = TABLE[name]
    path = row.path.format(**things)
    methods = ("get", "post", "put", "delete")

    answers = {role: [ask(clients[role], method, path) for method in methods] for role in ROLES}

    assert answers == {role: [expected(row, role, method) for method in methods] for role in ROLES}


TOKENS = ("owner's", "other owner's", "reading")
PROFILE = "/api/v1/members/alpha/"


@pytest.fixture(scope="module")
def tokens(things):
    """Return the secret of each kind of token."""
    owners = {
        "owner's": User.objects.get(email="owner@example.org"),
        "other owner's": make_owner(make_member("Gamma"), "gamma"),
    }
    made = {kind: make_token(owner, kind) for kind, owner in owners.items()}
    return made | {"reading": make_reading_token("another")}


@pytest.mark.parametrize("kind", TOKENS)
def test_a_token_opens_no_page(client, things, tokens, kind):
    headers = with_token(tokens[kind])
    paths = [TABLE[name].path.format(**things) for name in PORTAL | DESK]

    found = {
        ask(client, method, path, headers=headers) for path in paths for method in ("get", "post")
    }

    assert found == {LOGIN, READ_ONLY}


@pytest.mark.parametrize("kind", TOKENS)
def test_a_token_reads_only_public_pages(client, things, tokens, kind):
    headers = with_token(tokens[kind])

    found = {
        name: ask(client, "get", API[name].path.format(**things), headers=headers) for name in API
    }

    assert found == {name: row.get for name, row in API.items()}


@pytest.mark.parametrize(
    ("kind", "status"),
    # 428 means that the token may write and must send If-Match.
    [("owner's", 428), ("other owner's", 403), ("reading", 403)],
)
def test_a_token_writes_for_its_own_company_alone(client, tokens, kind, status):
    patch = {"data": "{}", "content_type": "application/merge-patch+json"}

    assert ask(client, "patch", PROFILE, headers=with_token(tokens[kind]), **patch) == status


@pytest.mark.parametrize("role", ROLES)
def test_the_api_ignores_sessions(clients, role):
    """A signed-in user without a token can't write and can't read a draft."""
    assert ask(clients[role], "patch", PROFILE) == 401


RECORDS = {  # A page of the admin: the status of GET and of POST for staff.
    "/admin/": (200, 200),
    "/admin/directory/": (200, 200),
    "/admin/login/": (302, 302),
    "/admin/directory/{model}/": (200, 200),
    "/admin/directory/{model}/add/": (403, 403),
    "/admin/directory/{model}/{key}/change/": (200, 403),
    "/admin/directory/{model}/{key}/history/": (200, 200),
    "/admin/directory/{model}/{key}/delete/": (403, 403),
}
MODELS = {
    "member": "alpha",
    "revision": "published",
    "decision": "decision",
    "representative": "person",
    "invitation": "invited",
    "user": "user",
}


@pytest.mark.parametrize("page", RECORDS)
def test_only_staff_read_the_records(clients, things, page):
    for model, key in MODELS.items():
        path = page.format(model=model, key=things[key])
        answers = {
            role: tuple(ask(clients[role], m, path) for m in ("get", "post")) for role in ROLES
        }

        denied = dict.fromkeys(("stranger", "editor", "owner", "other"), (404, 404))
        expected = denied | {"anonymous": (LOGIN, LOGIN), "enrolling": (ENROLLMENT, ENROLLMENT)}
        expected |= dict.fromkeys(STAFF, RECORDS[page])
        if (model, page) == ("user", "/admin/directory/{model}/{key}/change/"):
            # Only superusers decide who is staff and which accounts are closed.
            expected["superuser"] = (200, 302)
        assert (model, answers) == (model, expected)
        if "{model}" not in page:
            break
