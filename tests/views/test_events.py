"""Events for operators; those of a usual day are in `tests/site/test_production_log.py`."""

import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import UnreadablePostError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from factories import (
    make_editor,
    make_member,
    make_owner,
    make_staff,
    make_token,
    make_user,
    with_token,
)
from signing_in import enroll, make_account, sign_in
from view_steps import signed_in, submitted

from acro.logs import RefusalFilter
from directory import tasks
from directory.mail import letters
from directory.models import Representative, Token
from directory.people import team
from directory.workflow import review
from directory.workflow.conflicts import find_published_number, hash_document


@pytest.fixture
def events(caplog):
    """Return a function that lists the events so far, but requests: their names and facts."""
    caplog.set_level(logging.INFO)
    refusals = RefusalFilter()

    def list_events(*names):
        records = [record for record in caplog.records if refusals.filter(record)]
        return [
            (record.event, record.facts)
            for record in records
            if getattr(record, "event", "request") != "request"
            and (not names or record.event in names)
        ]

    return list_events


def test_a_refused_token_is_logged_with_the_reason(client, vocabulary, events):
    olga = make_owner(make_member("Alpha"))
    expired, void = make_token(olga, "First"), make_token(olga, "Second")
    Token.objects.filter(name="First").update(expiry=timezone.now() - timedelta(seconds=1))
    marks = [token.digest[:8] for token in Token.objects.order_by("name")]
    client.get("/api/v1/version/", headers=with_token(expired))
    Representative.objects.update(role="editor")

    client.get("/api/v1/version/", headers=with_token(void))

    assert events("token_refused") == [
        ("token_refused", {"reason": "expired", "user": olga.pk, "token": marks[0]}),
        ("token_refused", {"reason": "void", "user": olga.pk, "token": marks[1]}),
    ]


def test_a_page_that_a_user_may_not_see_is_a_logged_refusal(vocabulary, events):
    member = make_member("Alpha")
    olga, emil = make_owner(member), make_editor(member)
    representative = member.representatives.get(user=emil)
    page = signed_in(emil)

    answers = [
        page.post(f"/portal/alpha/team/{representative.pk}/role/", {"role": "owner"}),
        page.get("/desk/"),
        page.get("/portal/nowhere/"),
        signed_in(olga).get("/admin/"),
    ]

    refused = [("permission_refused", {"user": user.pk, "status": 404}) for user in (emil,) * 3]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert events("permission_refused") == [
        *refused,
        ("permission_refused", {"user": olga.pk, "status": 404}),
    ]


def test_a_refused_passkey_is_a_failed_sign_in_or_second_step(client, vocabulary, events):
    olga = enroll(make_account())
    client.post("/accounts/2fa/webauthn/login/", {"credential": "{}"})
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"credential": "{}"})

    assert events("sign_in_failed", "second_factor_failed") == [
        ("sign_in_failed", {"user": None, "type": "webauthn"}),
        ("second_factor_failed", {"user": olga.pk, "type": "webauthn"}),
    ]


def test_a_limit_of_the_account_pages_is_logged(client, vocabulary, events):
    make_member("Alpha")

    answers = [client.post("/members/alpha/access/", {}).status_code for _ in range(11)]

    assert answers == [400] * 10 + [429]
    assert events() == [("rate_limited", {"limit": "accounts", "status": 429})]


@pytest.mark.parametrize("address", ["/nowhere/", "/api/v1/members/?nonsense=1", "/readyz/"])
def test_an_ordinary_error_of_a_visitor_is_no_event(client, vocabulary, events, address):
    assert client.get(address).status_code in {400, 404}
    assert events() == []


def test_a_client_that_leaves_while_it_sends_is_one_line(events, caplog):
    for error in (UnreadablePostError("gone"), ConnectionResetError("gone")):
        logging.getLogger("django.request").error("Internal Server Error", exc_info=error)

    assert events() == [("client_disconnected", {})] * 2
    assert [record.exc_info for record in caplog.records] == [None, None]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return a context that commits at its end, as far as the log can see."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_decisions_are_logged_with_ids_once_they_are_committed(vocabulary, events, committed):
    member = make_member("Alpha")
    stella, olga, emil = make_staff(), make_owner(member), make_editor(member)
    role = {"representative": member.representatives.get(user=emil), "role": "owner"}

    with committed():
        submission = submitted(member, founded=1999)
        shown = {"live": find_published_number(member), "sent": hash_document(submission.document)}
        review.approve_submission(revision=submission, reviewer=stella, note="Hi, Olga!", **shown)
        review.decide_to_archive(member=member, actor=stella, reason="Olga Petrova asked.")
        team.change_role(actor=olga, **role)
        before = events("decision", "submitted")

    of_revision = {"member": "alpha", "revision": submission.pk}
    assert before == []
    assert events("decision", "submitted") == [
        ("submitted", of_revision | {"user": submission.author_id, "origin": "representative"}),
        ("decision", of_revision | {"kind": "approved", "user": stella.pk}),
        ("decision", {"kind": "archived", "user": stella.pk, "member": "alpha"}),
        (
            "decision",
            {"kind": "role", "user": olga.pk, "member": "alpha", "of": emil.pk, "role": "owner"},
        ),
    ]


def test_a_decision_that_is_rolled_back_is_not_logged(vocabulary, events, committed):
    member, stella = make_member("Alpha"), make_staff()

    with committed(), transaction.atomic():
        review.decide_to_archive(member=member, actor=stella, reason="A mistake.")
        transaction.set_rollback(True)

    assert events("decision") == []


def test_new_rights_of_an_account_are_logged(vocabulary, events):
    stella, olga = enroll(make_staff()), make_user("olga")
    stella.is_superuser = True
    stella.save()
    form = {"name": "Olga", "is_active": "on", "is_staff": "on"}

    signed_in(stella).post(f"/admin/directory/user/{olga.pk}/change/", form)

    flags = {"is_active": True, "is_staff": True, "is_superuser": False}
    assert events("account_changed") == [
        ("account_changed", {"user": olga.pk, "by": stella.pk} | flags)
    ]


@pytest.fixture
def letter(db, settings):
    """An email that waits for the worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    letters.send_letter("mfa/email/totp_activated", "olga@example.org")
    return DBTaskResult.objects.get()


@pytest.mark.parametrize(
    "columns",
    [
        {"exception_class_path": "directory.tasks.RefusedError"},
        {"enqueued_at": timezone.now() - timedelta(days=15)},
    ],
)
def test_a_letter_given_up_is_logged_once(letter, events, columns):
    columns |= {"status": "FAILED", "finished_at": timezone.now(), "worker_ids": ["a", "b"]}
    DBTaskResult.objects.update(**columns)

    tasks.retry_undelivered()
    tasks.retry_undelivered()

    assert events() == [("letter_given_up", {"letter": str(letter.pk), "attempts": 2})]


def test_a_file_that_was_imported_is_logged(vocabulary, events, committed, tmp_path):
    make_member("Alpha")
    file = tmp_path / "all.jsonl"
    call_command("export_members", file)

    with committed():
        call_command("import_members", file)

    assert events("imported") == [("imported", {"origin": "import", "unchanged": 1})]
