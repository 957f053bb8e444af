"""A restored directory is the one that was backed up, without what could still sign in or act."""

import hashlib
import json
from datetime import datetime
from io import StringIO
from zipfile import ZipFile

import pytest
from allauth.usersessions.models import UserSession
from databases import connected_to, copied_database, empty_database
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django_tasks_db.models import DBTaskResult
from factories import make_member, make_owner, make_token, republish
from signing_in import SECRET, enroll, enter, make_account, sign_in, totp

from directory import models
from directory.people import access_requests, team
from directory.profile import logos
from directory.transfer.backup_tables import (
    BACKED_UP_TABLES,
    LEFT_OUT_ROWS,
    LEFT_OUT_TABLES,
    list_backed_up_rows,
)
from directory.transfer.exports import export_members
from directory.workflow import review, submissions

PNG = b"\x89PNG\r\n\x1a\n and the rest"
DIGEST = hashlib.sha256(PNG).hexdigest()
STATE = "directory.DirectoryState"


def fill_directory():
    """Put rows in the tables of people, decisions, and what must not be restored."""
    logos.write_logo(DIGEST, PNG)
    trials = [{"number": "NCT01234567", "duties": ["rtsm"]}]
    alpha = make_member("Old Alpha", "DE", founded=1990, registered_trials=trials)
    logo = {"sha256": DIGEST, "alt": "Alpha"}
    live = republish(alpha, name="Alpha", slug="alpha", logo=logo)
    sue = enroll(make_account("sue", is_staff=True, is_superuser=True))
    olga = make_owner(alpha)
    changed = live.document | {"summary": "Olga's."}
    waiting = submissions.submit_document(
        member=alpha, author=olga, origin="representative", document=changed, base=2
    )
    review.reject_submission(revision=waiting, reviewer=sue, note="Say more.")
    models.Reminder.objects.create(member=alpha, since="2025-01-31", months=11)
    group = Group.objects.create(name="Editors of About")
    group.permissions.add(Permission.objects.get(codename="change_page"))
    sue.groups.add(group)
    sue.user_permissions.add(Permission.objects.get(codename="view_page"))
    page = ContentType.objects.get(app_label="directory", model="page")
    LogEntry.objects.create(user=sue, content_type=page, action_flag=CHANGE, object_repr="About")
    request_access(make_member("Beta"))
    team.invite_by_email(member=alpha, email="kept@example.org", role="editor", sender=olga)
    models.Invitation.objects.update(withdrawn_at="2026-01-01T00:00:00.000001Z")
    secrets = [make_token(olga)]
    secrets += [
        team.invite_by_email(member=alpha, email="a@b.example", role="editor", sender=olga)[1]
    ]
    secrets += [enter_site(sue)]
    DBTaskResult.objects.create(
        args_kwargs={"args": ["An email with a link"]},
        task_path="directory.tasks.deliver",
        backend_name="default",
        run_after="2026-01-01T00:00:00Z",
        exception_class_path="",
        traceback="",
    )
    return secrets


def request_access(member):
    """Ask for access twice; one request is confirmed."""
    for name in ("Kim", "Lee"):
        access_requests.request_access(
            member=member, name=name, email=f"{name}@example.org", message=""
        )
    access_requests.confirm_access_request(request=models.AccessRequest.objects.get(name="Kim"))


def enter_site(user):
    """Sign in and return the key of the session."""
    client = Client()
    enter(client, user)
    UserSession.objects.create(user=user, ip="::1", session_key=client.session.session_key)
    return client.session.session_key


class Site:
    """A filled directory, its backup, and an empty database that got the backup."""

    def __init__(self, folder, source, target):
        self.folder, self.source, self.target = folder, source, target
        self.file = folder / "backup.zip"

    def make(self):
        with self.in_source():
            self.secrets = fill_directory()
            self.backed_up = self.run("backup")
        with self.in_target():
            self.restored = self.run("restore")
            self.left = [
                label for label in LEFT_OUT_TABLES if apps.get_model(label).objects.exists()
            ]

    def in_source(self):
        return connected(self.source, self.folder / "media")

    def in_target(self):
        return connected(self.target, self.folder / "other_media")

    def run(self, command):
        output = StringIO()
        call_command(command, self.file, stdout=output)
        return output.getvalue()

    def in_both(self, read):
        """Return what a function returns on the filled directory, and on the restored one."""
        with self.in_source():
            before = read()
        with self.in_target():
            return before, read()


class connected:  # noqa: N801 - used like a function
    """Connect to a database with a media folder."""

    def __init__(self, name, media):
        self.parts = override_settings(MEDIA_ROOT=media), connected_to(name)

    def __enter__(self):
        for part in self.parts:
            part.__enter__()

    def __exit__(self, *error):
        for part in reversed(self.parts):
            part.__exit__(*error)


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("restoring")
    with (
        django_db_blocker.unblock(),
        copied_database(folder, "source") as source,
        empty_database(folder, "target") as target,
    ):
        made = Site(folder, source, target)
        made.make()
        yield made


def export():
    file = logos.Path(logos.default_storage.location).parent / "members.jsonl"
    export_members(file)
    return file.read_text("utf-8")


def rows_of(label):
    return list(list_backed_up_rows(label).values())


def page_of(address):
    return Client().get(address).content.decode()


def test_the_restored_directory_gives_the_same_export(site):
    before, after = site.in_both(export)

    assert after == before
    assert before.count("\n") == 43


def test_every_row_of_a_backed_up_table_is_restored_with_its_key(site):
    for label in BACKED_UP_TABLES:
        before, after = site.in_both(lambda label=label: rows_of(label))
        if label == STATE:
            assert before[0].pop("epoch") != after[0].pop("epoch")
        assert after == before, label


def test_these_tests_have_rows_in_every_table(site):
    with site.in_source():
        empty = [label for label in BACKED_UP_TABLES if not rows_of(label)]

    assert empty == []


@pytest.mark.parametrize(
    "address",
    ["/", "/about/", "/members/alpha/", "/members/alpha/history/", "/api/v1/members/alpha/"],
)
def test_pages_are_the_same(site, address):
    before, after = site.in_both(lambda: page_of(address))

    assert after == before


def test_an_etag_from_before_is_not_answered_with_304(site):
    before, after = site.in_both(lambda: Client().get("/api/v1/members/")["ETag"])

    assert before != after
    with site.in_target():
        assert (
            Client().get("/api/v1/members/", headers={"If-None-Match": before}).status_code == 200
        )
        assert Client().get("/api/v1/members/", headers={"If-None-Match": after}).status_code == 304


def test_the_logo_is_restored(site):
    with site.in_target():
        assert Client().get(f"/logos/{DIGEST}.png").content == PNG


def test_people_sign_in_with_their_password_and_second_factor(site):
    client = Client()

    with site.in_target():
        asked = sign_in(client, "sue@example.org")
        entered = client.post(asked["Location"], {"code": totp(SECRET)})
        desk = client.get("/desk/")

    assert (asked["Location"], entered.status_code) == ("/accounts/2fa/authenticate/", 302)
    assert desk.status_code == 200


def test_sessions_tokens_and_open_invitations_are_not_restored(site):
    with site.in_target():
        invited = list(models.Invitation.objects.values_list("email", flat=True))
        asked = list(models.AccessRequest.objects.values_list("name", flat=True))

    assert site.left == []
    assert (invited, asked) == (["kept@example.org"], ["Kim"])


def test_the_file_holds_no_token_session_or_link(site):
    with ZipFile(site.file) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    with site.in_source():
        digests = list(models.Token.objects.values_list("digest", flat=True))
        digests += models.Invitation.objects.open().values_list("token_hash", flat=True)
        digests += Session.objects.values_list("session_key", flat=True)

    secret = [*site.secrets, *digests, "An email with a link"]
    assert len(secret) >= 6
    assert [text for text in secret if text.encode() in whole] == []
    assert DIGEST.encode() in whole


def test_both_commands_say_what_was_kept_and_what_was_left_out(site):
    with ZipFile(site.file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    made_at = f"{datetime.fromisoformat(manifest['made_at']):%B %-d, %Y, %H:%M} UTC"
    whole = (
        f"generation {manifest['generation']} of {made_at}: companies 43, revisions 45, accounts 2,"
        " logos 1.\nLeft out: sessions 1, entries in the lists of sessions 1, API tokens 1,"
        " undelivered letters 1, open invitations 1, access requests without a confirmed address"
        " 1.\n"
    )

    assert site.restored == f"Restored {whole}"
    assert (site.backed_up[:13], site.backed_up[13:]) == ("Backed up 0.1", f" MB, {whole}")


def test_new_rows_get_new_keys_and_old_signed_links_name_no_new_person(site):
    with site.in_target():
        last = models.User.objects.order_by("-pk").values_list("pk", flat=True)[0]
        newer = make_account(f"newer{models.User.objects.count()}")
        member = make_member(f"Newer {models.Member.objects.count()}")
        members = models.Member.objects.values_list("pk", flat=True)
        models.Member.objects.filter(pk=member.pk).update(status="archived")

        assert newer.pk > last + 50_000
        assert member.pk == max(members)


def test_a_database_that_holds_a_directory_is_refused_and_stays_as_it_is(site):
    def counts():
        return [apps.get_model(label)._base_manager.count() for label in BACKED_UP_TABLES]  # noqa: SLF001

    with site.in_source():
        before = counts()
        with pytest.raises(CommandError, match=r"This database isn't empty: it has .* countries"):
            call_command("restore", site.file)

        assert counts() == before


def test_a_timer_that_runs_between_migrate_and_restore_is_no_obstacle(site, tmp_path):
    with empty_database(tmp_path, "reported") as name, connected(name, tmp_path):
        models.Heartbeat.objects.beat("reminders")

        call_command("restore", site.file)

        assert models.Member.objects.exists()


def test_tables_with_rows_left_out_are_named_once():
    assert set(LEFT_OUT_ROWS) <= set(BACKED_UP_TABLES)
    assert set(BACKED_UP_TABLES) & set(LEFT_OUT_TABLES) == set()


def test_every_table_is_backed_up_or_left_out():
    tables = {model._meta.label for model in apps.get_models(include_auto_created=True)}  # noqa: SLF001

    assert {*BACKED_UP_TABLES, *LEFT_OUT_TABLES} == tables
