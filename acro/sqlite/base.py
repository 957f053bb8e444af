"""SQLite whose services notice that the file is missing or was replaced.

A connection keeps a file that was moved or deleted: a site would go on with the old data, and what
it writes would be lost. And SQLite creates a missing file, so that every page would complain about
a missing table. `acro.wsgi` and the worker set `MUST_EXIST`; other commands may create the file.
"""

from pathlib import Path
from urllib.parse import quote

from django.db.backends.sqlite3 import base
from django.utils.asyncio import async_unsafe


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, with a health check that compares the open file with the present one."""

    opened_file = None

    def get_connection_params(self):
        """Return Django's parameters; a service opens only a file that exists."""
        params, path = super().get_connection_params(), self.settings_dict["NAME"]
        if self.settings_dict.get("MUST_EXIST") and isinstance(path, Path):  # else in memory
            params["database"] = f"file:{quote(str(path))}?mode=rw"
        return params

    @async_unsafe
    def get_new_connection(self, conn_params):
        """Return a new connection, and note which file it opens."""
        self.opened_file = self.identify_file()
        return super().get_new_connection(conn_params)

    def is_usable(self):
        """Return whether the file is still the one that was opened."""
        return self.opened_file == self.identify_file()

    def identify_file(self):
        """Return the device and inode of the database's file, or None if there is no file."""
        path = self.settings_dict["NAME"]
        if not isinstance(path, Path):
            return None  # in memory
        try:
            found = path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
