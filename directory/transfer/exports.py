"""Exports of the directory to files that other programs and our own import read."""

import json
from pathlib import Path

from directory.files import write_whole_file
from directory.models import Member

PUBLIC_FILE_MODE = 0o644  # It holds only what everyone may read.


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
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as stream:
            return write_members(stream)
    path = path.resolve()  # so that a symbolic link is kept, and its target replaced
    with write_whole_file(path, mode=PUBLIC_FILE_MODE) as file:
        return write_members(file)


def write_members(stream):
    """Write the documents to an open file; return their number."""
    members = Member.objects.published().order_by("slug")
    documents = members.values_list("revision__document", flat=True)
    count = 0
    for document in documents.iterator(chunk_size=500):
        stream.write(format_document_line(document).encode())
        count += 1
    return count
