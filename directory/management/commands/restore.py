"""manage.py restore FILE: load a backup into an empty database, all of it or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from directory.models import DirectoryBusyError
from directory.transfer.backup_archives import BackupUnusableError
from directory.transfer.backup_files import describe_absences, describe_backup
from directory.transfer.backup_tables import BACKED_UP_TABLES, SchemaMismatchError
from directory.transfer.restores import RestoreRefusedError, restore_backup

REFUSALS = (BackupUnusableError, DirectoryBusyError, RestoreRefusedError, SchemaMismatchError)


class Command(BaseCommand):
    """Restore a backup; the file is checked before anything is written."""

    help = "Load a backup into an empty database that manage.py migrate has prepared."

    def add_arguments(self, parser):
        """Declare the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        """Restore, and print what was restored and what no backup holds."""
        try:
            with tqdm(total=len(BACKED_UP_TABLES), unit=" tables", disable=None) as bar:
                manifest = restore_backup(file, step=bar.update)
        except OSError as error:
            raise CommandError(f"Nothing was restored. {file}: {error.strerror}.") from error
        except REFUSALS as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Restored {describe_backup(manifest)}")
        for line in describe_absences(manifest):
            self.stdout.write(line)
