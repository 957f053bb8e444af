"""manage.py bench_names: measure how often real names, typed in many ways, are found."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory.benchmark.name_quality import format_quality_report, measure_name_search
from directory.benchmark.registry_names import REGISTRY_URL, read_registry


class Command(BaseCommand):
    """Search real names, typed in many ways, and report the share found."""

    help = (
        "Measure how often the search finds a name, with the organizations in IANA's registry of "
        f"Private Enterprise Numbers ({REGISTRY_URL}). Reads the vocabulary from the database and "
        "writes nothing."
    )

    def add_arguments(self, parser):
        """Declare the registry file, the sample sizes, the seed, and the output format."""
        parser.add_argument("registry", type=Path, help="path of the registry file")
        parser.add_argument(
            "--names", type=int, default=50_000, help="number of names in the directory"
        )
        parser.add_argument(
            "--each", type=int, default=1_000, help="number of names to search for in each way"
        )
        parser.add_argument("--seed", type=int, default=1, help="seed of the random selection")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *, registry, names, each, seed, **options):
        """Measure, and print the figures."""
        try:
            text = registry.read_text("utf-8", errors="replace")
        except OSError as error:
            raise CommandError(
                f"Can't read {registry}: {error.strerror}. Download it from {REGISTRY_URL}."
            ) from error
        found = read_registry(text, names)
        if len(found) < names:
            raise CommandError(f"{registry} has only {len(found):,} names. Set --names lower.")
        figures = measure_name_search(found, each, seed)
        lines = (
            [json.dumps(figures, indent=2)] if options["json"] else format_quality_report(figures)
        )
        self.stdout.write("\n".join(lines))
