"""Outgoing mail, byte by byte. No email is lost, whatever a mail server does."""

import time
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from mail_server import MailServer

from directory import tasks
from directory.mail import letters

NOTICE = "mfa/email/totp_activated"


def parsed(taken):
    """Return the message that the server received as a mail program reads it."""
    return message_from_bytes(taken[2], policy=policy.default)


def delivered(server):
    """Return the recipients and subjects in order of delivery."""
    return [(m["To"], m["Subject"]) for m in map(parsed, server.taken)]


def test_a_letter_is_text_and_html_from_the_directory_to_one_address(work, server, settings):
    settings.DEFAULT_FROM_EMAIL = "Directory <directory@directory.example>"
    settings.SITE_URL = "https://directory.example"

    letters.send_letter(NOTICE, "olga@example.org")
    work()

    [(sender, recipients, raw)] = server.taken
    message = message_from_bytes(raw, policy=policy.default)
    assert sender == f"FROM:<directory@directory.example> size={len(raw)}"
    assert recipients == ["TO:<olga@example.org>"]
    assert sorted(message.keys()) == [
        "Auto-Submitted",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert message["From"] == "Directory <directory@directory.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@directory.example>")
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    text, html = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    said = "An authenticator app was added to your account."
    assert (said in text, said in html) == (True, True)
    assert "https://directory.example/" in text
    assert 'href="https://directory.example/' in html
    assert not [line for line in raw.split(b"\r\n") if b"\n" in line or len(line) > 998]


def test_user_input_is_escaped_only_in_html_and_adds_no_header(work, server):
    said = "Dots & <b>bolts</b>"
    letters.send_letter("password_reset_key", "olga@example.org", {"password_reset_url": said})
    letter = letters.render_letter(
        "account_notice", "a@example.org", {"said": "Hello\r\nBcc: all@x.org."}
    )
    work()

    message = parsed(server.taken[0])
    assert said in message.get_body(["plain"]).get_content()
    assert "Dots &amp; &lt;b&gt;bolts&lt;/b&gt;" in message.get_body(["html"]).get_content()
    assert letter["subject"] == "Hello Bcc: all@x.org"


def test_dots_and_long_lines_arrive_as_they_were_written(work, server):
    body = ".\n..two dots\n" + "x" * 2000 + "\n"
    tasks.deliver.enqueue(
        {"to": "o@example.org", "subject": "É", "text": body, "html": body, "headers": {}}
    )

    work()

    message = parsed(server.taken[0])
    assert message["Subject"] == "É"
    assert message.get_body(["plain"]).get_content().replace("\r\n", "\n") == body


def test_a_page_does_not_wait_for_the_mail_server(waiting, server):
    server.shutdown()
    begun = time.monotonic()

    letters.send_letter(NOTICE, "olga@example.org")

    assert time.monotonic() - begun < 1
    assert [row.status for row in waiting.all()] == ["READY"]


def test_a_rolled_back_change_sends_no_email(work, server):
    with transaction.atomic():
        letters.send_letter(NOTICE, "olga@example.org")
        transaction.set_rollback(True)

    work()

    assert server.taken == []


def test_a_mail_server_that_is_down_loses_no_mail(waiting, work, server):
    port = server.port
    server.shutdown()
    server.server_close()
    letters.send_letter(NOTICE, "olga@example.org")

    work()
    work(after_a_while=True)
    [row] = waiting.all()
    still_waiting = (row.status, len(row.worker_ids), row.args_kwargs["args"][0]["to"])
    with MailServer(port) as repaired:
        work()
        too_early = list(repaired.taken)
        work(after_a_while=True)
        work(after_a_while=True)

    assert still_waiting == ("READY", 2, "olga@example.org")
    assert too_early == []
    assert delivered(repaired) == [
        ("olga@example.org", "An authenticator app was added to your account")
    ]


def test_a_full_mailbox_is_tried_again_with_the_same_message_id(waiting, work, server):
    server.answer_to_recipient = "452 try again later"
    letters.send_letter(NOTICE, "olga@example.org")
    work()
    [row] = waiting.all()
    sent = row.args_kwargs["args"][0]["headers"]["Message-ID"]

    server.answer_to_recipient = "250 OK"
    work(after_a_while=True)

    assert [parsed(taken)["Message-ID"] for taken in server.taken] == [sent]


def test_an_address_that_is_refused_for_good_is_not_tried_again(waiting, work, server):
    server.answer_to_recipient = "550 no such user"
    letters.send_letter(NOTICE, "nobody@example.org")

    work()
    server.answer_to_recipient = "250 OK"
    work(after_a_while=True)

    assert server.taken == []
    assert [(row.status, row.args_kwargs) for row in waiting.all()] == [
        ("FAILED", tasks.FORGOTTEN_ARGUMENTS)
    ]


def test_an_email_of_a_killed_worker_is_delivered_by_the_next(waiting, work, server):
    letters.send_letter(NOTICE, "olga@example.org")
    [row] = waiting.all()
    row.claim("a worker that is killed now")

    work()
    not_yet = list(server.taken)
    waiting.update(started_at=timezone.now() - tasks.LONGEST_DELIVERY - timedelta(seconds=1))
    work()

    assert not_yet == []
    assert [to for to, _ in delivered(server)] == ["olga@example.org"]


def test_a_delivered_email_leaves_only_a_record(waiting, work, server):
    letters.send_letter(
        "password_reset_key", "olga@example.org", {"password_reset_url": "a secret"}
    )
    work()
    told = [(row.status, row.args_kwargs) for row in waiting.all()]

    waiting.update(finished_at=timezone.now() - tasks.KEEP_RECORDS - timedelta(seconds=1))
    work()

    assert told == [("SUCCESSFUL", tasks.FORGOTTEN_ARGUMENTS)]
    assert waiting.count() == 0


def test_after_two_weeks_a_letter_is_given_up(waiting, work, server):
    server.answer_to_recipient = "452 try again later"
    letters.send_letter(NOTICE, "olga@example.org")
    waiting.update(enqueued_at=timezone.now() - tasks.KEEP_TRYING - timedelta(seconds=1))

    work()
    work(after_a_while=True)

    assert [(row.status, len(row.worker_ids)) for row in waiting.all()] == [("FAILED", 1)]


def test_attempts_come_ever_later():
    waits = [
        tasks.choose_retry_delay(attempts).total_seconds() / 60 for attempts in (1, 2, 3, 8, 9, 500)
    ]

    assert waits == [1, 2, 4, 128, 240, 240]


def test_mail_goes_out_at_once_in_development(db, mailoutbox):
    letters.send_letter(NOTICE, "olga@example.org")

    assert [(type(m), m.to) for m in mailoutbox] == [(EmailMultiAlternatives, ["olga@example.org"])]


def test_a_worker_without_work_says_why(db):
    with pytest.raises(CommandError, match="Set TASKS=worker"):
        call_command("worker", "--once")
