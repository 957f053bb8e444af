"""manage.py backup FILE: write all rows and logos to one file, while the site goes on."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from directory.transfer.backup_files import describe_absences, describe_backup, write_backup
from directory.transfer.backup_tables import BACKED_UP_TABLES, SchemaMismatchError


class Command(BaseCommand):
    """Back up the directory; the file gets its name once it is complete."""

    help = "Write all data and logos to one file, of one moment, while the site is in use."

    def add_arguments(self, parser):
        """Declare the file and the options."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="replace an existing file")

    def handle(self, *, file, overwrite, **options):
        """Back up, and print what the file holds and what was left out."""
        try:
            with tqdm(total=len(BACKED_UP_TABLES), unit=" tables", disable=None) as bar:
                manifest = write_backup(file, overwrite=overwrite, step=bar.update)
        except FileExistsError as error:
            raise CommandError(f"{file} exists. Use another name, or --overwrite.") from error
        except OSError as error:
            raise CommandError(f"Can't write {file}: {error.strerror}.") from error
        except SchemaMismatchError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"Can't read the database: {error}") from error
        size = file.stat().st_size / 1_000_000
        self.stdout.write(f"Backed up {size:,.1f} MB, {describe_backup(manifest)}")
        for line in describe_absences(manifest):
            self.stdout.write(line)
