"""The directory as files that other programs, and our own import, read."""

import errno
import json
import os
from pathlib import Path

from directory.models import Member


def format_document_line(document):
    """One profile document as a line of a `.jsonl` file."""
    return json.dumps(document, ensure_ascii=False) + "\n"


def export_members(path):
    """Write every published member's document, sorted by slug; return how many.

    A file stands whole or not at all under its name: it is written beside it first. What is
    there and is no file, such as a pipe or the screen, is written into.
    """
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        return write_members(path)
    path = path.resolve()  # a link keeps leading to the file
    beside = path.with_name(f".{path.name}.part")
    try:
        count = write_members(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return count


def write_members(path):
    """Write the documents into a file; return how many."""
    members = Member.objects.published().order_by("slug")
    documents = members.values_list("revision__document", flat=True)
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for document in documents.iterator(chunk_size=500):
            lines.write(format_document_line(document))
            count += 1
    return count
