"""manage.py load_sample: load the vocabulary, the About content, and the sample's members."""

from django.core.management.base import BaseCommand, CommandError

from directory.models import DirectoryBusyError
from directory.transfer.about import AboutRefusedError
from directory.transfer.fixtures import SampleRefusedError, load_sample
from directory.transfer.imports import ImportRefusedError

SAMPLE_REFUSALS = (SampleRefusedError, AboutRefusedError, ImportRefusedError, DirectoryBusyError)


class Command(BaseCommand):
    """Load the sample directory; it can be run again."""

    help = (
        "Load the sample directory: real companies, described from public sources and not "
        "confirmed by ACRO. If you run it again, it updates the vocabulary and the About content "
        "and adds missing companies. Existing companies don't change."
    )

    def handle(self, **options):
        """Load, and print the counts."""
        try:
            report = load_sample()
        except SAMPLE_REFUSALS as refused:
            raise CommandError(str(refused)) from refused
        words = ", ".join(f"{count} {key}" for key, count in sorted(report.counts.items()))
        self.stdout.write(f"Sample directory: {words} companies.")
