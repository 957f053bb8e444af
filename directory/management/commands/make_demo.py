"""manage.py make_demo: a generated directory of any size, to look at and to measure."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from directory.demo.generator import DemoRefusedError, make_demo
from directory.models import DirectoryBusyError


class Command(BaseCommand):
    """Fill an empty database with demonstration companies; it can be run again."""

    help = (
        "Make a demonstration directory: companies that do not exist, and say so. The same seed "
        "makes the same ones; run again, it adds those that are missing."
    )

    def add_arguments(self, parser):
        """How many, and which."""
        parser.add_argument("--members", type=int, required=True, help="how many companies")
        parser.add_argument("--seed", type=int, default=1, help="another number makes others")

    def handle(self, *, members, seed, **options):
        """Make them, and say how many."""
        if members < 1:
            raise CommandError("Give a number of members from 1.")
        try:
            with tqdm(total=2 * members, unit=" rows", disable=None) as bar:
                report = make_demo(members, seed, step=bar.update)
        except (DemoRefusedError, DirectoryBusyError) as refused:
            raise CommandError(str(refused)) from refused
        words = ", ".join(f"{count:,} {key}" for key, count in sorted(report.counts.items()))
        self.stdout.write(f"Demonstration directory: {words} companies.")
