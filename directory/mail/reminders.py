"""Asking owners, once a year, whether their company's profile is still right.

A reminder goes out 11, 12 and 13 months after the last confirmation, each once. Its link is
signed for one owner, and works without signing in: it may confirm the profile, and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.core import signing
from django.db.models import QuerySet

from directory import dates
from directory.mail import notifications
from directory.mail.letters import build_absolute_url
from directory.models import Member, Reminder, Representative, write_lock
from directory.profile.freshness import REMINDER_MONTHS

REMINDER_SALT = "directory.reminders"
REMINDER_LIFETIME = timedelta(days=60)


class ReminderLinkTooOldError(Exception):
    """The link was good once."""


@dataclass(frozen=True)
class DueReminder:
    """A reminder that is to be sent: how many months after which day, to which owners."""

    member: Member
    since: date
    months: int
    owners: tuple[Representative, ...]


@dataclass(frozen=True)
class ReminderLink:
    """Who was asked about which company's profile, and on which day."""

    owner: Representative
    member: Member
    on: date

    @property
    def is_answered(self) -> bool:
        """Whether somebody has confirmed the profile since."""
        return self.member.verified_on is not None and self.member.verified_on >= self.on


def find_reminded_members() -> QuerySet:
    """Whose owners are asked; a company that became part of another has nothing to keep right."""
    return Member.objects.published().merged([False])


def list_due_reminders(today: date) -> list[DueReminder]:
    """What is to be sent today: of what is late, only the last."""
    owners = Representative.objects.owners().filter(member__in=find_reminded_members())
    owners = owners.select_related("member", "user").order_by("member_id", "pk")
    found = (
        find_due_reminder(member, tuple(of_member), today)
        for member, of_member in groupby(owners, key=lambda owner: owner.member)
    )
    return [reminder for reminder in found if reminder]


def find_due_reminder(
    member: Member, owners: Iterable[Representative], today: date
) -> DueReminder | None:
    """The reminder that this company's owners should have by now and have not."""
    owners = tuple(owners)
    # Nobody could confirm before there was an owner.
    since = member.verified_on or min(owner.created_at.date() for owner in owners)
    reached = [months for months in REMINDER_MONTHS if dates.add_months(since, months) <= today]
    if not reached or member.reminders.filter(since=since, months__gte=reached[-1]).exists():
        return None
    return DueReminder(member, since, reached[-1], owners)


def send_reminder(reminder: DueReminder) -> bool:
    """Send a reminder, unless that was done, or the profile confirmed, in the meantime."""
    with write_lock():
        member = find_reminded_members().select_for_update().filter(pk=reminder.member.pk).first()
        if member is None or find_due_reminder(member, reminder.owners, dates.today()) != reminder:
            return False
        Reminder.objects.create(member=member, since=reminder.since, months=reminder.months)
        for owner in reminder.owners:
            notifications.ask_whether_still_right(
                owner, build_absolute_url("still-right", sign_reminder(owner))
            )
    return True


def sign_reminder(owner: Representative) -> str:
    """What the link to the page that asks carries."""
    return signing.dumps({"owner": owner.pk, "on": str(dates.today())}, salt=REMINDER_SALT)


def read_reminder_link(signed: str) -> ReminderLink | None:
    """Who a link was sent to, while they own the profile and it is public; else None.

    Raises LinkTooOldError.
    """
    try:
        said = signing.loads(signed, salt=REMINDER_SALT, max_age=REMINDER_LIFETIME)
    except signing.SignatureExpired as error:
        raise ReminderLinkTooOldError("This link has expired.") from error
    except signing.BadSignature:
        return None
    owners = Representative.objects.owners().filter(member__in=Member.objects.published())
    found = owners.select_related("member__revision", "user").filter(pk=said["owner"]).first()
    return ReminderLink(found, found.member, date.fromisoformat(said["on"])) if found else None
