"""manage.py load_about: create the About content, or bring it up to date."""

from django.core.management.base import BaseCommand, CommandError

from directory.transfer.content import AboutRefusedError, load_about
from directory.transfer.loading import FIXTURES


class Command(BaseCommand):
    """Load the pages, milestones, statistics and links of the association."""

    help = "Create the About content from fixtures/about.json, or bring it up to date."

    def handle(self, **options):
        """Load, and say what changed."""
        try:
            counts = load_about(FIXTURES / "about.json")
        except AboutRefusedError as refused:
            raise CommandError(str(refused)) from refused
        words = ", ".join(f"{counts[key]} {key}" for key in ("created", "changed", "unchanged"))
        self.stdout.write(f"About content: {words}.")
