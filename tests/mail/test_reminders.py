"""Yearly reminders: owners confirm on a page that the profile is up to date."""

import io
import re
from datetime import datetime, time, timedelta

import pytest
from django.core import signing
from django.core.management import call_command
from django.utils import timezone
from factories import make_editor, make_member, make_owner

from directory import dates
from directory.mail import reminders
from directory.models import Change, Reminder
from directory.workflow import publishing

pytestmark = pytest.mark.usefixtures("vocabulary")


def confirmed(member, months, days=0):
    """Set the profile's last confirmation to this many months and days ago."""
    member.verified_on = dates.subtract_months(dates.today(), months) - timedelta(days=days)
    member.save()
    return member


def run(*options):
    """Return the output lines of the command."""
    out = io.StringIO()
    call_command("send_reminders", *options, stdout=out)
    return out.getvalue().splitlines()


def link_in(letter):
    """Return the path of the page in a reminder's link."""
    return re.search(r"up to date: http://127.0.0.1:8000(\S+)", letter.body)[1]


@pytest.fixture
def asked(mailoutbox):
    """Return a company whose owner was just sent a reminder, and the link's path."""
    member = confirmed(make_member("Alpha", "DE"), 12)
    make_owner(member)
    run()
    member.refresh_from_db()
    return member, link_in(mailoutbox.pop())


def test_owners_of_a_company_that_became_part_of_another_are_not_asked(mailoutbox):
    make_member("Beta")
    make_owner(confirmed(make_member("Alpha", successor="beta"), 12))

    run()

    assert mailoutbox == []


@pytest.mark.parametrize(("months", "days", "letters"), [(10, 25, 0), (11, 0, 1), (12, 3, 1)])
def test_owners_are_asked_after_eleven_months(mailoutbox, months, days, letters):
    member = confirmed(make_member("Alpha"), months, days)
    make_owner(member, "olga")
    make_owner(member, "oskar")
    make_editor(member)

    run()

    to = sorted(letter.to[0] for letter in mailoutbox)
    assert to == ["olga@example.org", "oskar@example.org"] * letters


def test_a_reminder_is_sent_once_however_often_the_command_runs(mailoutbox):
    make_owner(confirmed(make_member("Alpha"), 11, 2))

    outputs = [run(), run()]

    assert [len(mailoutbox), outputs[0][-1], outputs[1]] == [
        1,
        "1 reminder sent.",
        ["0 reminders sent."],
    ]


def test_one_reminder_is_sent_in_each_of_three_months_and_then_none(mailoutbox):
    member = confirmed(make_member("Alpha"), 11)
    make_owner(member)
    sent = []

    for months in (11, 12, 13, 14, 30):
        confirmed(member, months)
        # Simulates the passing days: earlier reminders count from the same day.
        Reminder.objects.update(since=member.verified_on)
        run()
        sent.append(len(mailoutbox))

    assert sent == [1, 2, 3, 3, 3]
    assert [reminder.months for reminder in Reminder.objects.all()] == [11, 12, 13]


def test_only_the_latest_of_several_due_reminders_is_sent(mailoutbox):
    make_owner(confirmed(make_member("Alpha"), 20))

    run()
    run()

    assert (len(mailoutbox), [reminder.months for reminder in Reminder.objects.all()]) == (1, [13])


def test_a_company_that_never_confirmed_is_asked_eleven_months_after_its_first_owner(mailoutbox):
    member = make_member("Alpha")
    make_owner(member)
    run()
    early = len(mailoutbox)
    then = datetime.combine(dates.subtract_months(dates.today(), 11), time(12), dates.UTC)
    member.representatives.update(created_at=then)

    run()

    assert (early, len(mailoutbox)) == (0, 1)
    assert "hasn’t been confirmed by the company yet" in mailoutbox[0].body


def test_owners_who_cannot_confirm_get_no_reminder(mailoutbox):
    without_owner = confirmed(make_member("Alpha"), 12)
    make_editor(without_owner)
    gone = confirmed(make_member("Beta"), 12)
    make_owner(gone)
    publishing.archive_profile(gone)
    shut_out = make_owner(confirmed(make_member("Gamma"), 12), "oskar")
    shut_out.is_active = False
    shut_out.save()

    run()

    assert (mailoutbox, Reminder.objects.count()) == ([], 0)


def test_a_dry_run_sends_nothing_and_lists_what_it_would_send(mailoutbox):
    member = confirmed(make_member("Alpha"), 11)
    make_owner(member)

    lines = run("--dry-run")

    assert lines == [
        f"alpha: 11 months after {member.verified_on}, to 1 owner",
        "1 reminder would be sent.",
    ]
    assert (mailoutbox, Reminder.objects.count()) == ([], 0)


def test_a_reminder_can_be_declined_by_mail(asked, mailoutbox, settings):
    settings.DEFAULT_FROM_EMAIL = "Directory <directory@directory.example>"
    make_owner(confirmed(make_member("Beta"), 12), "oskar")

    run()

    assert mailoutbox[0].extra_headers["List-Unsubscribe"] == (
        "<mailto:directory@directory.example?subject=Stop%20reminders%3A%20beta>"
    )


def test_opening_the_link_asks_and_changes_nothing(client, asked):
    member, link = asked
    before = Change.objects.count()

    page = client.get(link)

    assert page.status_code == 200
    assert "Is Alpha’s profile up to date?" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert (Change.objects.count(), fresh(member).verified_on) == (before, member.verified_on)


def test_the_button_confirms_the_profile_and_says_so(client, asked):
    member, link = asked

    pressed = client.post(link)
    page = client.get(pressed["Location"])

    assert (pressed.status_code, pressed["Location"]) == (303, link)
    assert fresh(member).verified_on == dates.today()
    assert "profile is confirmed" in page.content.decode()
    assert member.revisions.count() == 1


def test_pressing_it_twice_confirms_once(client, asked):
    _, link = asked
    client.post(link)
    before = Change.objects.count()

    again = client.post(link)

    assert (again.status_code, Change.objects.count()) == (303, before)


def test_a_confirmed_profile_is_not_asked_about_again(client, asked, mailoutbox):
    _, link = asked
    client.post(link)

    assert run() == ["0 reminders sent."]


def test_a_form_from_elsewhere_confirms_nothing(asked):
    from django.test import Client  # noqa: PLC0415 - only this test checks CSRF

    member, link = asked

    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert fresh(member).verified_on == member.verified_on


@pytest.mark.parametrize("verb", ["get", "post"])
def test_the_link_of_a_former_owner_is_404(client, asked, verb):
    member, link = asked
    member.representatives.update(role="editor")

    assert getattr(client, verb)(link).status_code == 404
    assert fresh(member).verified_on == member.verified_on


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_link_with_a_wrong_signature_is_404(client, asked, verb):
    member, _ = asked
    owner = member.representatives.get()
    forged = signing.dumps({"owner": owner.pk, "on": str(dates.today())}, key="x", salt="x")

    assert getattr(client, verb)(f"/portal/still-right/{forged}/").status_code == 404
    assert fresh(member).verified_on == member.verified_on


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_link_after_its_time_says_so_and_confirms_nothing(client, asked, settings, verb):
    member, link = asked
    signed = link.split("/")[-2]
    value, _, _ = signed.split(":")
    long_ago = timezone.now() - reminders.REMINDER_LIFETIME - timedelta(minutes=1)
    signer = AgedSigner(long_ago, salt=reminders.REMINDER_SALT)

    page = getattr(client, verb)(f"/portal/still-right/{signer.sign(value)}/")

    assert page.status_code == 410
    assert "This link has expired" in page.content.decode()
    assert fresh(member).verified_on == member.verified_on


class AgedSigner(signing.TimestampSigner):
    """A signer that signs as of another moment."""

    def __init__(self, moment, **options):
        super().__init__(**options)
        self.moment = moment

    def timestamp(self):
        return signing.b62_encode(int(self.moment.timestamp()))


def fresh(member):
    member.refresh_from_db()
    return type(member).objects.get(pk=member.pk)
