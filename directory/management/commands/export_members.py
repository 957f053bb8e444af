"""manage.py export_members FILE: every published profile document."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory.transfer.exports import export_members


class Command(BaseCommand):
    """Write every published member's profile document to a file."""

    help = "Write every published profile document to a .jsonl file, sorted by slug."

    def add_arguments(self, parser):
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        """Export, and say how many."""
        try:
            count = export_members(file)
        except OSError as error:
            raise CommandError(f"Can't write {file}: {error.strerror}.") from error
        # Where the documents may have gone to the screen, this is said beside it.
        told = self.stdout if file.is_file() else self.stderr
        told.write(f"Exported {count} profile documents.", lambda text: text)
