"""Files that are complete or absent, even after a crash or on a full disk."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO


@contextmanager
def write_whole_file(
    path: Path, *, mode: int = 0o600, overwrite: bool = True
) -> Iterator[BinaryIO]:
    """Yield a new file beside `path` that gets this name once it is complete and on disk.

    If the block fails, the file is removed. A killed process leaves it under a name that begins
    with a period and ends in `.part`. Raise `FileExistsError` if `path` exists, unless `overwrite`.
    """
    refuse_unfit_path(path, overwrite=overwrite)
    handle, name = mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fchmod(handle, mode)
            os.fsync(handle)
        place_file(partial, path, overwrite=overwrite)
        sync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def refuse_unfit_path(path: Path, *, overwrite: bool) -> None:
    """Raise an `OSError` if a file can't be written under this name."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not overwrite:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def place_file(partial: Path, path: Path, *, overwrite: bool) -> None:
    """Give a complete file its name; raise `FileExistsError` if it is taken and not overwritten."""
    if overwrite:
        partial.replace(path)
        return
    try:
        os.link(partial, path)  # Unlike a renaming, it fails if the name is taken.
    except FileExistsError:
        raise
    except OSError:  # File systems of many external disks have no hard links.
        refuse_unfit_path(path, overwrite=False)
        partial.replace(path)


def sync_folder(folder: Path) -> None:
    """Write a folder's names to disk, so that a renamed file is found after a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
