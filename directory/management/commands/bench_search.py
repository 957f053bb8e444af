"""manage.py bench_search: compare the search's speed with alternatives on a generated directory."""

import json
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from directory import search
from directory.benchmark.agreement import WrongCountError
from directory.benchmark.report import format_search_report
from directory.benchmark.search_benchmark import measure_own_memory, measure_search
from directory.models import Member


def make_benchmark_demo(members):
    """Add missing companies in another process, so that this one is as fresh as a web process."""
    command = [sys.executable, "manage.py", "make_demo", "--members", str(members)]
    result = subprocess.run(command, cwd=settings.BASE_DIR, stdout=sys.stderr, check=False)  # noqa: S603 - ourselves
    if result.returncode:
        raise CommandError("The demo directory couldn't be created.")


class Command(BaseCommand):
    """Make a demonstration directory if there is none, and measure."""

    help = (
        "Measure the search on a demo directory. DATABASE_URL must name an empty database or one "
        "with exactly --members demo companies."
    )

    def add_arguments(self, parser):
        """Declare the number of members, the rounds, and the output format."""
        parser.add_argument("--members", type=int, default=10_000, help="number of companies")
        parser.add_argument(
            "--rounds", type=int, default=5, help="number of repetitions of fast queries"
        )
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")
        parser.add_argument("--memory", choices=["with", "without"], help="for internal use")

    def handle(self, *, members, rounds, memory, **options):
        """Measure, and print the figures."""
        if memory:
            self.stdout.write(json.dumps(measure_own_memory(memory)))
            return
        if settings.DEBUG:
            raise CommandError("DEBUG slows down every request and query. Unset it.")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)  # pages link to these files
        make_benchmark_demo(members)
        if (count := Member.objects.count()) != members:
            raise CommandError(f"This directory has {count:,} companies, not {members:,}.")
        search.forget_snapshot()
        try:
            figures = measure_search(rounds)
        except WrongCountError as wrong:
            raise CommandError(f"The index returned a wrong count. {wrong}") from wrong
        if options["json"]:
            self.stdout.write(json.dumps(figures, indent=2))
        else:
            self.stdout.write("\n".join(format_search_report(figures)))
