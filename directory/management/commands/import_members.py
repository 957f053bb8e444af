"""manage.py import_members FILE: publish the profile documents of a file, all or none."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from directory.models import DirectoryBusyError
from directory.transfer.imports import ImportRefusedError, import_members


class Command(BaseCommand):
    """Publish the profile documents of a `.jsonl` file."""

    help = "Publish the profile documents in a .jsonl file. If any is invalid, nothing is changed."

    def add_arguments(self, parser):
        """Declare the file and the options."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="validate only, write nothing")
        parser.add_argument("--draft", action="store_true", help="save new companies as drafts")

    def handle(self, *, file, dry_run, draft, **options):
        """Import, and print the number of new, changed, and unchanged documents."""
        if file.suffix != ".jsonl":
            raise CommandError(f"{file} isn't a .jsonl file. Use one profile document per line.")
        try:
            with tqdm(unit=" rows", disable=None) as bar:
                report = import_members(file, dry_run=dry_run, draft=draft, step=bar.update)
        except OSError as error:
            raise CommandError(f"Can't read {file}: {error.strerror}.") from error
        except DirectoryBusyError as busy:
            raise CommandError(str(busy)) from busy
        except ImportRefusedError as refused:
            raise CommandError(f"Nothing was changed.\n{refused}") from refused
        counts = ", ".join(f"{report.counts[key]} {key}" for key in ("new", "changed", "unchanged"))
        self.stdout.write(f"{'Would import' if dry_run else 'Imported'}: {counts}.")
