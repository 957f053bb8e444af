"""The directory as files that other programs, and our own import, read."""

import json
from pathlib import Path

from directory.models import Member


def as_line(document):
    """One profile document as a line of a `.jsonl` file."""
    return json.dumps(document, ensure_ascii=False) + "\n"


def export_members(path):
    """Write every published member's document, sorted by slug; return how many.

    The file stands whole or not at all under its name: it is written beside it first.
    """
    path = Path(path)
    beside = path.with_name(f".{path.name}.part")
    members = Member.objects.published().order_by("slug")
    documents = members.values_list("revision__document", flat=True)
    count = 0
    with beside.open("w", encoding="utf-8", newline="\n") as lines:
        for document in documents.iterator(chunk_size=500):
            lines.write(as_line(document))
            count += 1
    beside.replace(path)
    return count
