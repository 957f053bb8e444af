"""Exports of the directory to files that other programs and our own import read."""

import errno
import json
import os
from pathlib import Path

from directory.models import Member


def format_document_line(document):
    """Return one profile document as a line of a `.jsonl` file."""
    return json.dumps(document, ensure_ascii=False) + "\n"


def export_members(path):
    """Write every published member's document, sorted by slug; return their number.

    The file is never incomplete under its name, because it is written under another name first. An
    existing path that is not a regular file, such as a pipe or terminal, is written directly. Raise
    `IsADirectoryError` if the path is a folder.
    """
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        return write_members(path)
    path = path.resolve()  # so that a symbolic link is kept, and its target replaced
    partial = path.with_name(f".{path.name}.part")
    try:
        count = write_members(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return count


def write_members(path):
    """Write the documents to a file; return their number."""
    members = Member.objects.published().order_by("slug")
    documents = members.values_list("revision__document", flat=True)
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for document in documents.iterator(chunk_size=500):
            lines.write(format_document_line(document))
            count += 1
    return count
