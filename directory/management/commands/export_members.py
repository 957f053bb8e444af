"""manage.py export_members FILE: write every published profile document to a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory.transfer.exports import export_members


class Command(BaseCommand):
    """Write every published member's profile document to a file."""

    help = "Write every published profile document to a .jsonl file, sorted by slug."

    def add_arguments(self, parser):
        """Declare the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        """Export, and print the number of documents."""
        try:
            count = export_members(file)
        except OSError as error:
            raise CommandError(f"Can't write {file}: {error.strerror}.") from error
        # If the documents may have gone to standard output, the message must not join them.
        output = self.stdout if file.is_file() else self.stderr
        output.write(f"Exported {count} profile documents.", lambda text: text)
