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

from directory import dates, notices
from directory.freshness import REMINDED_AFTER
from directory.mail import address_of
from directory.models import Member, Reminder, Representative, turn

SALT = "directory.reminders"
GOOD_FOR = timedelta(days=60)


class LinkTooOldError(Exception):
    """The link was good once."""


@dataclass(frozen=True)
class Due:
    """A reminder that is to be sent: how many months after which day, to which owners."""

    member: Member
    since: date
    months: int
    owners: tuple[Representative, ...]


@dataclass(frozen=True)
class Asked:
    """Who was asked about which company's profile, and on which day."""

    owner: Representative
    member: Member
    on: date

    @property
    def is_answered(self) -> bool:
        """Whether somebody has confirmed the profile since."""
        return self.member.verified_on is not None and self.member.verified_on >= self.on


def kept() -> QuerySet:
    """Whose owners are asked; a company that became part of another has nothing to keep right."""
    return Member.objects.published().merged([False])


def due(today: date) -> list[Due]:
    """What is to be sent today: of what is late, only the last."""
    owners = Representative.objects.owners().filter(member__in=kept())
    owners = owners.select_related("member", "user").order_by("member_id", "pk")
    found = (
        due_for(member, tuple(of_member), today)
        for member, of_member in groupby(owners, key=lambda owner: owner.member)
    )
    return [reminder for reminder in found if reminder]


def due_for(member: Member, owners: Iterable[Representative], today: date) -> Due | None:
    """The reminder that this company's owners should have by now and have not."""
    owners = tuple(owners)
    # Nobody could confirm before there was an owner.
    since = member.verified_on or min(owner.created_at.date() for owner in owners)
    reached = [months for months in REMINDED_AFTER if dates.months_after(since, months) <= today]
    if not reached or member.reminders.filter(since=since, months__gte=reached[-1]).exists():
        return None
    return Due(member, since, reached[-1], owners)


def send(reminder: Due) -> bool:
    """Send a reminder, unless that was done, or the profile confirmed, in the meantime."""
    with turn():
        member = kept().select_for_update().filter(pk=reminder.member.pk).first()
        if member is None or due_for(member, reminder.owners, dates.today()) != reminder:
            return False
        Reminder.objects.create(member=member, since=reminder.since, months=reminder.months)
        for owner in reminder.owners:
            notices.reminder(owner, address_of("still-right", sign(owner)))
    return True


def sign(owner: Representative) -> str:
    """What the link to the page that asks carries."""
    return signing.dumps({"owner": owner.pk, "on": str(dates.today())}, salt=SALT)


def read(signed: str) -> Asked | None:
    """Who a link was sent to, while they own the profile and it is public; else None.

    Raises LinkTooOldError.
    """
    try:
        said = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    except signing.SignatureExpired as error:
        raise LinkTooOldError("This link is too old.") from error
    except signing.BadSignature:
        return None
    owners = Representative.objects.owners().filter(member__in=Member.objects.published())
    found = owners.select_related("member__revision", "user").filter(pk=said["owner"]).first()
    return Asked(found, found.member, date.fromisoformat(said["on"])) if found else None
