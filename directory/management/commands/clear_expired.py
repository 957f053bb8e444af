"""manage.py clear_expired: delete expired sessions, tokens, and unused logos; run it daily."""

from django.core.management.base import BaseCommand, CommandError

from directory.models import DirectoryBusyError
from directory.transfer.backup_files import format_counts
from directory.transfer.expired_rows import delete_expired_rows


class Command(BaseCommand):
    """Delete what has expired; safe to run at any time and again."""

    help = "Delete expired sessions, tokens, invitations, requests, records, and unused logos."

    def add_arguments(self, parser):
        """Declare the options."""
        parser.add_argument(
            "--dry-run", action="store_true", help="count them without deleting them"
        )

    def handle(self, *, dry_run, **options):
        """Delete, and print the number of rows by name."""
        try:
            counts = delete_expired_rows(dry_run=dry_run)
        except DirectoryBusyError as busy:
            raise CommandError("The directory is busy. Run the command again.") from busy
        found = {name: count for name, count in counts.items() if count}
        said = format_counts(found) if found else "nothing."
        self.stdout.write(f"{'Would clear' if dry_run else 'Cleared'}: {said}")
