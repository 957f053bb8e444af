"""manage.py load_vocabulary: create or update the vocabulary."""

from django.core.management.base import BaseCommand, CommandError

from directory.models import DirectoryBusyError
from directory.transfer.fixtures import load_vocabulary


class Command(BaseCommand):
    """Load countries, regions, services, areas, modalities, and phases."""

    help = "Create or update the vocabulary from fixtures/."

    def handle(self, **options):
        """Load, and print the counts."""
        try:
            counts = load_vocabulary()
        except DirectoryBusyError as busy:
            raise CommandError(str(busy)) from busy
        words = ", ".join(f"{counts[key]} {key}" for key in ("created", "changed", "unchanged"))
        self.stdout.write(f"Vocabulary: {words}.")
