"""manage.py make_demo: generate a directory of any size for demonstrations and measurements."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from directory.demo.generator import DemoRefusedError, make_demo
from directory.models import DirectoryBusyError


class Command(BaseCommand):
    """Fill an empty database with demonstration companies; it can be run again."""

    help = (
        "Create a demo directory of fictional companies, marked as such. The same seed creates the "
        "same companies. If you run it again, it adds missing companies."
    )

    def add_arguments(self, parser):
        """Declare the number of members and the seed."""
        parser.add_argument("--members", type=int, required=True, help="number of companies")
        parser.add_argument("--seed", type=int, default=1, help="seed of the random data")

    def handle(self, *, members, seed, **options):
        """Generate the companies, and print the counts."""
        if members < 1:
            raise CommandError("Set --members to 1 or more.")
        try:
            with tqdm(total=2 * members, unit=" rows", disable=None) as bar:
                report = make_demo(members, seed, step=bar.update)
        except (DemoRefusedError, DirectoryBusyError) as refused:
            raise CommandError(str(refused)) from refused
        words = ", ".join(f"{count:,} {key}" for key, count in sorted(report.counts.items()))
        self.stdout.write(f"Demo directory: {words} companies.")
