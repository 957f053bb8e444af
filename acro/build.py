"""The build: a hash of all that decides how pages look, except the database.

ETags and cached pictures contain it, so a deployment replaces what visitors and caches hold. It is
computed from contents and relative paths, so machines with the same code agree.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CODE_FOLDERS = ("acro", "directory", "templates")
LOCK_FILE = "requirements.lock"
JUNK_FOLDERS = frozenset({"__pycache__", "node_modules"})
JUNK_SUFFIXES = (".pyc", ".pyo", ".swp", ".orig", ".rej", "~")


def hash_build(root: Path, static_root: Path, shown_settings: Mapping[str, Any]) -> str:
    """Return the hash of code, templates, static files, dependencies, and settings.

    `static_root` holds the collected static files, if they were collected. `shown_settings` are
    the settings that pages show.
    """
    build = hashlib.blake2b(digest_size=12)
    for path in list_code_files(root):
        build.update(f"{path.relative_to(root).as_posix()}\n".encode())
        build.update(hashlib.blake2b(path.read_bytes()).digest())
    rest = [
        list_dependencies(root / LOCK_FILE),
        read_static_names(static_root / "staticfiles.json"),
        sys.version_info[:2],
        sorted((name, str(value)) for name, value in shown_settings.items()),
    ]
    build.update(repr(rest).encode())
    return build.hexdigest()


def list_code_files(root: Path) -> list[Path]:
    """Return the files of the project that run or are served, in order."""
    found = (path for folder in CODE_FOLDERS for path in walk_folder(root / folder))
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def walk_folder(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and below, without hidden and generated ones."""
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name in JUNK_FOLDERS:
            continue
        if path.is_dir():
            yield from walk_folder(path)
        elif path.is_file() and not path.name.endswith(JUNK_SUFFIXES):
            yield path


def list_dependencies(lock_file: Path) -> list[str]:
    """Return the installed versions of the locked packages, or of all if there is no lock file.

    Only the names of folders are read, because reading each package's metadata takes longer than
    all the rest. Packages that aren't locked, such as pip, may differ between machines.
    """
    folders = {path for entry in sys.path for path in Path(entry or ".").glob("*.dist-info")}
    installed = sorted(normalize_name(path.name.removesuffix(".dist-info")) for path in folders)
    if not lock_file.exists():
        return installed
    pins = re.findall(r"^([A-Za-z0-9._-]+)==", lock_file.read_text("utf-8"), re.MULTILINE)
    locked = {normalize_name(name) for name in pins}
    return [each for each in installed if each.rpartition("_")[0] in locked]


def normalize_name(name: str) -> str:
    """Return a package's name, or its name and version, as one spelling for all of its forms."""
    return re.sub(r"[-_]+", "_", name).lower()


def read_static_names(manifest: Path) -> list[Any]:
    """Return the collected static files with their versioned names, in order.

    Pages name these. A process that starts before the files are collected shows the old names.
    """
    try:
        return sorted(json.loads(manifest.read_text("utf-8"))["paths"].items())
    except (OSError, ValueError, KeyError):
        return []
