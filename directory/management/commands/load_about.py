"""manage.py load_about: create or update the About content."""

from django.core.management.base import BaseCommand, CommandError

from directory.transfer.about import AboutRefusedError, load_about
from directory.transfer.fixtures import FIXTURES_FOLDER


class Command(BaseCommand):
    """Load the association's About content."""

    help = "Create or update the About content from fixtures/about.json."

    def handle(self, **options):
        """Load, and print the counts."""
        try:
            counts = load_about(FIXTURES_FOLDER / "about.json")
        except AboutRefusedError as refused:
            raise CommandError(str(refused)) from refused
        words = ", ".join(f"{counts[key]} {key}" for key in ("created", "changed", "unchanged"))
        self.stdout.write(f"About content: {words}.")
