"""manage.py send_reminders: remind owners of profiles not confirmed for a year; run it daily."""

from django.core.management.base import BaseCommand

from directory import dates
from directory.mail import reminders
from directory.models import Heartbeat


class Command(BaseCommand):
    """Send the reminders that are due; none is sent twice."""

    help = "Send the reminders due 11, 12, and 13 months after the last confirmation."

    def add_arguments(self, parser):
        """Declare the options."""
        parser.add_argument(
            "--dry-run", action="store_true", help="list the reminders without sending them"
        )

    def handle(self, **options):
        """Send, and print each profile with the number of its owners."""
        letters = 0
        for reminder in reminders.list_due_reminders(dates.today()):
            if options["dry_run"] or reminders.send_reminder(reminder):
                count = len(reminder.owners)
                letters += count
                owners = "owner" if count == 1 else "owners"
                since = f"{reminder.months} months after {reminder.since}"
                self.stdout.write(f"{reminder.member.slug}: {since}, to {count} {owners}")
        if not options["dry_run"]:
            Heartbeat.objects.beat(Heartbeat.Program.REMINDERS)
        done = "would be sent" if options["dry_run"] else "sent"
        self.stdout.write(f"{letters} reminder{'' if letters == 1 else 's'} {done}.")
