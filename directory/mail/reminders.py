"""Yearly reminders that ask owners to confirm their company's profile.

A reminder goes out 11, 12, and 13 months after the last confirmation, each once. Its link is signed
for one owner and works without signing in: it can confirm the profile, nothing else.
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
from directory.models import Member, Reminder, Representative, log_after_commit, write_lock
from directory.profile.freshness import REMINDER_MONTHS

REMINDER_SALT = "directory.reminders"
REMINDER_LIFETIME = timedelta(days=60)


class ReminderLinkTooOldError(Exception):
    """The link was valid but has expired."""


@dataclass(frozen=True)
class DueReminder:
    """A reminder to send to `owners`, `months` months after the day `since`."""

    member: Member
    since: date
    months: int
    owners: tuple[Representative, ...]


@dataclass(frozen=True)
class ReminderLink:
    """The owner, the company, and the day of a reminder, as read from its link."""

    owner: Representative
    member: Member
    on: date

    @property
    def is_answered(self) -> bool:
        """Whether anyone has confirmed the profile on that day or later."""
        return self.member.verified_on is not None and self.member.verified_on >= self.on


def find_reminded_members() -> QuerySet:
    """Return the members whose owners get reminders.

    A company that is now part of another has no profile to maintain.
    """
    return Member.objects.published().merged([False])


def list_due_reminders(today: date) -> list[DueReminder]:
    """Return the reminders to send today; if several are overdue, only the last one."""
    owners = Representative.objects.owners().filter(member__in=find_reminded_members())
    owners = owners.select_related("member", "user").order_by("member_id", "pk")
    reminders = (
        find_due_reminder(member, tuple(of_member), today)
        for member, of_member in groupby(owners, key=lambda owner: owner.member)
    )
    return [reminder for reminder in reminders if reminder]


def find_due_reminder(
    member: Member, owners: Iterable[Representative], today: date
) -> DueReminder | None:
    """Return the reminder this company's owners should have received but haven't, or None."""
    owners = tuple(owners)
    # No one could confirm before there was an owner.
    since = member.verified_on or min(owner.created_at.date() for owner in owners)
    reached = [months for months in REMINDER_MONTHS if dates.add_months(since, months) <= today]
    if not reached or member.reminders.filter(since=since, months__gte=reached[-1]).exists():
        return None
    return DueReminder(member, since, reached[-1], owners)


def send_reminder(reminder: DueReminder) -> bool:
    """Send a reminder and return True, unless it was already sent or the profile was confirmed.

    Inside the write lock, it checks again that the reminder is due.
    """
    with write_lock():
        member = find_reminded_members().select_for_update().filter(pk=reminder.member.pk).first()
        if member is None or find_due_reminder(member, reminder.owners, dates.today()) != reminder:
            return False
        Reminder.objects.create(member=member, since=reminder.since, months=reminder.months)
        log_after_commit("reminder_sent", member=member.slug, months=reminder.months)
        for owner in reminder.owners:
            notifications.ask_to_confirm_profile(
                owner, build_absolute_url("still-right", sign_reminder(owner))
            )
    return True


def sign_reminder(owner: Representative) -> str:
    """Return the signed value in the link to the confirmation page."""
    return signing.dumps({"owner": owner.pk, "on": str(dates.today())}, salt=REMINDER_SALT)


def read_reminder_link(signed: str) -> ReminderLink | None:
    """Return the owner and day of a link; None unless they still own a published profile.

    None also means that the signature is invalid. Raise `ReminderLinkTooOldError` if the link has
    expired.
    """
    try:
        content = signing.loads(signed, salt=REMINDER_SALT, max_age=REMINDER_LIFETIME)
    except signing.SignatureExpired as error:
        raise ReminderLinkTooOldError("This link has expired.") from error
    except signing.BadSignature:
        return None
    owners = Representative.objects.owners().filter(member__in=Member.objects.published())
    owner = owners.select_related("member__revision", "user").filter(pk=content["owner"]).first()
    return ReminderLink(owner, owner.member, date.fromisoformat(content["on"])) if owner else None
